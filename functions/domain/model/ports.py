"""Protocols that ``adapters/`` implements on AWS, and the tests with fakes."""

from datetime import datetime
from typing import Protocol

from domain.model.account import AccountFacts, AccountStatus
from domain.model.field_types import Record


class Clock(Protocol):
    """The current time, with its zone."""

    def __call__(self) -> datetime: ...


class Accounts(Protocol):
    """Keydesk's own account records."""

    def put_account(self, account: AccountFacts) -> None:
        """Store an account's facts; an earlier record with its id is replaced."""

    def get_account(self, account_id: str) -> AccountFacts | None:
        """None where there is no such account."""


class AccountLookup(Protocol):
    """The source of account facts: Keydesk's own records, or the company's function."""

    def look_up_account(self, account_id: str) -> AccountFacts | None:
        """None if there is no such account. Raises ``AccountLookupFailed`` if nothing answers."""


class AccountStatuses(Protocol):
    """What Keydesk records about accounts."""

    def get_status(self, account_id: str) -> AccountStatus:
        """Empty for an account that never applied."""


class AsyncInvoker(Protocol):
    """One function, invoked without waiting for what it does."""

    def invoke(self, event: Record) -> None:
        """Invoke it with the record as JSON. It may run more than once."""
