"""Changes of a key after it was issued. Staff suspend, resume or revoke it; staff and systems report over-limit usage.

A change is stored first, which decides it, and then carried out by a state machine.
"""

from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Annotated

from pydantic import Field, StringConstraints

from domain.cases.case import Case, Status
from domain.cases.ports import Cases
from domain.keys.ports import KeyMachine, KeyStore
from domain.model.account import Day
from domain.model.api_key import MAX_CHANGES, KeyAction, KeyChange, KeyStatus, Usage
from domain.model.errors import CaseNotStored, FieldProblem, InvalidInput
from domain.model.field_types import NO_BOOLEAN, Record, RequiredText, parse
from domain.model.ids import APPLICATION_ID
from domain.model.ports import Clock
from domain.policy import load_policy

POSSIBLE = {
    KeyAction.SUSPEND: (KeyStatus.ISSUED,),
    KeyAction.RESUME: (KeyStatus.SUSPENDED,),
    KeyAction.REVOKE: (KeyStatus.ISSUED, KeyStatus.SUSPENDED),
}
"""The statuses of a key in which staff can do something with it."""

OLDEST_REPORT = timedelta(days=31)
LONGEST_REASON = 1_000  # characters

Reason = Annotated[RequiredText, StringConstraints(max_length=LONGEST_REASON)]
Requests = Annotated[int, Field(ge=1, le=10**12), NO_BOOLEAN]


class UsageReport(Record):
    """How much an app used its key on a day."""

    application_id: Annotated[str, StringConstraints(pattern=APPLICATION_ID)] = Field(
        description="The application whose key was used."
    )
    day: Day = Field(description="The day (UTC) of the requests: today, or one of the last 31 days.")
    requests: Requests = Field(description="The number of requests on that day.")


class StaffReason(Record):
    """Why a member of staff changes a key. The owner reads it."""

    reason: Reason


@dataclass(frozen=True)
class KeyChanges:
    cases: Cases
    store: KeyStore
    machine: KeyMachine
    clock: Clock

    def change(self, case: Case, action: KeyAction, by: str, reason: str) -> None:
        """Suspend, resume or revoke the key of a case. ``by`` is the address of a member of staff.

        Raises:
            InvalidInput: if that can't be done with the key as it is now, or the reason is missing or too long.
        """
        why = parse(StaffReason, {"reason": reason}).reason
        if case.key_status not in POSSIBLE.get(action, ()):
            raise InvalidInput([FieldProblem("/key", "A colleague was first. The page shows the key as it is now.")])
        change = KeyChange(number=len(case.key_changes) + 1, action=action, by=by, at=self.clock(), reason=why)
        if not self._store_and_start(case, change):
            self.change(self.cases.get_case(case.application.id), action, by, reason)

    def report_account_usage(self, account_id: str, report: UsageReport, by: str) -> bool:
        """As ``report_usage``, of the account's application that the report names.

        Raises:
            InvalidInput: also if the account has no such application.
        """
        try:
            case = self.cases.get_case(report.application_id)
        except CaseNotStored:
            case = None
        if case is None or case.application.request.account_id != account_id:
            raise InvalidInput([FieldProblem("/application_id", "The account has no application with this ID")])
        return self.report_usage(case, report, by)

    def report_usage(self, case: Case, report: UsageReport, by: str) -> bool:
        """Record that an app reached its daily limit, once for each day; the owner is then told.

        False, and nothing is stored, if it did not, or the key was revoked. A usage plan refuses what is above the
        limit and counts no further, so the limit itself counts as reached.

        Raises:
            InvalidInput: if the application was not approved, or the day is in the future or too long ago.
        """
        self._must_be_reportable(case, report.day)
        limit = load_policy().daily_limit
        if report.requests < limit or case.key_status is KeyStatus.REVOKED:
            return False
        known = next((change for change in case.key_changes if change.usage and change.usage.day == report.day), None)
        if known:
            self.machine.start_change(case.application.id, known.number)
            return True
        usage = Usage(day=report.day, requests=report.requests, limit=limit)
        change = KeyChange(
            number=len(case.key_changes) + 1, action=KeyAction.OVER_LIMIT, by=by, at=self.clock(), usage=usage
        )
        if not self._store_and_start(case, change):
            return self.report_usage(self.cases.get_case(case.application.id), report, by)
        return True

    def _must_be_reportable(self, case: Case, day: date) -> None:
        if case.status is not Status.APPROVED:
            raise InvalidInput([FieldProblem("/application_id", "The application was not approved, so it has no key")])
        today = self.clock().astimezone(UTC).date()
        if day > today:
            raise InvalidInput([FieldProblem("/day", "Must not be in the future")])
        if day < today - OLDEST_REPORT:
            raise InvalidInput([FieldProblem("/day", f"Must be one of the last {OLDEST_REPORT.days} days")])

    def _store_and_start(self, case: Case, change: KeyChange) -> bool:
        """False if another change was stored at this moment. If starting fails, ``Reconcile`` starts it later.

        Raises:
            InvalidInput: if the key has as many changes as it can have.
        """
        if change.number > MAX_CHANGES and change.action is not KeyAction.REVOKE:
            raise InvalidInput([FieldProblem("/key", f"This key has {MAX_CHANGES} changes already. Revoke it instead")])
        if not self.store.add_change(case, change):
            return False
        self.machine.start_change(case.application.id, change.number)
        return True
