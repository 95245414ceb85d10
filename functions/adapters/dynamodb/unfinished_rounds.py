"""Unfinished rounds and exceptions, by the table's index of open items."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from adapters.dynamodb.items import FAILED, RUNNING, case_id_of, exception_key, partition, round_key, tasks_of
from adapters.dynamodb.table import ConditionFailed, Item, Key, Table, load
from domain.cases.case import Task
from domain.model.ids import CaseKind, kind_of
from domain.operations.unfinished_rounds import Failure, RoundKey, Unfinished


class DynamoUnfinishedRounds:
    """The index follows the table by a moment."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def list_all(self) -> Iterator[RoundKey]:
        return map(_key_of, chain(self._table.list_open(RUNNING), self._table.list_open(FAILED)))

    def list_of_case(self, case_id: str) -> tuple[RoundKey, ...]:
        beginning = "EXCEPTION" if kind_of(case_id) is CaseKind.EXCEPTION else "ROUND#"
        items = self._table.query(partition(case_id), beginning)
        return tuple(_key_of(item) for item in items if "open_kind" in item)

    def get_round(self, key: RoundKey) -> Unfinished | None:
        item = self._table.get(_stored_at(key))
        if item is None or "open_kind" not in item:
            return None
        return Unfinished.model_validate(
            {
                "key": key,
                "account_id": load(item, "brief")["account_id"],
                "started_at": item.get("restarted_at", item["waits_since"]),
                "is_failed": item["open_kind"] == FAILED,
                "restarts": item.get("restarts", 0),
                "tries": item.get("tries", 0),
            }
        )

    def last_task(self, unfinished: Unfinished) -> Task | None:
        tasks = tasks_of(unfinished.key.case_id, self._table.query(partition(unfinished.key.case_id), "TASK#"))
        of_this_round = (task for task in tasks if task.key.round <= unfinished.key.round)
        return max(of_this_round, key=lambda task: task.opened_at, default=None)

    def record_next_try(self, unfinished: Unfinished, tries: int, at: datetime) -> Unfinished | None:
        values: Item = {"next": unfinished.restarts + 1, "tries": tries, "at": at.isoformat(), "running": RUNNING}
        update = "SET restarts = :next, tries = :tries, restarted_at = :at, open_kind = :running"
        condition, before = _is_unchanged(unfinished)
        try:
            self._table.update(_stored_at(unfinished.key), update, condition, values | before)
        except ConditionFailed:
            return None
        changes = {"restarts": unfinished.restarts + 1, "tries": tries, "started_at": at, "is_failed": False}
        return unfinished.model_copy(update=changes)

    def record_failure(self, unfinished: Unfinished, failure: str) -> None:
        if unfinished.is_failed:
            return
        values: Item = {"failed": FAILED, "failure": failure}
        condition, before = _is_unchanged(unfinished)
        update = "SET open_kind = :failed, failure = :failure"
        try:
            self._table.update(_stored_at(unfinished.key), update, condition, values | before)
        except ConditionFailed:
            return  # it was started again meanwhile


class DynamoFailures:
    def __init__(self, table: Table) -> None:
        self._table = table

    def list_failures(self) -> Iterator[Failure]:
        for item in self._table.list_open(FAILED):
            facts = {"key": _key_of(item), "failure": item.get("failure", ""), "since": item["waits_since"]}
            yield Failure.model_validate({**facts, "brief": load(item, "brief")})


def _key_of(item: Item) -> RoundKey:
    number = str(item["sk"]).partition("#")[2]
    return RoundKey(case_id=case_id_of(item), round=int(number or 1))


def _stored_at(key: RoundKey) -> Key:
    is_exception = kind_of(key.case_id) is CaseKind.EXCEPTION
    return exception_key(key.case_id) if is_exception else round_key(key.case_id, key.round)


def _is_unchanged(unfinished: Unfinished) -> tuple[str, Item]:
    """The condition that a round is unfinished and has no other execution, and its values."""
    if unfinished.restarts:
        return "attribute_exists(open_kind) AND restarts = :before", {"before": unfinished.restarts}
    return "attribute_exists(open_kind) AND attribute_not_exists(restarts)", {}
