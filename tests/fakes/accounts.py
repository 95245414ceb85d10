"""Fakes of what is known of accounts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.applications.pending_confirmation import MAX_PENDING, PendingConfirmation, PendingPage, pending_key
from domain.model.account import AccountFacts, AccountStatus
from domain.model.application import Application, PendingKey
from domain.model.errors import AccountLookupFailed
from domain.model.ids import mailbox_key


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
        self._discarded: set[tuple[str, str]] = set()
        self._blocked: dict[tuple[str, str, str], datetime] = {}
        self._claimed: dict[tuple[str, str], datetime] = {}

    def add_pending(self, address: str, application: Application, expires_at: datetime) -> None:
        self._pending.setdefault((address.casefold(), pending_key(application)), (application, expires_at))

    def list_newest(self, address: str, now: datetime, before: str = "") -> PendingPage:
        address = address.casefold()
        keys = sorted((key for holder, key in self._pending if holder == address), reverse=True)
        rest = [key for key in keys if not before or key < before]
        page = rest[:MAX_PENDING]
        ended = {key.rpartition("#")[2] for key in page if (address, key) in self._confirmed | self._discarded}
        found = [self.get_pending(PendingKey(address, key), now) for key in page]
        waiting = {pending.application.id: pending for pending in reversed(found) if pending}
        shown = [pending for pending in found if pending and waiting[pending.application.id] == pending]
        left = tuple(pending for pending in shown if pending.application.id not in ended)
        return PendingPage(left, page[-1] if len(rest) > len(page) else "")

    def get_pending(self, waits_at: PendingKey, now: datetime) -> PendingConfirmation | None:
        place = (waits_at.address.casefold(), waits_at.key)
        application, expires_at = self._pending.get(place, (None, now))
        if application is None or expires_at <= now:
            return None
        return PendingConfirmation(key=waits_at.key, application=application, is_discarded=self.is_discarded(waits_at))

    def confirm(self, waits_at: PendingKey) -> None:
        """What ``FakeCases`` does when it stores the application."""
        self._confirmed.add((waits_at.address.casefold(), waits_at.key))

    def is_discarded(self, waits_at: PendingKey) -> bool:
        return (waits_at.address.casefold(), waits_at.key) in self._discarded

    def discard(self, waits_at: PendingKey, application: Application, block_until: datetime) -> bool:
        place = (waits_at.address.casefold(), waits_at.key)
        if place in self._confirmed:
            return False
        self._discarded.add(place)
        self._blocked[_block_key(waits_at.address, application)] = block_until
        return True

    def is_blocked(self, address: str, application: Application, now: datetime) -> bool:
        return self._blocked.get(_block_key(address, application), now) > now

    def claim_email(self, address: str, what: str, now: datetime) -> bool:
        claim = (address.casefold(), what)
        claimed = self._claimed.get(claim)
        if claimed and now - claimed <= timedelta(seconds=45):
            return False
        self._claimed[claim] = now
        return True


def _block_key(address: str, application: Application) -> tuple[str, str, str]:
    request = application.request
    return address.casefold(), request.account_id, mailbox_key(request.applicant.email)
