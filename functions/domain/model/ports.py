"""What this package needs from the outside world: ``adapters/`` has it on AWS, the tests have fakes."""

from datetime import datetime
from typing import Protocol

from domain.model.account import AccountFacts, AccountStatus
from domain.model.field_types import Record


class Clock(Protocol):
    """The present time, with its zone."""

    def __call__(self) -> datetime:
        """Now."""


class Accounts(Protocol):
    """The desk's own account records."""

    def put_account(self, account: AccountFacts) -> None:
        """Store an account's facts, in place of an earlier record with its id."""

    def get_account(self, account_id: str) -> AccountFacts | None:
        """The facts, or None where there is no such account."""


class AccountLookup(Protocol):
    """Whoever knows the accounts: the desk's own records, or the company's function."""

    def look_up_account(self, account_id: str) -> AccountFacts | None:
        """The facts, or None if there is no such account. Raises ``AccountLookupFailed`` if nothing answers."""


class AccountStatuses(Protocol):
    """What the desk itself knows of accounts."""

    def get_status(self, account_id: str) -> AccountStatus:
        """The standing of an account; of one that never applied, an empty one."""


class AsyncInvoker(Protocol):
    """One function, invoked without waiting for what it does."""

    def invoke(self, event: Record) -> None:
        """Invoke it with the record as JSON. It may run more than once."""
