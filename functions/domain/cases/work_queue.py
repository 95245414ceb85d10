"""The queue: what waits for one of the staff, those first that wait longest, read without reading any case."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import AwareDatetime

from domain.cases.case import TaskKey, TaskKind
from domain.cases.summary import CaseSummary
from domain.model.field_types import Record

PAGE = 25  # as many as a person looks over at once
LATE_DAYS, TOO_LATE_DAYS = 42, 56  # the 6 to 8 weeks within which an answer usually comes

KIND_TITLES = {
    TaskKind.REVIEW: "Reviews",
    TaskKind.SAFETY: "Trust & Safety",
    TaskKind.EXCEPTION: "Exceptions",
    TaskKind.EXCEPTION_SAFETY: "Exceptions: Trust & Safety",
    TaskKind.OWNER: "With the owner",
    TaskKind.INFO_REQUEST: "With the applicant",
}
"""What the queue of each kind is called, in the order in which they are shown."""


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


def queue_row_values(line: QueueRow, now: datetime, person: str) -> dict[str, Any]:
    """Plain values for a line of a list."""
    days = (now - line.brief.waits_since) // timedelta(days=1)
    return {
        "case_id": line.key.case_id,
        "title": line.brief.title,
        "account_id": line.brief.account_id,
        "people": " and ".join(line.brief.people),
        "flags": line.brief.flags,
        "is_second": line.brief.round > 1,
        "is_asked_again": line.key.turn > 1,
        "opened_at": line.opened_at,
        "assignee": line.assignee,
        "is_yours": line.assignee.casefold() == person.casefold(),
        "kind": KIND_TITLES[line.key.kind],
        **age_values(days),
    }


def age_values(days: int) -> dict[str, Any]:
    """How long somebody waits, in words, and how that looks against the 6 to 8 weeks."""
    look = "reject" if days >= TOO_LATE_DAYS else "flag" if days >= LATE_DAYS else "pass"
    return {"age": age_words(days), "look": look, "days": days, "too_late_days": TOO_LATE_DAYS}


def age_words(days: int) -> str:
    """Days as a person says them: in weeks, from two weeks on."""
    if days < 14:
        return "less than a day" if days == 0 else f"{days} day{'s' * (days != 1)}"
    weeks, rest = divmod(days, 7)
    return f"{weeks} weeks" + (f" {rest} day{'s' * (rest != 1)}" if rest else "")


def next_row(lines: tuple[QueueRow, ...], person: str, after: str = "") -> QueueRow | None:
    """The first line that nobody else has taken over; with ``after`` (a case), among those behind it."""
    ids = [line.key.case_id for line in lines]
    behind = lines[ids.index(after) + 1 :] if after in ids else lines
    free = (line for line in behind if line.assignee.casefold() in ("", person.casefold()))
    return next((line for line in free if line.key.case_id != after), None)
