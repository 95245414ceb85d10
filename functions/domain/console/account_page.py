"""The account page: the facts that the lookup returns now, the account's status, and its cases."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.cases.audit_entry import AuditEntry
from domain.cases.conflict_of_interest import CaseAccess
from domain.cases.parties import HOLDER
from domain.cases.staff import Permission, StaffMember
from domain.console.ports import CaseIndex
from domain.model.account import AccountFacts, AccountStatus, Plan
from domain.model.dates import day_words
from domain.model.errors import AccountLookupFailed, ConflictOfInterest, UnknownAccount
from domain.model.field_types import ACCOUNT_ID
from domain.model.ids import CaseKind, kind_of
from domain.model.ports import AccountLookup, AccountStatuses, Clock
from domain.presentation.case_rows import MAX_ROWS, CaseRow, case_row_values
from domain.presentation.fact_sheet import account_facts


@dataclass(frozen=True)
class OpenedAccount:
    """``facts`` is None if the lookup knows no such account, or failed (``is_down``)."""

    account_id: str
    facts: AccountFacts | None
    is_down: bool
    status: AccountStatus
    rows: tuple[CaseRow, ...]
    today: date


@dataclass(frozen=True)
class AccountPage:
    lookup: AccountLookup
    statuses: AccountStatuses
    index: CaseIndex
    access: CaseAccess
    clock: Clock

    def open(self, account_id: str, member: StaffMember) -> OpenedAccount:
        """Open an account, even if the lookup fails.

        Raises:
            NotAllowed: if the member may not see accounts.
            UnknownAccount: if neither the lookup nor any case knows it.
            ConflictOfInterest: if the member holds the account, or one of its cases is the member's own.
        """
        member.must(Permission.SEE_ACCOUNTS)
        if not re.fullmatch(ACCOUNT_ID, account_id):
            raise UnknownAccount
        facts, is_down = self._facts(account_id)
        if facts and facts.email.casefold() == member.address.casefold():
            raise ConflictOfInterest(HOLDER)
        rows = self.index.get_rows(self.index.list_case_ids(account_id))
        if not (facts or is_down or rows):
            raise UnknownAccount
        if member.may(Permission.SEE_CASES):  # the others read how cases stand, which those involved know
            self.access.check([row.case_id for row in rows], member.address)
        status = self.statuses.get_status(account_id)
        return OpenedAccount(account_id, facts, is_down, status, rows, self.clock().date())

    def lift_wait(self, account_id: str, member: StaffMember) -> bool:
        """Let an account that waits after a rejection apply again at once. Logged with the rejected application.

        False if it does not wait.

        Raises:
            NotAllowed: if the member may not do this.
            UnknownAccount, ConflictOfInterest: see ``open``.
        """
        member.must(Permission.LIFT_WAITS)
        opened = self.open(account_id, member)
        rejection = opened.status.waits_after(opened.today)
        if rejection is None:
            return False
        until = rejection.reapply_on
        what = f"Let account {account_id} apply again before {day_words(until)}"
        entry = AuditEntry(at=self.clock(), by=member.address, what=what)
        return self.access.cases.lift_wait(account_id, rejection, entry)

    def _facts(self, account_id: str) -> tuple[AccountFacts | None, bool]:
        try:
            return self.lookup.look_up_account(account_id), False
        except AccountLookupFailed:
            return None, True


def account_values(opened: OpenedAccount, member: StaffMember, *, is_lifted: bool = False) -> dict[str, Any]:
    """Plain values for ``templates/pages/console/account.html``. Only who may see cases gets more than their status."""
    rejection = opened.status.waits_after(opened.today)
    facts, grant, sees_cases = opened.facts, opened.status.exception, member.may(Permission.SEE_CASES)
    needs_none = facts is not None and facts.plan is Plan.ENTERPRISE
    rows = {kind: [row for row in opened.rows if kind_of(row.case_id) is kind] for kind in CaseKind}
    return {
        "account_id": opened.account_id,
        "name": facts.name if facts else "",
        "looked_up": account_facts(facts),
        "looked_up_on": opened.today,
        "is_down": opened.is_down,
        "open_application": opened.status.open_application or "",
        "grant": grant.model_dump() if grant else None,
        "has_ended": grant is not None and grant.ends_on < opened.today,
        "waits": rejection.model_dump() if rejection else None,
        "may_lift": member.may(Permission.LIFT_WAITS),
        "is_lifted": is_lifted,
        "sees_cases": sees_cases,
        "may_file": member.may(Permission.FILE_EXCEPTIONS) and not needs_none,
        "applications": [case_row_values(row, sees_cases) for row in rows[CaseKind.APPLICATION]],
        "exceptions": [case_row_values(row, sees_cases) for row in rows[CaseKind.EXCEPTION]],
        "most": MAX_ROWS if len(opened.rows) == MAX_ROWS else 0,
    }
