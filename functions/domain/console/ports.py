"""What this package needs from the outside world: ``adapters/`` has it on AWS, the tests have fakes."""

from typing import Protocol

from domain.console.search_terms import Matches
from domain.presentation.case_rows import CaseLine


class CaseIndex(Protocol):
    """Cases as lists show them, whatever they are about. Each method is one call, however many cases there are."""

    def matching(self, word: str, others: tuple[str, ...]) -> Matches:
        """Cases of which a word begins like ``word``, and further ones like each of the others.

        A word of two letters stands for itself alone.
        """

    def of_account(self, account_id: str) -> tuple[str, ...]:
        """The ids of an account's last ``MOST_LINES`` cases, the newest first. May be behind by a moment."""

    def filed_by(self, address: str) -> tuple[str, ...]:
        """The ids of the last ``MOST_LINES`` exceptions of an account manager, the newest first."""

    def lines(self, case_ids: tuple[str, ...]) -> tuple[CaseLine, ...]:
        """These cases (at most 100) in their order; what was never stored is left out."""
