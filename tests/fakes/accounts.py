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

    def add_pending(self, holder_id: str, application: Application, expires_at: datetime) -> None:
        self._pending.setdefault((holder_id, pending_key(application)), (application, expires_at))

    def list_newest(self, holder_id: str, now: datetime, before: str = "") -> tuple[PendingConfirmation, ...]:
        keys = sorted((key for holder, key in self._pending if holder == holder_id), reverse=True)
        page = [key for key in keys if not before or key < before][:MAX_PENDING]
        found = {key: self.get_application(holder_id, key, now) for key in page}
        return tuple(
            PendingConfirmation(key=key, application=application)
            for key, application in found.items()
            if application and (holder_id, key) not in self._confirmed
        )

    def get_application(self, holder_id: str, key: str, now: datetime) -> Application | None:
        application, expires_at = self._pending.get((holder_id, key), (None, now))
        return application if expires_at > now else None

    def mark_confirmed(self, holder_id: str, key: str) -> None:
        self._confirmed.add((holder_id, key))

    def claim_email(self, holder_id: str, what: str, now: datetime) -> bool:
        claimed = self._claimed.get((holder_id, what))
        if claimed and now - claimed <= timedelta(seconds=45):
            return False
        self._claimed[holder_id, what] = now
        return True
