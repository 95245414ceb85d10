"""A case as a line in a list that is not a queue: what was found, what an account has, what somebody filed."""

from typing import Any

from pydantic import AwareDatetime

from domain.cases.case import Status
from domain.cases.exception import ExceptionStatus
from domain.cases.summary import CaseSummary
from domain.model.field_types import Record
from domain.model.ids import CaseKind, kind_of

MAX_ROWS = 25  # as many as a person looks over at once


class CaseRow(Record):
    """A case, and where it stands."""

    case_id: str
    handed_in_at: AwareDatetime
    status: Status | ExceptionStatus
    brief: CaseSummary


STATUS_WORDS: dict[Status | ExceptionStatus, str] = {
    Status.IN_REVIEW: "in review",
    Status.APPROVED: "approved",
    Status.REJECTED: "rejected, can be reviewed once more",
    Status.REJECTED_FOR_GOOD: "rejected for good",
    Status.DECLINED: "ended, the owner declined",
    Status.EXPIRED: "ended, the owner did not answer",
    Status.WITHDRAWN: "withdrawn",
    ExceptionStatus.IN_REVIEW: "in review",
    ExceptionStatus.GRANTED: "granted",
    ExceptionStatus.REFUSED: "refused",
}
"""Where a case stands, in a few words."""


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
        "standing": STATUS_WORDS[line.status],
    }
