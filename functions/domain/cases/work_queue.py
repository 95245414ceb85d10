"""The queue: what waits for one of the staff, those first that wait longest, read without reading any case."""

from pydantic import AwareDatetime

from domain.cases.case import TaskKey
from domain.cases.summary import CaseSummary
from domain.model.field_types import Record

PAGE = 25  # as many as a person looks over at once
LATE_DAYS, TOO_LATE_DAYS = 42, 56  # the 6 to 8 weeks within which an answer usually comes


class QueueRow(Record):
    """A question in the queue. ``assignee`` is who took it over, or empty."""

    key: TaskKey
    opened_at: AwareDatetime
    brief: CaseSummary
    assignee: str = ""


class QueuePage(Record):
    """Some lines of a queue, and what names the place after the last one; empty where there are no more."""

    rows: tuple[QueueRow, ...]
    next: str = ""


def next_row(lines: tuple[QueueRow, ...], person: str, after: str = "") -> QueueRow | None:
    """The first line that nobody else has taken over; with ``after`` (a case), among those behind it."""
    ids = [line.key.case_id for line in lines]
    behind = lines[ids.index(after) + 1 :] if after in ids else lines
    free = (line for line in behind if line.assignee.casefold() in ("", person.casefold()))
    return next((line for line in free if line.key.case_id != after), None)
