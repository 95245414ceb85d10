"""The work queue and the open tasks, by the table's indexes: a page is one query."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import chain, islice

from adapters.dynamodb.items import FAILED, RUNNING, task_key, task_of_key
from adapters.dynamodb.table import BY_AGE, BY_ASSIGNEE, Index, Item, Table, load
from domain.cases.case import TaskKind
from domain.cases.work_queue import (
    MOST_COUNTED,
    MOST_READ,
    OLDEST,
    PAGE,
    OpenTask,
    QueuePage,
    QueueRow,
    RowQuery,
    cut_page,
)

_PLACE_PATTERN = re.compile(r"(CASE#[a-z0-9]{1,20}) (TASK#[#a-z0-9_]{1,40}) ([-+:.0-9T]{1,40})")


class DynamoWorkQueue:
    """The indexes follow the table by a moment."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get_page(self, kind: TaskKind, query: RowQuery = OLDEST) -> QueuePage:
        return self._page(BY_AGE, kind, query)

    def get_assigned_page(self, person: str, query: RowQuery = OLDEST) -> QueuePage:
        return self._page(BY_ASSIGNEE, person, query)

    def count_open(self, kind: TaskKind) -> int:
        return self._table.count(BY_AGE, kind, MOST_COUNTED)

    def count_assigned(self, person: str) -> int:
        return self._table.count(BY_ASSIGNEE, person, MOST_COUNTED)

    def list_oldest(self, kind: TaskKind, limit: int) -> tuple[QueueRow, ...]:
        return tuple(map(_row, islice(self._table.list_open(kind), limit)))

    def list_review_starts(self, limit: int) -> tuple[datetime, ...]:
        items = chain.from_iterable(map(self._table.list_open, (FAILED, RUNNING)))
        found = islice((item for item in items if str(item["sk"]).startswith("ROUND#")), limit)
        return tuple(sorted(datetime.fromisoformat(str(item["waits_since"])) for item in found))

    def with_assigned_at(self, rows: tuple[QueueRow, ...]) -> tuple[QueueRow, ...]:
        """From the table: AWS doesn't add an attribute to an index."""
        wanted = [task_key(row.key) for row in rows if row.assignee]
        items = self._table.get_many(wanted, ("sk", "assigned_at"))
        found = {task_of_key(str(item["pk"]), str(item["sk"])): item.get("assigned_at") for item in items}
        return tuple(QueueRow.model_validate({**row.model_dump(), "assigned_at": found.get(row.key)}) for row in rows)

    def _page(self, index: Index, value: str, query: RowQuery) -> QueuePage:
        matches = query.matches
        most = MOST_READ if matches else PAGE
        until = query.until.isoformat() if query.until else ""
        start = _item_at(query.after, until)
        found, is_all = self._table.list_indexed(index, value, most + 1, until, start, is_newest=query.newest_first)
        item_matches = (lambda item: matches(_row(item))) if matches else None
        shown, last, is_cut = cut_page(found, most, item_matches, is_all=is_all)
        rows = self.with_assigned_at(tuple(map(_row, shown)))
        return QueuePage(rows=rows, next=_place_of(last) if last else "", is_cut=is_cut and matches is not None)


def _row(item: Item) -> QueueRow:
    key = task_of_key(str(item["pk"]), str(item["sk"]))
    assignee = item.get("assignee", "")
    return QueueRow.model_validate(
        {"key": key, "summary": load(item, "brief"), "opened_at": item["opened_at"], "assignee": assignee}
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
