"""Applications, rounds and tasks in the table. What changes are single attributes."""

import json
from contextlib import suppress
from datetime import UTC, datetime

from adapters.dynamodb.case_writes import (
    CLOSE_TASK,
    STATUS_NAMES,
    confirmation,
    first_round,
    is_in_review,
    judgement,
    round_end,
    second_round,
    task_end,
)
from adapters.dynamodb.console import log_item
from adapters.dynamodb.items import (
    account_status_key,
    account_status_of,
    application_key,
    case_id_of,
    confirmed_key,
    confirmed_of,
    key_changes_of,
    listed,
    messages_of,
    partition,
    recheck_of,
    revision_of,
    round_key,
    round_of,
    submissions_key,
    task_key,
    task_of,
    tasks_of,
    waiting_key,
)
from adapters.dynamodb.table import BY_ACCOUNT, ConditionFailed, Item, Table, load
from domain.cases.audit_entry import AuditEntry
from domain.cases.case import Case, Decision, Outcome, Recheck, Round, Status, Task, TaskKey
from domain.cases.summary import CaseSummary
from domain.model.account import Account, Rejection
from domain.model.application import MAX_SUBMISSIONS, Application, PendingKey
from domain.model.errors import (
    AlreadyDecided,
    AlreadySubmitted,
    AnotherApplicationOpen,
    ApplicationDiscarded,
    CaseNotStored,
    MayNotApplyYet,
    TooManySubmissions,
)
from domain.model.estimate import Estimate
from domain.model.ids import CaseKind, kind_of
from domain.policy import Verdict
from domain.presentation.case_rows import MAX_ROWS


class DynamoCases:
    def __init__(self, table: Table) -> None:
        self._table = table

    def add_application(self, application: Application, thread_id: str, confirms: PendingKey | None = None) -> None:
        confirmations = [confirmation(self._table, confirms)] if confirms else []
        for _ in range(2):
            try:
                self._table.transact(*first_round(self._table, application, thread_id), *confirmations)
                return
            except ConditionFailed:
                self._raise_conflict(application, confirms)
        raise ConditionFailed("another application of the account was open, twice, and had ended when it was read")

    def _raise_conflict(self, application: Application, confirms: PendingKey | None) -> None:
        """Returns where there is none any more: the account's other application ended a moment ago."""
        if self._table.get(application_key(application.id)):
            raise AlreadySubmitted
        if confirms and "discarded" in (self._table.get(waiting_key(confirms)) or {}):
            raise ApplicationDiscarded
        status = self._table.get(account_status_key(application.request.account_id)) or {}
        if "open_application" in status:
            raise AnotherApplicationOpen(str(status["open_application"]))
        wait = account_status_of(status).waits_after(application.submitted_at.astimezone(UTC).date())
        if wait:
            raise MayNotApplyYet(wait)
        today = submissions_key(application.request.account_id, application.submitted_at.astimezone(UTC).date())
        if int((self._table.get(today) or {}).get("count", 0)) >= MAX_SUBMISSIONS:
            raise TooManySubmissions(MAX_SUBMISSIONS)

    def get_case(self, application_id: str) -> Case:
        items = self._table.query(partition(application_id))
        found = {str(item["sk"]): item for item in items}
        if "APPLICATION" not in found:
            raise CaseNotStored(f"no application {application_id}")
        item = found["APPLICATION"]
        first = Application.model_validate(load(item, "application"))
        revision = revision_of(item)
        requests = (first.request, revision.request if revision else first.request)
        rounds = (stored for sort_key, stored in found.items() if sort_key.startswith("ROUND#"))
        return Case(
            application=first.model_copy(update={"request": requests[int(item["round"]) - 1]}),
            thread_id=str(item["thread_id"]),
            status=Status(str(item["status"])),
            rounds=tuple(round_of(application_id, *both) for both in zip(rounds, requests, strict=False)),
            revision=revision,
            recheck=recheck_of(item),
            tasks=tasks_of(application_id, items),
            messages=messages_of(items),
            confirmed=confirmed_of(items),
            key_changes=key_changes_of(items),
        )

    def newest_case_id(self, account_id: str) -> str:
        """The index follows the table by a moment, and has the account's exceptions, too."""
        items, _ = self._table.list_indexed(BY_ACCOUNT, account_id, MAX_ROWS, is_newest=True)
        return next((case_id for case_id in map(case_id_of, items) if kind_of(case_id) is CaseKind.APPLICATION), "")

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
            # Executions of earlier releases read it with JSONata's $toMillis, which takes this form for certain.
            item["answer_by"] = task.answer_by.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        if task.asks_check:
            item["asks_check"] = 1
        writes = [self._table.put_write(task_key(task.key), item)]
        if kind_of(task.key.case_id) is CaseKind.APPLICATION:
            writes.append(is_in_review(self._table, task.key.case_id))
        try:
            self._table.transact(*writes)
        except ConditionFailed:  # opened before: its task token or decision must stay
            stored = self._table.get(task_key(task.key))
            return task_of(task.key.case_id, stored) if stored else None
        return task

    def decide(self, key: TaskKey, decision: Decision) -> None:
        is_open = "attribute_exists(pk) AND attribute_not_exists(decision)"
        try:
            self._table.update(task_key(key), CLOSE_TASK, is_open, {"decision": decision.model_dump_json()})
        except ConditionFailed:
            raise AlreadyDecided from None

    def assign(self, key: TaskKey, assignee: str, at: datetime, before: str = "") -> bool:
        update, values = "REMOVE assignee, assigned_at", Item()
        if assignee:
            update = "SET assignee = :assignee, assigned_at = :at"
            values = {"assignee": assignee, "at": at.isoformat()}
        is_as_before = "assignee = :before" if before else "attribute_not_exists(assignee)"
        values |= {"before": before} if before else {}
        try:
            self._table.update(task_key(key), update, f"attribute_exists(open_kind) AND {is_as_before}", values)
        except ConditionFailed:
            return False
        return True

    def record_verdict(self, case: Case, account: Account | None, verdict: Verdict, at: datetime) -> Round:
        with suppress(ConditionFailed):  # it was checked before
            self._table.transact(*judgement(self._table, case, account, verdict, at))
        return self.get_case(case.application.id).at_round(case.current.number).current

    def conclude(self, case: Case, outcome: Outcome) -> Outcome:
        try:
            self._table.transact(*round_end(self._table, case, outcome))
        except ConditionFailed:
            stored = self.get_case(case.application.id).at_round(case.current.number).current.outcome
            if stored is None:
                raise
            return stored
        return outcome

    def reopen(self, case: Case, second: Round) -> None:
        with suppress(ConditionFailed):  # it was reopened or revised meanwhile, or the account has another open one
            self._table.transact(*second_round(self._table, case, second))

    def record_recheck(self, application_id: str, recheck: Recheck) -> None:
        self._table.update(
            application_key(application_id),
            "SET recheck = :recheck",
            "attribute_exists(pk)",
            {"recheck": recheck.model_dump_json()},
        )

    def record_start(self, case: Case, earlier: tuple[str, ...], estimate: Estimate | None) -> None:
        is_new = "attribute_exists(pk) AND attribute_not_exists(earlier)"
        key = round_key(case.application.id, case.current.number)
        values: Item = {
            "earlier": json.dumps(earlier),
            "estimate": estimate.model_dump_json() if estimate else "null",
        }
        with suppress(ConditionFailed):  # it was stored before
            self._table.update(key, "SET earlier = :earlier, estimate = :estimate", is_new, values)

    def lift_wait(self, account_id: str, rejection: Rejection, entry: AuditEntry) -> bool:
        lift = self._table.update_write(
            account_status_key(account_id),
            "REMOVE rejection, reapply_on",
            "rejection = :rejection",
            {"rejection": rejection.model_dump_json()},
        )
        log = self._table.put_write(*log_item(partition(rejection.application_id), entry))
        try:
            self._table.transact(lift, log)
        except ConditionFailed:
            return False
        return True

    def confirm_address(self, application_id: str, address: str, at: datetime) -> None:
        self._table.put(confirmed_key(application_id, address), {"at": at.isoformat()})

    def revise(self, application: Application, at: datetime, words: str = "") -> bool:
        revision: Item = {"revision": application.model_dump_json(), "at": at.isoformat(), "words": words}
        try:
            self._table.update(
                application_key(application.id),
                "SET revision = :revision, revised_at = :at, revision_words = :words",
                "#status = :rejected AND #round = :one",
                {**revision, "rejected": Status.REJECTED, "one": 1},
                STATUS_NAMES,
            )
        except ConditionFailed:
            return False
        return True

    def withdraw(self, case: Case, outcome: Outcome, closing: Decision) -> bool:
        open_keys = [task.key for task in case.tasks if task.decision is None]
        task_ends = [task_end(self._table, key, closing) for key in open_keys]
        try:
            self._table.transact(*round_end(self._table, case, outcome), *task_ends)
        except ConditionFailed:
            return False
        return True
