"""Applications, rounds and tasks in the table. What changes are single attributes."""

from datetime import datetime
from typing import Any, cast

from adapters.dynamodb.case_index import word_writes
from adapters.dynamodb.items import (
    SET_OUTCOME,
    account_status_key,
    application_key,
    end_key,
    ended,
    listed,
    messages_of,
    outcome_item,
    partition,
    revision_of,
    round_key,
    round_of,
    running,
    task_key,
    task_of,
    tasks_of,
)
from adapters.dynamodb.table import BY_ACCOUNT, ConditionFailed, Item, Table, load
from domain.cases.case import Case, Decision, Outcome, Round, Status, Task, TaskKey
from domain.cases.summary import CaseSummary, summarize_application
from domain.console.search_terms import search_terms
from domain.model.application import Application
from domain.model.errors import AlreadyDecided, AlreadySubmitted, AnotherApplicationOpen, CaseNotStored
from domain.model.ids import CaseKind, kind_of
from domain.presentation.case_rows import MAX_ROWS
from domain.reporting.outcomes import outcome_record


class DynamoCases:
    def __init__(self, table: Table) -> None:
        self._table = table

    def add_application(self, application: Application, thread_id: str) -> None:
        submitted_at, brief = application.submitted_at.isoformat(), summarize_application(application)
        item: Item = {
            "application": application.model_dump_json(),
            "brief": brief.model_dump_json(),
            "status": Status.IN_REVIEW,
            "round": 1,
            "thread_id": thread_id,
            "account_id": application.request.account_id,
            "submitted_at": submitted_at,
        }
        first_round: Item = {"number": 1, "started_at": submitted_at, **running(brief)}
        writes = (
            self._table.put_write(application_key(application.id), item),
            self._table.put_write(round_key(application.id, 1), first_round),
            self._table.put_write((f"MESSAGE#{thread_id}", "MESSAGE"), {"case_id": application.id}),
            self._open(application.request.account_id, application.id),
            *word_writes(self._table, search_terms(application)),
        )
        for _ in range(2):
            try:
                self._table.transact(*writes)
                return
            except ConditionFailed:
                self._raise_what_is_in_the_way(application)
        raise ConditionFailed

    def _raise_what_is_in_the_way(self, application: Application) -> None:
        """Returns where there is nothing any more: the account's other application ended a moment ago."""
        if self._table.get(application_key(application.id)):
            raise AlreadySubmitted
        standing = self._table.get(account_status_key(application.request.account_id)) or {}
        if "open_application" in standing:
            raise AnotherApplicationOpen(str(standing["open_application"]))

    def get_case(self, application_id: str) -> Case:
        items = self._table.query(partition(application_id))
        found = {str(item["sk"]): item for item in items}
        if "APPLICATION" not in found:
            raise CaseNotStored(f"no application {application_id}")
        item = found["APPLICATION"]
        first = Application.model_validate(load(item, "application"))
        revision = revision_of(item)
        requests = (first.request, revision.request if revision else first.request)
        rounds = (one for sk, one in found.items() if sk.startswith("ROUND#"))
        return Case(
            application=first.model_copy(update={"request": requests[int(item["round"]) - 1]}),
            thread_id=str(item["thread_id"]),
            status=Status(str(item["status"])),
            rounds=tuple(round_of(application_id, *both) for both in zip(rounds, requests, strict=False)),
            revision=revision,
            tasks=tasks_of(application_id, items),
            messages=messages_of(items),
        )

    def newest_case_id(self, account_id: str) -> str:
        """The index follows the table by a moment, and has the account's exceptions, too."""
        found = (str(item["pk"]) for item in self._table.newest(BY_ACCOUNT, account_id, MAX_ROWS))
        return next((pk.removeprefix("CASE#") for pk in found if pk.startswith(partition(CaseKind.APPLICATION))), "")

    def open_task(self, task: Task, brief: CaseSummary) -> Task | None:
        item: Item = {
            "number": task.key.round,
            "kind": task.key.kind,
            "turn": task.key.turn,
            "opened_at": task.opened_at.isoformat(),
            "open_kind": task.key.kind,
            **listed(brief),
        }
        if task.answer_by:
            item["answer_by"] = task.answer_by.isoformat()
        writes = [self._table.put_write(task_key(task.key), item)]
        if kind_of(task.key.case_id) is CaseKind.APPLICATION:
            writes.append(self._is_in_review(task.key.case_id))
        try:
            self._table.transact(*writes)
        except ConditionFailed:  # asked before: the token or the decision that are there must stay
            stored = self._table.get(task_key(task.key))
            return task_of(task.key.case_id, stored) if stored else None
        return task

    def decide(self, key: TaskKey, decision: Decision) -> None:
        try:
            self._table.update(
                task_key(key),
                "SET decision = :decision REMOVE open_kind, assignee",
                "attribute_exists(pk) AND attribute_not_exists(decision)",
                {"decision": decision.model_dump_json()},
            )
        except ConditionFailed:
            raise AlreadyDecided from None

    def assign(self, key: TaskKey, assignee: str) -> bool:
        update, values = ("SET assignee = :assignee", {"assignee": assignee}) if assignee else ("REMOVE assignee", {})
        try:
            self._table.update(task_key(key), update, "attribute_exists(open_kind)", cast(Item, values))
        except ConditionFailed:
            return False
        return True

    def conclude(self, case: Case, outcome: Outcome) -> Outcome:
        try:
            self._table.transact(*self._end(case, outcome))
        except ConditionFailed:
            stored = self.get_case(case.application.id).at_round(case.current.number).current.outcome
            if stored is None:
                raise
            return stored
        return outcome

    def reopen(self, application_id: str, reply: str, received_as: str, at: datetime) -> bool:
        Round(application_id=application_id, number=2, started_at=at, reply=reply)  # what cannot be read is not stored
        second_round: Item = {"number": 2, "started_at": at.isoformat(), "reply": reply, "received_as": received_as}
        while True:
            stored = self._stored(application_id)
            try:
                self._table.transact(*self._reopening(stored, second_round, at))
            except ConditionFailed:
                item = self._table.get(round_key(application_id, 2))
                if item is None and self._stored(application_id).get("revised_at") != stored.get("revised_at"):
                    continue  # the applicant changed the application a moment ago
                return item is not None and item.get("received_as") == received_as
            return True

    def _reopening(self, stored: Item, second_round: Item, at: datetime) -> list[Any]:
        """The writes that start round 2 of the application as it was read, changed or not."""
        application = Application.model_validate(load(stored, "revision") or load(stored, "application"))
        brief = summarize_application(application).model_copy(update={"round": 2, "waits_since": at})
        values: Item = {
            "in_review": Status.IN_REVIEW,
            "rejected": Status.REJECTED,
            "one": 1,
            "two": 2,
            "brief": brief.model_dump_json(),
        }
        is_as_read = "attribute_not_exists(revised_at)"
        if "revised_at" in stored:
            is_as_read, values["revised_at"] = "revised_at = :revised_at", stored["revised_at"]
        status = self._table.update_write(
            application_key(application.id),
            "SET #status = :in_review, #round = :two, brief = :brief",
            f"#status = :rejected AND #round = :one AND {is_as_read}",
            values,
            {"#status": "status", "#round": "round"},
        )
        return [
            status,
            self._table.put_write(round_key(application.id, 2), second_round | running(brief)),
            self._open(str(stored["account_id"]), application.id),
            self._table.update_write(
                end_key(application.id), "REMOVE open_kind, waits_since", "attribute_not_exists(is_forgotten)", {}
            ),
            *word_writes(self._table, search_terms(application)),
        ]

    def revise(self, application: Application, at: datetime) -> bool:
        try:
            self._table.update(
                application_key(application.id),
                "SET revision = :revision, revised_at = :at",
                "#status = :rejected AND #round = :one",
                {
                    "revision": application.model_dump_json(),
                    "at": at.isoformat(),
                    "rejected": Status.REJECTED,
                    "one": 1,
                },
                {"#status": "status", "#round": "round"},
            )
        except ConditionFailed:
            return False
        return True

    def withdraw(self, case: Case, outcome: Outcome, closing: Decision) -> bool:
        close_tasks = [
            self._table.update_write(
                task_key(task.key),
                "SET decision = :decision REMOVE open_kind, assignee",
                "attribute_not_exists(decision)",
                {"decision": closing.model_dump_json()},
            )
            for task in case.tasks
            if task.decision is None
        ]
        try:
            self._table.transact(*self._end(case, outcome), *close_tasks)
        except ConditionFailed:
            return False
        return True

    def _end(self, case: Case, outcome: Outcome) -> tuple[Any, ...]:
        """The writes that end a round: its outcome, the application's status, since when, and the account is free."""
        application_id, number = case.application.id, case.current.number
        end_round = self._table.update_write(
            round_key(application_id, number),
            f"SET outcome = :outcome, {SET_OUTCOME}",
            "attribute_exists(pk) AND attribute_not_exists(outcome)",
            {"outcome": outcome.model_dump_json(), **outcome_item(outcome_record(case, outcome))},
        )
        set_status = self._table.update_write(
            application_key(application_id),
            "SET #status = :status",
            "#round = :round",
            {"status": outcome.status, "round": number},
            {"#status": "status", "#round": "round"},
        )
        mark = self._table.update_write(end_key(application_id), *ended(outcome.at))
        return end_round, set_status, mark, self._close(case.application.request.account_id, application_id)

    def _is_in_review(self, application_id: str) -> Any:
        return self._table.check_write(
            application_key(application_id), "#status = :status", {"status": Status.IN_REVIEW}, {"#status": "status"}
        )

    def _stored(self, application_id: str) -> Item:
        item = self._table.get(application_key(application_id))
        if item is None:
            raise CaseNotStored(f"no application {application_id}")
        return item

    def _open(self, account_id: str, application_id: str) -> Any:
        """The write that makes an application the account's open one: it must be the only one."""
        return self._table.update_write(
            account_status_key(account_id),
            "SET open_application = :id",
            "attribute_not_exists(open_application)",
            {"id": application_id},
        )

    def _close(self, account_id: str, application_id: str) -> Any:
        return self._table.update_write(
            account_status_key(account_id), "REMOVE open_application", "open_application = :id", {"id": application_id}
        )
