"""A case as a line in a list that is not a queue: what was found, what an account has, what somebody filed."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import AwareDatetime

from domain.cases.summary import CaseSummary
from domain.cases.work_queue import LATE_DAYS, TOO_LATE_DAYS, QueueRow
from domain.model.field_types import Record
from domain.model.ids import CaseKind, kind_of
from domain.presentation.labels import STATUS_LABELS, TASK_LABELS, CaseStatus

MAX_ROWS = 25  # as many as a person looks over at once


class CaseRow(Record):
    """A case, and where it stands."""

    case_id: str
    handed_in_at: AwareDatetime
    status: CaseStatus
    brief: CaseSummary


def case_row_values(line: CaseRow, is_seen: bool) -> dict[str, Any]:
    """Plain values for ``templates/pages/console/lines.html``; of a case that may not be seen only where it stands."""
    is_exception = kind_of(line.case_id) is CaseKind.EXCEPTION
    return {
        "case_id": line.case_id,
        "title": line.brief.title if is_seen else f"{'Exception' if is_exception else 'Application'} {line.case_id}",
        "people": " and ".join(line.brief.people) if is_seen else "",
        "account_id": line.brief.account_id,
        "is_linked": is_seen,
        "is_exception": is_exception,
        "handed_in_at": line.handed_in_at,
        "standing": STATUS_LABELS[line.status],
    }


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
        "kind": TASK_LABELS[line.key.kind],
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
