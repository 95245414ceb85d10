"""The work queue: open tasks, oldest first, read without reading cases."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TypeVar

from pydantic import AwareDatetime

from domain.cases.case import TaskKey
from domain.cases.summary import CaseSummary
from domain.model.field_types import Record

PAGE = 25  # rows
MOST_READ = 500  # rows that are read for one page of those that match
MOST_COUNTED = 100
LATE_DAYS, TOO_LATE_DAYS = 42, 56  # the 6 to 8 weeks within which we usually answer


class OpenTask(Record):
    key: TaskKey
    opened_at: AwareDatetime


class QueueRow(Record):
    """An open task, assigned as ``Task`` has it."""

    key: TaskKey
    opened_at: AwareDatetime
    summary: CaseSummary
    assignee: str = ""
    assigned_at: AwareDatetime | None = None


class QueuePage(Record):
    """A page of a queue; ``next`` is the cursor of the next page, or empty.

    ``is_cut`` says that as many rows were read for it as one query reads, and more may match behind them.
    """

    rows: tuple[QueueRow, ...]
    next: str = ""
    is_cut: bool = False


RowFilter = Callable[[QueueRow], bool]


@dataclass(frozen=True)
class RowQuery:
    """Which rows of a queue a page has, oldest first unless ``newest_first``.

    With ``until``, only those that have waited since then or longer; with ``matches``, those of the next ``MOST_READ``
    that match. ``after`` is ``next`` of the previous page; an invalid one is ignored.
    """

    until: datetime | None = None
    after: str = ""
    newest_first: bool = False
    matches: RowFilter | None = None


OLDEST = RowQuery()
"""The first page of all rows."""

Found = TypeVar("Found")


def cut_page(
    found: Sequence[Found], most: int, matches: Callable[[Found], bool] | None, *, is_all: bool
) -> tuple[Sequence[Found], Found | None, bool]:
    """Those of a page among what a query found, which may be one more than ``most`` and is ``is_all`` of it otherwise.

    Returns them, the one behind which the next page begins if there may be one, and whether the query's end cut it.
    """
    read = found[:most]
    matching = [one for one in read if matches is None or matches(one)]
    shown = matching[:PAGE]
    if len(matching) > PAGE:
        return shown, shown[-1], False
    is_cut = len(found) > most or not is_all
    return shown, read[-1] if is_cut else None, is_cut


def rows_in_turn(rows: Iterable[QueueRow], person: str, after: str = "") -> Iterator[QueueRow]:
    """The rows that no colleague has, in their order; with ``after`` (a case id), those behind that case first."""
    rows = iter(rows)
    before = []
    if after:
        for row in rows:
            if row.key.case_id == after:
                break
            before.append(row)
    return (row for row in chain(rows, before) if row.assignee.casefold() in ("", person.casefold()))
