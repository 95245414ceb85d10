"""Reviews whose state machine has not succeeded, by the table's index of open items; and cases that have ended."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, takewhile

from adapters.dynamodb.case_index import index_keys
from adapters.dynamodb.items import (
    ENDED,
    FAILED,
    RUNNING,
    case_id_of,
    end_key,
    exception_key,
    key_change_key,
    key_changes_of,
    partition,
    round_key,
    tasks_of,
)
from adapters.dynamodb.table import ConditionFailed, Item, Key, Table, load
from domain.cases.case import Status, Task
from domain.model.api_key import has_key
from domain.model.ids import CaseKind, kind_of
from domain.operations.unfinished_rounds import Failure, RoundKey, Unfinished


class DynamoUnfinishedRounds:
    """The index follows the table by a moment."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def list_all(self) -> Iterator[RoundKey]:
        return map(_key_of, chain(self._table.list_open(RUNNING), self._table.list_open(FAILED)))

    def list_of_case(self, case_id: str) -> tuple[RoundKey, ...]:
        items = self._table.query(partition(case_id))
        return tuple(_key_of(item) for item in items if item.get("open_kind") in (RUNNING, FAILED))

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
        if unfinished.key.key_change:
            return None
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


class DynamoEndedCases:
    def __init__(self, table: Table) -> None:
        self._table = table

    def list_ended_before(self, then: datetime) -> Iterator[str]:
        """In the order of their ends, as the index has them."""
        ended = takewhile(lambda item: str(item["waits_since"]) < then.isoformat(), self._table.list_open(ENDED))
        return map(case_id_of, ended)

    def purge_case(self, case_id: str) -> bool:
        """See the port.

        The mark keeps the case from being reopened, and is deleted last, so an interrupted purge is found and repeated.
        The application is the first item of its partition: without it nobody reads half a case.
        """
        self._table.update(end_key(case_id), "SET is_forgotten = :one", "", {"one": 1})
        items = self._table.query(partition(case_id))
        if any(_is_in_review(item) for item in items) or has_key(key_changes_of(items)):
            self._table.update(end_key(case_id), "REMOVE is_forgotten", "", {})
            return False
        for item in items:
            for key in (*_messages_of(item), *index_keys(item)):
                self._table.take(key)
        for item in sorted(items, key=lambda item: item["sk"] == "ENDED"):
            self._table.take((str(item["pk"]), str(item["sk"])))
        return True


def _key_of(item: Item) -> RoundKey:
    kind, _, number = str(item["sk"]).partition("#")
    if kind == "KEY":
        return RoundKey(case_id=case_id_of(item), key_change=int(number))
    return RoundKey(case_id=case_id_of(item), round=int(number or 1))


def _stored_at(key: RoundKey) -> Key:
    if key.key_change:
        return key_change_key(key.case_id, key.key_change)
    is_exception = kind_of(key.case_id) is CaseKind.EXCEPTION
    return exception_key(key.case_id) if is_exception else round_key(key.case_id, key.round)


def _is_unchanged(unfinished: Unfinished) -> tuple[str, Item]:
    """The condition that a round is unfinished and has no other execution, and its values."""
    if unfinished.restarts:
        return "attribute_exists(open_kind) AND restarts = :before", {"before": unfinished.restarts}
    return "attribute_exists(open_kind) AND attribute_not_exists(restarts)", {}


def _is_in_review(item: Item) -> bool:
    return item.get("status") == Status.IN_REVIEW or (item["sk"] == "EXCEPTION" and "outcome" not in item)


def _messages_of(item: Item) -> Iterator[Key]:
    """The keys that lead from a message to its case: of an email that was sent, and of the conversation."""
    return ((f"MESSAGE#{item[name]}", "MESSAGE") for name in ("message_id", "thread_id") if name in item)
