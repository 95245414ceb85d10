"""The work queue: open tasks, oldest first, read without reading cases."""

from pydantic import AwareDatetime

from domain.cases.case import TaskKey
from domain.cases.summary import CaseSummary
from domain.model.field_types import Record

PAGE = 25  # rows
LATE_DAYS, TOO_LATE_DAYS = 42, 56  # the 6 to 8 weeks within which we usually answer


class QueueRow(Record):
    """An open task; ``assignee`` is empty if nobody has assigned it to themselves."""

    key: TaskKey
    opened_at: AwareDatetime
    summary: CaseSummary
    assignee: str = ""


class QueuePage(Record):
    """A page of a queue; ``next`` is the cursor of the next page, or empty."""

    rows: tuple[QueueRow, ...]
    next: str = ""


def next_row(rows: tuple[QueueRow, ...], person: str, after: str = "") -> QueueRow | None:
    """The first row that is not assigned to somebody else; with ``after`` (a case id), the first behind that case."""
    case_ids = [row.key.case_id for row in rows]
    behind = rows[case_ids.index(after) + 1 :] if after in case_ids else rows
    free = (row for row in behind if row.assignee.casefold() in ("", person.casefold()))
    return next((row for row in free if row.key.case_id != after), None)
