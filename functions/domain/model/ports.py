"""What this package needs from the outside world: ``adapters/`` has it on AWS, the tests have fakes."""

from datetime import datetime
from typing import Protocol

from domain.model.account import AccountFacts, Standing


class Clock(Protocol):
    """The present time, with its zone."""

    def __call__(self) -> datetime:
        """Now."""


class Accounts(Protocol):
    """The desk's own account records."""

    def put(self, account: AccountFacts) -> None:
        """Store an account's facts, in place of an earlier record with its id."""

    def get(self, account_id: str) -> AccountFacts | None:
        """The facts, or None where there is no such account."""


class AccountLookup(Protocol):
    """Whoever knows the accounts: the desk's own records, or the company's function."""

    def look_up(self, account_id: str) -> AccountFacts | None:
        """The facts, or None where there is no such account. Raises ``LookUpFailed`` where there is no answer."""


class Standings(Protocol):
    """What the desk itself knows of accounts."""

    def get(self, account_id: str) -> Standing:
        """The standing of an account; of one that never applied, an empty one."""
