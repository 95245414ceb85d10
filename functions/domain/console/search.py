"""Searching: cases and accounts by the beginnings of the words that name them."""

import re
from dataclasses import dataclass
from typing import Any

from domain.cases.staff import Permission, StaffMember
from domain.console.ports import CaseIndex
from domain.console.search_terms import Match, Matches, fold, typed_words
from domain.model.errors import AccountLookupFailed
from domain.model.field_types import ACCOUNT_ID
from domain.model.ids import is_case_id
from domain.model.ports import AccountLookup
from domain.presentation.case_rows import MAX_ROWS, CaseRow, case_row_values


@dataclass(frozen=True)
class Found:
    """What a search found. ``there`` is the page of what was named by its whole id, or empty.

    ``is_all`` is false where there are more than are shown, ``is_down`` true where the account lookup did not answer.
    """

    rows: tuple[CaseRow, ...] = ()
    accounts: tuple[str, ...] = ()
    is_all: bool = True
    there: str = ""
    is_down: bool = False


@dataclass(frozen=True)
class Search:
    """Everything that searching needs."""

    index: CaseIndex
    lookup: AccountLookup

    def find(self, typed: str, member: StaffMember) -> Found:
        """Look for what was typed; who may see no cases finds accounts.

        Raises:
            NotAllowed: if the member may see no accounts.
        """
        member.must(Permission.SEE_ACCOUNTS)
        typed, words, sees_cases = typed.strip(), typed_words(typed), member.may(Permission.SEE_CASES)
        if sees_cases and is_case_id(typed) and self.index.get_rows((typed,)):
            return Found(there=f"cases/{typed}")
        found = self.index.find_matches(words[0], words[1:]) if words else Matches(matches=(), is_all=True)
        newest = _newest_first(found)
        if any(one.account_id == typed for one in newest):
            return Found(there=f"accounts/{typed}")
        if not newest:
            return self._account(typed)
        accounts = dict.fromkeys(one.account_id for one in newest if _is_named(one.account_id, words))
        lines = self.index.get_rows(tuple(one.case_id for one in newest[:MAX_ROWS])) if sees_cases else ()
        most = len(newest) if sees_cases else len(accounts)
        return Found(lines, tuple(accounts)[:MAX_ROWS], is_all=found.is_all and most <= MAX_ROWS)

    def _account(self, typed: str) -> Found:
        """An account that the desk has no case of: whoever knows the accounts is asked."""
        if not re.fullmatch(ACCOUNT_ID, typed):
            return Found()
        try:
            return Found(there=f"accounts/{typed}" if self.lookup.look_up_account(typed) else "")
        except AccountLookupFailed:
            return Found(is_down=True)


def search_values(typed: str, found: Found, member: StaffMember) -> dict[str, Any]:
    """Plain values for ``templates/pages/console/search.html``."""
    typed = typed.strip()
    return {
        "typed": typed,
        "is_too_short": bool(typed) and not typed_words(typed),
        "sees_cases": member.may(Permission.SEE_CASES),
        "lines": [case_row_values(line, True) for line in found.rows],
        "accounts": found.accounts,
        "perhaps_account": typed if _is_perhaps_account(typed) and typed not in found.accounts else "",
        "is_all": found.is_all,
        "is_down": found.is_down,
        "most": MAX_ROWS,
    }


def _newest_first(found: Matches) -> list[Match]:
    """Each case once: more than one of its words may begin so."""
    return sorted({one.case_id: one for one in found.matches}.values(), key=lambda one: one.handed_in_at, reverse=True)


def _is_named(account_id: str, words: tuple[str, ...]) -> bool:
    return any(fold(account_id).startswith(word) for word in words)


def _is_perhaps_account(typed: str) -> bool:
    """Whether a text can be an account's id, and is no word of a language."""
    return not typed.isalpha() and bool(re.fullmatch(ACCOUNT_ID, typed))
