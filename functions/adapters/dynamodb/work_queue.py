"""The work queue and the open tasks, by the table's indexes: a page is one query."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import chain, islice

from adapters.dynamodb.items import FAILED, RUNNING, task_of_key
from adapters.dynamodb.table import BY_AGE, BY_ASSIGNEE, Index, Item, Table, load
from domain.cases.case import OpenTask, TaskKind
from domain.cases.work_queue import PAGE, QueuePage, QueueRow

_PLACE_PATTERN = re.compile(r"(CASE#[a-z0-9]{1,20}) (TASK#[#a-z0-9_]{1,40}) ([-+:.0-9T]{1,40})")


class DynamoWorkQueue:
    """The indexes follow the table by a moment."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get_page(self, kind: TaskKind, until: datetime | None = None, after: str = "") -> QueuePage:
        return self._page(BY_AGE, kind, until.isoformat() if until else "", after)

    def get_assigned_page(self, person: str, after: str = "") -> QueuePage:
        return self._page(BY_ASSIGNEE, person, "", after)

    def list_oldest(self, kind: TaskKind, limit: int) -> tuple[QueueRow, ...]:
        return tuple(map(_row, islice(self._table.list_open(kind), limit)))

    def list_review_starts(self, limit: int) -> tuple[datetime, ...]:
        items = chain.from_iterable(map(self._table.list_open, (FAILED, RUNNING)))
        found = islice((item for item in items if str(item["sk"]).startswith("ROUND#")), limit)
        return tuple(sorted(datetime.fromisoformat(str(item["waits_since"])) for item in found))

    def _page(self, index: Index, value: str, until: str, after: str) -> QueuePage:
        found = self._table.list_oldest(index, value, PAGE + 1, until, _item_at(after, until))
        shown = found[:PAGE]
        rows = tuple(_row(item | assigned) for item, assigned in zip(shown, self._assignments(shown), strict=True))
        return QueuePage(rows=rows, next=_place_of(shown[-1]) if len(found) > PAGE else "")

    def _assignments(self, items: list[Item]) -> list[Item]:
        """Since when these are assigned, which the indexes don't have: AWS doesn't add an attribute to an index."""
        keys = [(str(item["pk"]), str(item["sk"])) for item in items]
        wanted = [key for key, item in zip(keys, items, strict=True) if "assignee" in item]
        found = {(item["pk"], item["sk"]): item for item in self._table.get_many(wanted, ("sk", "assigned_at"))}
        return [found.get(key, {}) for key in keys]


def _row(item: Item) -> QueueRow:
    key = task_of_key(str(item["pk"]), str(item["sk"]))
    assigned = {"assignee": item.get("assignee", ""), "assigned_at": item.get("assigned_at")}
    return QueueRow.model_validate(
        {"key": key, "summary": load(item, "brief"), "opened_at": item["opened_at"], **assigned}
    )


def _place_of(item: Item) -> str:
    return f"{item['pk']} {item['sk']} {item['waits_since']}"


def _item_at(place: str, until: str) -> Item | None:
    """The item behind which a page begins. DynamoDB refuses one that the query would not find."""
    found = _PLACE_PATTERN.fullmatch(place)
    if found is None or (until and found[3] > until):
        return None
    return dict(zip(("pk", "sk", "waits_since"), found.groups(), strict=True))


class DynamoOpenTasks:
    """The index follows the table by a moment."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def list_open_tasks(self, kind: TaskKind) -> Iterator[OpenTask]:
        for item in self._table.list_open(kind):
            key = task_of_key(str(item["pk"]), str(item["sk"]))
            yield OpenTask.model_validate({"key": key, "opened_at": item["opened_at"]})
