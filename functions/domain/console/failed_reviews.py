"""Reviews that failed, and a person who starts one again."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from domain.cases.audit_entry import AuditEntry
from domain.cases.ports import AuditLog
from domain.cases.staff import Permission, StaffMember
from domain.model.errors import UnknownCase
from domain.model.ids import CaseKind, is_case_id, kind_of
from domain.operations.reconciliation import MAX_TRIES, ReviewRecovery
from domain.operations.unfinished_rounds import Failure
from domain.presentation.case_rows import MAX_ROWS


@dataclass(frozen=True)
class FailedReviews:
    """Everything that starting a failed review again needs."""

    recovery: ReviewRecovery
    log: AuditLog

    def restart(self, case_id: str, member: StaffMember) -> bool:
        """Start again what is over of a case, and write down who did. False where it runs, or has ended well.

        Raises:
            NotAllowed: if the member may restart no reviews.
            UnknownCase: if that can be no case.
        """
        member.must(Permission.RESTART_REVIEWS)
        if not is_case_id(case_id):
            raise UnknownCase
        is_restarted = self.recovery.restart(case_id)
        if is_restarted:
            entry = AuditEntry(
                at=self.recovery.clock(), by=member.address, what="Started it again, after it had failed"
            )
            self.log.add_entry(case_id, entry)
        return is_restarted


def failure_values(failures: Iterable[Failure], restarted: str = "", is_running: bool = False) -> dict[str, Any]:
    """Plain values for ``templates/pages/console/failed.html``.

    ``restarted`` is the case of the last click, which is left out: the list is behind by a moment. ``is_running`` says
    that there was nothing to start again.
    """
    found = tuple(islice((one for one in failures if one.key.case_id != restarted), MAX_ROWS + 1))
    return {
        "lines": [_line_values(one) for one in found[:MAX_ROWS]],
        "are_more": len(found) > MAX_ROWS,
        "most": MAX_ROWS,
        "restarted": restarted,
        "is_running": is_running,
        "most_tries": MAX_TRIES,
    }


def _line_values(failure: Failure) -> dict[str, Any]:
    return {
        "case_id": failure.key.case_id,
        "title": failure.brief.title,
        "people": " and ".join(failure.brief.people),
        "account_id": failure.brief.account_id,
        "is_exception": kind_of(failure.key.case_id) is CaseKind.EXCEPTION,
        "is_second": failure.key.round > 1,
        "failure": failure.failure or "nobody knows what",
        "since": failure.since,
    }
