"""What ``console`` needs from ``adapters/``. The tests have fakes of it."""

from typing import Protocol

from domain.console.case_notes import CaseNote
from domain.console.search_terms import Matches
from domain.presentation.case_rows import CaseRow


class CaseNotes(Protocol):
    """The private notes of each case."""

    def add_note(self, case_id: str, note: CaseNote) -> bool:
        """False, and nothing is stored, if the case has ``MAX_NOTES``."""

    def list_notes(self, case_id: str) -> tuple[CaseNote, ...]:
        """In the order in which they were written."""


class CaseIndex(Protocol):
    """The index of all cases. Each method is one call, however many cases there are."""

    def find_matches(self, word: str, others: tuple[str, ...]) -> Matches:
        """Cases with a word that begins with ``word``, and words that begin with each of the others.

        A word of two letters must match as a whole.
        """

    def list_case_ids(self, account_id: str) -> tuple[str, ...]:
        """The ids of an account's last ``MAX_ROWS`` cases, the newest first. May be behind by a moment."""

    def list_filed_by(self, address: str) -> tuple[str, ...]:
        """The ids of the last ``MAX_ROWS`` exceptions of an account manager, the newest first."""

    def get_rows(self, case_ids: tuple[str, ...]) -> tuple[CaseRow, ...]:
        """These cases (at most 100) in their order, without unknown ones."""
