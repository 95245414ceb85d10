"""The work queue: open tasks, oldest first, read without reading cases."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from pydantic import AwareDatetime

from domain.cases.case import TaskKey
from domain.cases.summary import CaseSummary
from domain.model.field_types import Record

PAGE = 25  # rows
MOST_READ = 500  # rows that are read for one page of those that match
MOST_COUNTED = 100
LATE_DAYS, TOO_LATE_DAYS = 42, 56  # the 6 to 8 weeks within which we usually answer


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
