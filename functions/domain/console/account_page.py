"""An account as the staff see it: what the lookup says now, how it stands at the desk, and what became of its cases."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.cases.staff import Permission, StaffMember
from domain.console.ports import CaseIndex
from domain.model.account import AccountFacts, AccountStatus, Plan
from domain.model.errors import AccountLookupFailed, UnknownAccount
from domain.model.field_types import ACCOUNT_ID
from domain.model.ids import CaseKind, kind_of
from domain.model.ports import AccountLookup, AccountStatuses, Clock
from domain.presentation.case_rows import MAX_ROWS, CaseRow, case_row_values
from domain.presentation.fact_sheet import account_facts


@dataclass(frozen=True)
class OpenedAccount:
    """An account. ``facts`` is None where the lookup knows none, or did not answer (``is_down``)."""

    account_id: str
    facts: AccountFacts | None
    is_down: bool
    status: AccountStatus
    rows: tuple[CaseRow, ...]
    today: date


@dataclass(frozen=True)
class AccountPage:
    """Everything that looking at an account needs."""

    lookup: AccountLookup
    statuses: AccountStatuses
    index: CaseIndex
    clock: Clock

    def open(self, account_id: str, member: StaffMember) -> OpenedAccount:
        """Look at an account, also while nobody can look its facts up. Changes nothing.

        Raises:
            NotAllowed: if the member may see no accounts.
            UnknownAccount: if neither the lookup nor the desk knows it.
        """
        member.must(Permission.SEE_ACCOUNTS)
        if not re.fullmatch(ACCOUNT_ID, account_id):
            raise UnknownAccount
        facts, is_down = self._facts(account_id)
        lines = self.index.get_rows(self.index.list_case_ids(account_id))
        if not (facts or is_down or lines):
            raise UnknownAccount
        standing = self.statuses.get_status(account_id)
        return OpenedAccount(account_id, facts, is_down, standing, lines, self.clock().date())

    def _facts(self, account_id: str) -> tuple[AccountFacts | None, bool]:
        try:
            return self.lookup.look_up_account(account_id), False
        except AccountLookupFailed:
            return None, True


def account_values(opened: OpenedAccount, member: StaffMember) -> dict[str, Any]:
    """Plain values for ``templates/pages/console/account.html``. Who may see no cases reads where they stand alone."""
    facts, grant, sees_cases = opened.facts, opened.status.exception, member.may(Permission.SEE_CASES)
    needs_none = facts is not None and facts.plan is Plan.ENTERPRISE
    lines = {kind: [one for one in opened.rows if kind_of(one.case_id) is kind] for kind in CaseKind}
    return {
        "account_id": opened.account_id,
        "name": facts.name if facts else "",
        "looked_up": account_facts(facts),
        "looked_up_on": opened.today,
        "is_down": opened.is_down,
        "open_application": opened.status.open_application or "",
        "grant": grant.model_dump() if grant else None,
        "has_ended": grant is not None and grant.ends_on < opened.today,
        "sees_cases": sees_cases,
        "may_file": member.may(Permission.FILE_EXCEPTIONS) and not needs_none,
        "applications": [case_row_values(one, sees_cases) for one in lines[CaseKind.APPLICATION]],
        "exceptions": [case_row_values(one, sees_cases) for one in lines[CaseKind.EXCEPTION]],
        "most": MAX_ROWS if len(opened.rows) == MAX_ROWS else 0,
    }
