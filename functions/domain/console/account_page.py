"""An account as the staff see it: what the lookup says now, how it stands at the desk, and what became of its cases."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.cases.staff import Member, Right
from domain.console.ports import CaseIndex
from domain.model.account import AccountFacts, Plan, Standing
from domain.model.errors import LookUpFailed, UnknownAccount
from domain.model.field_types import ACCOUNT_ID
from domain.model.ids import CaseKind, kind_of
from domain.model.ports import AccountLookup, Clock, Standings
from domain.presentation.case_rows import MOST_LINES, CaseLine, case_line_values
from domain.presentation.fact_sheet import looked_up


@dataclass(frozen=True)
class OpenedAccount:
    """An account. ``facts`` is None where the lookup knows none, or did not answer (``is_down``)."""

    account_id: str
    facts: AccountFacts | None
    is_down: bool
    standing: Standing
    lines: tuple[CaseLine, ...]
    today: date


@dataclass(frozen=True)
class AccountDesk:
    """Everything that looking at an account needs."""

    lookup: AccountLookup
    standings: Standings
    index: CaseIndex
    clock: Clock

    def open(self, account_id: str, member: Member) -> OpenedAccount:
        """Look at an account, also while nobody can look its facts up. Changes nothing.

        Raises:
            NotAllowed: if the member may see no accounts.
            UnknownAccount: if neither the lookup nor the desk knows it.
        """
        member.must(Right.SEE_ACCOUNTS)
        if not re.fullmatch(ACCOUNT_ID, account_id):
            raise UnknownAccount
        facts, is_down = self._facts(account_id)
        lines = self.index.lines(self.index.of_account(account_id))
        if not (facts or is_down or lines):
            raise UnknownAccount
        standing = self.standings.get(account_id)
        return OpenedAccount(account_id, facts, is_down, standing, lines, self.clock().date())

    def _facts(self, account_id: str) -> tuple[AccountFacts | None, bool]:
        try:
            return self.lookup.look_up(account_id), False
        except LookUpFailed:
            return None, True


def account_values(opened: OpenedAccount, member: Member) -> dict[str, Any]:
    """Plain values for ``templates/pages/console/account.html``. Who may see no cases reads where they stand alone."""
    facts, grant, sees_cases = opened.facts, opened.standing.exception, member.may(Right.SEE_CASES)
    needs_none = facts is not None and facts.plan is Plan.ENTERPRISE
    lines = {kind: [one for one in opened.lines if kind_of(one.case_id) is kind] for kind in CaseKind}
    return {
        "account_id": opened.account_id,
        "name": facts.name if facts else "",
        "looked_up": looked_up(facts),
        "looked_up_on": opened.today,
        "is_down": opened.is_down,
        "open_application": opened.standing.open_application or "",
        "grant": grant.model_dump() if grant else None,
        "has_ended": grant is not None and grant.ends_on < opened.today,
        "sees_cases": sees_cases,
        "may_file": member.may(Right.FILE_EXCEPTIONS) and not needs_none,
        "applications": [case_line_values(one, sees_cases) for one in lines[CaseKind.APPLICATION]],
        "exceptions": [case_line_values(one, sees_cases) for one in lines[CaseKind.EXCEPTION]],
        "most": MOST_LINES if len(opened.lines) == MOST_LINES else 0,
    }
