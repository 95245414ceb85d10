"""Fakes of what is known of accounts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.applications.pending_confirmation import MAX_PENDING, PendingConfirmation, pending_key
from domain.model.account import AccountFacts, AccountStatus
from domain.model.application import Application
from domain.model.errors import AccountLookupFailed


class FakeAccounts:
    def __init__(self) -> None:
        self._accounts: dict[str, AccountFacts] = {}

    def put_account(self, account: AccountFacts) -> None:
        self._accounts[account.account_id] = account

    def get_account(self, account_id: str) -> AccountFacts | None:
        return self._accounts.get(account_id)


@dataclass
class FakeLookup:
    """Returns the account records; ``fails`` makes so many next look-ups fail."""

    accounts: FakeAccounts
    fails: int = 0

    def look_up_account(self, account_id: str) -> AccountFacts | None:
        if self.fails:
            self.fails -= 1
            raise AccountLookupFailed("the lookup does not answer")
        return self.accounts.get_account(account_id)


class FakeAccountStatuses:
    def __init__(self) -> None:
        self._statuses: dict[str, AccountStatus] = {}

    def get_status(self, account_id: str) -> AccountStatus:
        return self._statuses.get(account_id, AccountStatus())

    def set_status(self, account_id: str, **facts: Any) -> None:
        self._statuses[account_id] = self.get_status(account_id).model_copy(update=facts)


class FakePendingConfirmations:
    def __init__(self) -> None:
        self._pending: dict[tuple[str, str], tuple[Application, datetime]] = {}
        self._confirmed: set[tuple[str, str]] = set()
        self._claimed: dict[tuple[str, str], datetime] = {}

    def add_pending(self, address: str, application: Application, expires_at: datetime) -> None:
        self._pending.setdefault((address.casefold(), pending_key(application)), (application, expires_at))

    def list_newest(self, address: str, now: datetime, before: str = "") -> tuple[PendingConfirmation, ...]:
        address = address.casefold()
        keys = sorted((key for holder, key in self._pending if holder == address), reverse=True)
        page = [key for key in keys if not before or key < before][:MAX_PENDING]
        found = {key: self.get_application(address, key, now) for key in page}
        return tuple(
            PendingConfirmation(key=key, application=application)
            for key, application in found.items()
            if application and (address, key) not in self._confirmed
        )

    def get_application(self, address: str, key: str, now: datetime) -> Application | None:
        application, expires_at = self._pending.get((address.casefold(), key), (None, now))
        return application if expires_at > now else None

    def mark_confirmed(self, address: str, key: str) -> None:
        self._confirmed.add((address.casefold(), key))

    def claim_email(self, address: str, what: str, now: datetime) -> bool:
        claim = (address.casefold(), what)
        claimed = self._claimed.get(claim)
        if claimed and now - claimed <= timedelta(seconds=45):
            return False
        self._claimed[claim] = now
        return True
