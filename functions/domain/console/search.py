"""The search for cases and accounts, by the beginnings of words."""

import re
from dataclasses import dataclass
from typing import Any

from domain.cases.conflict_of_interest import CaseAccess
from domain.cases.staff import Permission, StaffMember
from domain.console.ports import CaseIndex
from domain.console.search_terms import Match, Matches, fold, typed_words
from domain.model.errors import AccountLookupFailed
from domain.model.field_types import ACCOUNT_ID
from domain.model.ids import is_case_id
from domain.model.ports import AccountLookup
from domain.presentation.case_rows import MAX_ROWS, CaseRow, case_row_values


@dataclass(frozen=True)
class SearchResult:
    """``redirect`` is the page of what was searched for by its whole id, or empty.

    ``is_all`` is false if there are more than these, ``is_down`` true if the account lookup failed.
    """

    rows: tuple[CaseRow, ...] = ()
    accounts: tuple[str, ...] = ()
    is_all: bool = True
    redirect: str = ""
    is_down: bool = False


@dataclass(frozen=True)
class Search:
    index: CaseIndex
    access: CaseAccess
    lookup: AccountLookup

    def find(self, typed: str, member: StaffMember) -> SearchResult:
        """Find what was typed. Who may not see cases finds accounts only.

        Raises:
            NotAllowed: if the member may not see accounts.
        """
        member.must(Permission.SEE_ACCOUNTS)
        typed, words, sees_cases = typed.strip(), typed_words(typed), member.may(Permission.SEE_CASES)
        if sees_cases and is_case_id(typed) and self._rows((typed,), member):
            return SearchResult(redirect=f"cases/{typed}")
        found = self.index.find_matches(words[0], words[1:]) if words else Matches(matches=(), is_all=True)
        newest = _newest_first(found)
        if any(match.account_id == typed for match in newest):
            return SearchResult(redirect=f"accounts/{typed}")
        if not newest:
            return self._account(typed)
        accounts = dict.fromkeys(match.account_id for match in newest if _is_named(match.account_id, words))
        rows = self._rows(tuple(match.case_id for match in newest[:MAX_ROWS]), member) if sees_cases else ()
        number = len(newest) if sees_cases else len(accounts)
        return SearchResult(rows, tuple(accounts)[:MAX_ROWS], is_all=found.is_all and number <= MAX_ROWS)

    def _rows(self, case_ids: tuple[str, ...], member: StaffMember) -> tuple[CaseRow, ...]:
        return self.access.without_own(self.index.get_rows(case_ids), member.address, lambda row: row.case_id)

    def _account(self, typed: str) -> SearchResult:
        """An account without cases: the lookup may know it."""
        if not re.fullmatch(ACCOUNT_ID, typed):
            return SearchResult()
        try:
            return SearchResult(redirect=f"accounts/{typed}" if self.lookup.look_up_account(typed) else "")
        except AccountLookupFailed:
            return SearchResult(is_down=True)


def search_values(typed: str, result: SearchResult, member: StaffMember) -> dict[str, Any]:
    """Plain values for ``templates/pages/console/search.html``."""
    typed = typed.strip()
    return {
        "typed": typed,
        "is_too_short": bool(typed) and not typed_words(typed),
        "sees_cases": member.may(Permission.SEE_CASES),
        "lines": [case_row_values(row, True) for row in result.rows],
        "accounts": result.accounts,
        "perhaps_account": typed if _is_perhaps_account(typed) and typed not in result.accounts else "",
        "is_all": result.is_all,
        "is_down": result.is_down,
        "most": MAX_ROWS,
    }


def _newest_first(found: Matches) -> list[Match]:
    """Each case once: more than one of its words may match."""
    matches = {match.case_id: match for match in found.matches}
    return sorted(matches.values(), key=lambda match: match.handed_in_at, reverse=True)


def _is_named(account_id: str, words: tuple[str, ...]) -> bool:
    return any(fold(account_id).startswith(word) for word in words)


def _is_perhaps_account(typed: str) -> bool:
    """Whether a text can be the id of an account, and is no word of a language."""
    return not typed.isalpha() and bool(re.fullmatch(ACCOUNT_ID, typed))
