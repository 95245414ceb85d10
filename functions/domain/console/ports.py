"""What this package needs from the outside world: ``adapters/`` has it on AWS, the tests have fakes."""

from typing import Protocol

from domain.console.search_terms import Matches
from domain.presentation.case_rows import CaseRow


class CaseIndex(Protocol):
    """Cases as lists show them, whatever they are about. Each method is one call, however many cases there are."""

    def find_matches(self, word: str, others: tuple[str, ...]) -> Matches:
        """Cases of which a word begins like ``word``, and further ones like each of the others.

        A word of two letters stands for itself alone.
        """

    def list_case_ids(self, account_id: str) -> tuple[str, ...]:
        """The ids of an account's last ``MAX_LINES`` cases, the newest first. May be behind by a moment."""

    def list_filed_by(self, address: str) -> tuple[str, ...]:
        """The ids of the last ``MAX_LINES`` exceptions of an account manager, the newest first."""

    def get_rows(self, case_ids: tuple[str, ...]) -> tuple[CaseRow, ...]:
        """These cases (at most 100) in their order; what was never stored is left out."""
