"""Reviews and changes of keys that failed, and restarting those of a case; emails that cannot be sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from domain.cases.audit_entry import AuditEntry
from domain.cases.conflict_of_interest import CaseAccess
from domain.cases.ports import AuditLog
from domain.cases.staff import Permission, StaffMember
from domain.console.staff_lists import SPARE
from domain.model.errors import KeyIssuerFailed, UnknownCase
from domain.model.ids import CaseKind, is_case_id, kind_of
from domain.model.ports import Clock
from domain.notifications.delivery_status import OutboxRecord, problem_values
from domain.notifications.ports import OutboxStore
from domain.operations.ports import Failures
from domain.operations.reconciliation import MAX_TRIES, ReviewRecovery
from domain.operations.unfinished_rounds import Failure
from domain.presentation.case_rows import MAX_ROWS

UNSENDABLE_SHOWN = timedelta(days=30)  # the list has no other end: nobody ticks its emails off


@dataclass(frozen=True)
class FailedReviews:
    access: CaseAccess
    recovery: ReviewRecovery
    log: AuditLog

    def restart(self, case_id: str, member: StaffMember) -> bool:
        """Restart the review of a case and the changes of its key, and log who did. False if they run, or succeeded.

        Raises:
            NotAllowed: if the member may not restart reviews.
            UnknownCase: if this is no id of a case.
            ConflictOfInterest: if it is the member's own case.
        """
        member.must(Permission.RESTART_REVIEWS)
        if not is_case_id(case_id):
            raise UnknownCase
        self.access.check([case_id], member.address)
        are_of_key = all(key.key_change for key in self.recovery.unfinished.list_of_case(case_id))
        is_restarted = self.recovery.restart(case_id)
        if is_restarted:
            what = f"Restarted the failed {'change of the API key' if are_of_key else 'review'}"
            self.log.add_entry(case_id, AuditEntry(at=self.recovery.clock(), by=member.address, what=what))
        return is_restarted


def list_failures(failures: Failures, access: CaseAccess, member: StaffMember) -> tuple[Failure, ...]:
    """Those of others' cases, as many as are shown and a few more.

    Raises:
        NotAllowed: if the member may not restart reviews.
    """
    member.must(Permission.RESTART_REVIEWS)
    first = islice(failures.list_failures(), MAX_ROWS + SPARE)
    return access.without_own(first, member.address, lambda failure: failure.key.case_id)


def list_unsendable(
    store: OutboxStore, access: CaseAccess, member: StaffMember, clock: Clock
) -> tuple[OutboxRecord, ...]:
    """The newest emails that cannot be sent, but for those of the member's own cases.

    Raises:
        NotAllowed: if the member may not restart reviews.
    """
    member.must(Permission.RESTART_REVIEWS)
    newest = store.list_unsendable(clock() - UNSENDABLE_SHOWN, MAX_ROWS + SPARE)
    return access.without_own(newest, member.address, lambda record: record.entry.case_id)[:MAX_ROWS]


def failure_values(
    failures: Iterable[Failure],
    unsendable: Iterable[OutboxRecord] = (),
    restarted: str = "",
    is_running: bool = False,
) -> dict[str, Any]:
    """Plain values for ``templates/pages/console/failed.html``.

    ``unsendable`` are emails that cannot be sent, with the report that says why.
    ``restarted`` is the case that was restarted a moment ago, which is left out, since the list may be behind.
    ``is_running`` says that there was nothing to restart.
    """
    found = tuple(islice((failure for failure in failures if failure.key.case_id != restarted), MAX_ROWS + 1))
    return {
        "lines": list(map(_row_values, found[:MAX_ROWS])),
        "are_more": len(found) > MAX_ROWS,
        "most": MAX_ROWS,
        "restarted": restarted,
        "is_running": is_running,
        "most_tries": MAX_TRIES,
        "unsendable": [
            {**problem_values(email.entry, email.report), "case_id": email.entry.case_id}
            for email in unsendable
            if email.report
        ],
    }


def _row_values(failure: Failure) -> dict[str, Any]:
    """``is_key_missing`` says that the application is approved, and the key issuer hasn't issued the key."""
    return {
        "case_id": failure.key.case_id,
        "title": failure.brief.title,
        "people": " and ".join(failure.brief.people),
        "account_id": failure.brief.account_id,
        "is_exception": kind_of(failure.key.case_id) is CaseKind.EXCEPTION,
        "is_second": failure.key.round > 1,
        "is_key_change": failure.key.key_change > 0,
        "is_key_missing": failure.key.key_change == 0 and failure.failure == KeyIssuerFailed.__name__,
        "failure": failure.failure or "unknown",
        "since": failure.since,
    }
