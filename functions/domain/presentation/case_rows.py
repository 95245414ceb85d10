"""The rows of lists: cases that were found, belong to an account or were filed by somebody; and open tasks."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import AwareDatetime

from domain.cases.case import Task
from domain.cases.summary import CaseSummary
from domain.cases.work_queue import LATE_DAYS, TOO_LATE_DAYS, QueueRow
from domain.model.dates import duration_words
from domain.model.field_types import Record
from domain.model.ids import CaseKind, kind_of
from domain.policy import load_policy
from domain.presentation.labels import STATUS_LABELS, TASK_LABELS, CaseStatus

MAX_ROWS = 25


class CaseRow(Record):
    case_id: str
    submitted_at: AwareDatetime
    status: CaseStatus
    summary: CaseSummary


def case_row_values(row: CaseRow, is_visible: bool) -> dict[str, Any]:
    """Values for ``templates/pages/console/lines.html``, without names where the case is not visible to the person."""
    is_exception = kind_of(row.case_id) is CaseKind.EXCEPTION
    return {
        "case_id": row.case_id,
        "title": row.summary.title if is_visible else f"{'Exception' if is_exception else 'Application'} {row.case_id}",
        "people": " and ".join(row.summary.people) if is_visible else "",
        "account_id": row.summary.account_id,
        "is_linked": is_visible,
        "is_exception": is_exception,
        "handed_in_at": row.submitted_at,
        "standing": STATUS_LABELS[row.status],
    }


def queue_row_values(row: QueueRow, now: datetime, person: str) -> dict[str, Any]:
    days = (now - row.summary.waits_since) // timedelta(days=1)
    return {
        "case_id": row.key.case_id,
        "title": row.summary.title,
        "account_id": row.summary.account_id,
        "people": " and ".join(row.summary.people),
        "flags": row.summary.flags,
        "flagged": [load_policy().rules[rule].title for rule in row.summary.flagged],
        "pick": f"{row.key.case_id} {row.key.name} {row.assignee}",
        "is_second": row.summary.round > 1,
        "is_asked_again": row.key.turn > 1,
        "opened_at": row.opened_at,
        "assigned": assignment_values(row, person),
        "kind": TASK_LABELS[row.key.kind],
        **age_values(days),
    }


def assignment_values(task: Task | QueueRow, person: str) -> dict[str, Any] | None:
    """Who has an open task, and since when (None where that was not recorded); None if nobody has it."""
    if not task.assignee:
        return None
    is_yours = task.assignee.casefold() == person.casefold()
    return {"to": task.assignee, "is_yours": is_yours, "since": task.assigned_at}


def age_values(days: int) -> dict[str, Any]:
    """The waiting time in words, and whether it is late against the 6 to 8 weeks."""
    return {"age": age_words(days), "look": age_look(days), "days": days, "too_late_days": TOO_LATE_DAYS}


def age_look(days: int) -> str:
    return "reject" if days >= TOO_LATE_DAYS else "flag" if days >= LATE_DAYS else "pass"


def age_words(days: int) -> str:
    """In days, from two weeks on in weeks and days."""
    if days < 14:
        return duration_words(days)
    weeks, rest = divmod(days, 7)
    return f"{weeks} weeks" + (f" {duration_words(rest)}" if rest else "")
