"""Applications, rounds and tasks in the table. Facts are JSON written once; what changes are single attributes."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from adapters.dynamodb import ConditionFailed, Item, Key, Table, load
from review.application import Application
from review.errors import AlreadyDecided, AlreadyHandedIn, AnotherIsOpen, NotStored
from review.lifecycle import Case, Decision, Outcome, Round, Status, Task, TaskKey


def partition(case_id: str) -> str:
    """The partition that holds a whole case, whatever it is about."""
    return f"CASE#{case_id}"


def application_key(application_id: str) -> Key:
    """Where an application is stored."""
    return partition(application_id), "APPLICATION"


def round_key(application_id: str, number: int) -> Key:
    """Where a round is stored."""
    return partition(application_id), f"ROUND#{number}"


def standing_key(account_id: str) -> Key:
    """Where the desk's own knowledge of an account is stored."""
    return f"ACCOUNT#{account_id}", "STANDING"


def task_key(key: TaskKey) -> Key:
    """Where a task is stored; its task token lies there too, put by the state machine."""
    return partition(key.case_id), f"TASK#{key.round}#{key.kind}"


class DynamoCases:
    """``review.ports.Cases`` on DynamoDB."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, application: Application, thread_id: str) -> None:
        """See the port."""
        submitted_at = application.submitted_at.isoformat()
        item: Item = {
            "application": application.model_dump_json(),
            "status": Status.IN_REVIEW,
            "round": 1,
            "thread_id": thread_id,
            "account_id": application.request.account_id,
            "submitted_at": submitted_at,
        }
        first_round: Item = {"number": 1, "started_at": submitted_at}
        writes = (
            self._table.put_write(application_key(application.id), item),
            self._table.put_write(round_key(application.id, 1), first_round),
            self._table.put_write((f"MESSAGE#{thread_id}", "MESSAGE"), {"case_id": application.id}),
            self._open(application.request.account_id, application.id),
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
            raise AlreadyHandedIn
        standing = self._table.get(standing_key(application.request.account_id)) or {}
        if "open_application" in standing:
            raise AnotherIsOpen(str(standing["open_application"]))

    def get(self, application_id: str) -> Case:
        """See the port."""
        items = self._table.query(partition(application_id))
        found = {str(item["sk"]): item for item in items}
        if "APPLICATION" not in found:
            raise NotStored(f"no application {application_id}")
        item = found["APPLICATION"]
        return Case(
            application=load(item, "application"),
            thread_id=str(item["thread_id"]),
            status=Status(str(item["status"])),
            rounds=tuple(_round(application_id, one) for sk, one in found.items() if sk.startswith("ROUND#")),
            tasks=tasks_of(application_id, items),
        )

    def open_task(self, task: Task) -> None:
        """See the port."""
        item: Item = {
            "number": task.key.round,
            "kind": task.key.kind,
            "opened_at": task.opened_at.isoformat(),
            "open_kind": task.key.kind,
        }
        if task.answer_by:
            item["answer_by"] = task.answer_by.isoformat()
        with suppress(ConditionFailed):  # asked before: the token or the decision that are there must stay
            self._table.put(task_key(task.key), item, new=True)

    def decide(self, key: TaskKey, decision: Decision) -> None:
        """See the port."""
        try:
            self._table.update(
                task_key(key),
                "SET decision = :decision REMOVE open_kind",
                "attribute_exists(pk) AND attribute_not_exists(decision)",
                {"decision": decision.model_dump_json()},
            )
        except ConditionFailed:
            raise AlreadyDecided from None

    def conclude(self, application_id: str, round_number: int, outcome: Outcome) -> Outcome:
        """See the port."""
        end_round = self._table.update_write(
            round_key(application_id, round_number),
            "SET outcome = :outcome",
            "attribute_exists(pk) AND attribute_not_exists(outcome)",
            {"outcome": outcome.model_dump_json()},
        )
        set_status = self._table.update_write(
            application_key(application_id),
            "SET #status = :status",
            "#round = :round",
            {"status": outcome.status, "round": round_number},
            {"#status": "status", "#round": "round"},
        )
        try:
            self._table.transact(end_round, set_status, self._close(self._account_of(application_id), application_id))
        except ConditionFailed:
            item = self._table.get(round_key(application_id, round_number))
            if item is None or "outcome" not in item:
                raise
            return Outcome.model_validate(load(item, "outcome"))
        return outcome

    def reopen(self, application_id: str, reply: str, received_as: str, at: datetime) -> bool:
        """See the port."""
        status = self._table.update_write(
            application_key(application_id),
            "SET #status = :in_review, #round = :two",
            "#status = :rejected AND #round = :one",
            {"in_review": Status.IN_REVIEW, "rejected": Status.REJECTED, "one": 1, "two": 2},
            {"#status": "status", "#round": "round"},
        )
        second_round: Item = {"number": 2, "started_at": at.isoformat(), "reply": reply, "received_as": received_as}
        try:
            self._table.transact(
                status,
                self._table.put_write(round_key(application_id, 2), second_round),
                self._open(self._account_of(application_id), application_id),
            )
        except ConditionFailed:
            item = self._table.get(round_key(application_id, 2))
            return item is not None and item.get("received_as") == received_as
        return True

    def _account_of(self, application_id: str) -> str:
        item = self._table.get(application_key(application_id))
        if item is None:
            raise NotStored(f"no application {application_id}")
        return str(item["account_id"])

    def _open(self, account_id: str, application_id: str) -> Any:
        """The write that makes an application the account's open one: it must be the only one."""
        return self._table.update_write(
            standing_key(account_id),
            "SET open_application = :id",
            "attribute_not_exists(open_application)",
            {"id": application_id},
        )

    def _close(self, account_id: str, application_id: str) -> Any:
        return self._table.update_write(
            standing_key(account_id), "REMOVE open_application", "open_application = :id", {"id": application_id}
        )


def _round(application_id: str, item: Item) -> Round:
    return Round.model_validate(
        {
            "application_id": application_id,
            "number": item["number"],
            "started_at": item["started_at"],
            "reply": item.get("reply", ""),
            "account": load(item, "account"),
            "verdict": load(item, "verdict"),
            "outcome": load(item, "outcome"),
        }
    )


def tasks_of(case_id: str, items: list[Item]) -> tuple[Task, ...]:
    """The tasks among the items of a case."""
    return tuple(_task(case_id, item) for item in items if str(item["sk"]).startswith("TASK#"))


def _task(case_id: str, item: Item) -> Task:
    key = {"case_id": case_id, "round": item["number"], "kind": item["kind"]}
    times = {"opened_at": item["opened_at"], "answer_by": item.get("answer_by")}
    return Task.model_validate({"key": key, **times, "decision": load(item, "decision")})
