"""Proof that the account holder wants an application. The account holder receives the account's registered email."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from domain.applications.pending_confirmation import BLOCK_LIFETIME, PendingConfirmation, PendingPage
from domain.applications.ports import PendingConfirmations
from domain.cases.access_tokens import AccessTokens, ApplyToken, ConfirmationToken, new_thread_id, open_token
from domain.model.account import Account, AccountFacts, account_of
from domain.model.application import Application, PendingKey, Proof
from domain.model.errors import ApplicationConfirmed, ApplicationDiscarded, UnknownToken
from domain.model.ports import AccountLookup, AccountStatuses, Clock
from domain.notifications.messages import EmailName, OutboxEntry
from domain.notifications.outbox import Outbox

HOLDER_TOKEN_LIFETIME = timedelta(days=7)  # of an apply link, and of an application that waits for confirmation


def look_up(account_id: str, lookup: AccountLookup, statuses: AccountStatuses, clock: Clock) -> Account | None:
    """None if there is no such account. Raises ``AccountLookupFailed`` if the lookup doesn't answer."""
    facts = lookup.look_up_account(account_id)
    return account_of(facts, statuses.get_status(account_id), clock().date()) if facts else None


@dataclass(frozen=True)
class AccountHolderEmails:
    """Emails to account holders.

    An address gets at most one confirmation request per day (UTC), and one apply link per account and day.
    """

    lookup: AccountLookup
    pending: PendingConfirmations
    outbox: Outbox

    def ask_to_confirm(self, application: Application) -> None:
        """Keep an application until the account holder confirms it, and ask.

        Do nothing for an unknown account, or an applicant whom the account holder did not recognise lately.
        """
        facts = self.lookup.look_up_account(application.request.account_id)
        if facts is None or self.pending.is_blocked(facts.email, application, self.outbox.clock()):
            return
        expires_at = application.submitted_at + HOLDER_TOKEN_LIFETIME
        self.pending.add_pending(facts.email, application, expires_at)
        self._send_request(application, facts)

    def ask_again(self, application: Application) -> None:
        """Ask for the confirmation of an application that is kept already. Unknown account: do nothing."""
        facts = self.lookup.look_up_account(application.request.account_id)
        if facts:
            self._send_request(application, facts)

    def send_apply_link(self, account_id: str) -> None:
        """Unknown account: do nothing."""
        facts = self.lookup.look_up_account(account_id)
        if facts is None:
            return
        expires_at = self.outbox.clock() + HOLDER_TOKEN_LIFETIME
        token = ApplyToken(account_id=account_id, address=facts.email, expires_at=expires_at)
        values = {"account_id": account_id, "account_name": facts.name, "expires_at": expires_at}
        self._send(
            EmailName.APPLY_LINK,
            facts,
            account_id,
            lambda: {**values, "url": self.outbox.new_url("apply/link", token)},
        )

    def _send_request(self, application: Application, facts: AccountFacts) -> None:
        token = ConfirmationToken(address=facts.email, expires_at=self.outbox.clock() + HOLDER_TOKEN_LIFETIME)
        # No words of a stranger go into our email.
        values = {"what": "application", "case_id": application.id, "account_id": facts.account_id}
        self._send(
            EmailName.CONFIRM_APPLICATION, facts, "", lambda: {**values, "url": self.outbox.new_url("confirm", token)}
        )

    def _send(self, name: EmailName, facts: AccountFacts, subject: str, values: Callable[[], dict[str, Any]]) -> None:
        today = self.outbox.clock().date().isoformat()
        entry = OutboxEntry(name=name, to=facts.email, occasion=f"{today} {subject}".strip())
        if self.pending.claim_email(facts.email, f"{name} {entry.occasion}", self.outbox.clock()):
            self.outbox.send_once(entry, new_thread_id(self.outbox.mail_domain), values)


@dataclass(frozen=True)
class ApplyLinks:
    """An apply link works while the account still has the address that it was sent to."""

    tokens: AccessTokens
    lookup: AccountLookup
    statuses: AccountStatuses
    clock: Clock

    def account(self, token: str) -> Account:
        """The account that an apply link is for.

        Raises:
            UnknownToken: if there is no such link, it has expired, or the account has another address now.
            AccountLookupFailed: if the lookup doesn't answer.
        """
        opened = open_token(self.tokens, ApplyToken, token, self.clock())
        account = look_up(opened.account_id, self.lookup, self.statuses, self.clock)
        if account is None or not _is_same_address(account.email, opened.address):
            raise UnknownToken
        return account


@dataclass(frozen=True)
class Confirmations:
    """The applications that wait for the account holder who opens a confirmation link.

    Each method raises ``UnknownToken`` if there is no such link, or it has expired.
    """

    tokens: AccessTokens
    pending: PendingConfirmations
    clock: Clock

    def list_pending(self, token: str, before: str = "") -> PendingPage:
        """Newest first; with ``before`` (a key), those older than it."""
        return self.pending.list_newest(self._address(token), self.clock(), before)

    def confirm(self, token: str, key: str, lookup: AccountLookup) -> tuple[Application, PendingKey]:
        """The application as it is submitted now, and where it waits. Nothing is stored.

        Raises:
            UnknownToken: also if no such application waits for this person, or the account has another address now.
            ApplicationDiscarded: if this person has discarded it.
            AccountLookupFailed: if the lookup doesn't answer.
        """
        waits_at, pending = self._find(token, key)
        if pending.is_discarded:
            raise ApplicationDiscarded
        facts = lookup.look_up_account(pending.application.request.account_id)
        if facts is None or not _is_same_address(facts.email, waits_at.address):
            raise UnknownToken
        changes = {"submitted_at": self.clock(), "proof": Proof.CONFIRMATION}
        return pending.application.model_copy(update=changes), waits_at

    def discard(self, token: str, key: str) -> Application:
        """Discard an application that this person doesn't recognise, and block its applicant. Safe to repeat.

        Raises:
            UnknownToken: also if no such application waits for this person.
            ApplicationConfirmed: if it was confirmed.
        """
        waits_at, pending = self._find(token, key)
        if not self.pending.discard(waits_at, pending.application, self.clock() + BLOCK_LIFETIME):
            raise ApplicationConfirmed
        return pending.application

    def _find(self, token: str, key: str) -> tuple[PendingKey, PendingConfirmation]:
        waits_at = PendingKey(self._address(token), key)
        pending = self.pending.get_pending(waits_at, self.clock())
        if pending is None:
            raise UnknownToken
        return waits_at, pending

    def _address(self, token: str) -> str:
        return open_token(self.tokens, ConfirmationToken, token, self.clock()).address


def _is_same_address(address: str, other: str) -> bool:
    return address.casefold() == other.casefold()
