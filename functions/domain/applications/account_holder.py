"""Who may apply: nobody in another's name. Whoever reads the mail of the address on the account's record holds it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from domain.applications.pending_confirmation import PendingConfirmation
from domain.applications.ports import PendingConfirmations
from domain.cases.access_tokens import (
    AccessTokens,
    ApplyToken,
    ConfirmationToken,
    new_thread_id,
    open_token,
)
from domain.model.account import Account, AccountFacts, account_of
from domain.model.application import Application, Proof
from domain.model.errors import UnknownToken
from domain.model.ids import CaseKind, new_case_id
from domain.model.ports import AccountLookup, AccountStatuses, Clock
from domain.notifications.messages import EmailName, OutboxEntry
from domain.notifications.outbox import Outbox
from domain.presentation.case_view import application_values

HOLDER_TOKEN_LIFETIME = timedelta(days=7)  # of an apply link, and of an application that waits for confirmation


def look_up(account_id: str, lookup: AccountLookup, standings: AccountStatuses, clock: Clock) -> Account | None:
    """An account as the policy sees it, or None where there is no such account.

    Raises:
        AccountLookupFailed: if the lookup does not answer. That says nothing about the account.
    """
    facts = lookup.look_up_account(account_id)
    return account_of(facts, standings.get_status(account_id), clock().date()) if facts else None


@dataclass(frozen=True)
class AccountHolderEmails:
    """Writes to the holders of accounts.

    An address gets at most one mail a day (UTC) that asks to confirm, and one with an apply link for each account: the
    mails name the day, and of many at the same time one is written.
    """

    lookup: AccountLookup
    pending: PendingConfirmations
    outbox: Outbox

    def ask_to_confirm(self, application: Application) -> None:
        """Keep an application until the holder confirms it, and ask. Where there is no such account, do nothing."""
        facts = self.lookup.look_up_account(application.request.account_id)
        if facts is None:
            return
        expires_at = application.submitted_at + HOLDER_TOKEN_LIFETIME
        self.pending.add_pending(_holder(facts.email), application, expires_at)
        link = ConfirmationToken(address=facts.email, expires_at=self.outbox.clock() + HOLDER_TOKEN_LIFETIME)
        values = application_values(application)
        self._send(
            EmailName.CONFIRM_APPLICATION, facts, "", lambda: {**values, "url": self.outbox.new_url("confirm", link)}
        )

    def send_apply_link(self, account_id: str) -> None:
        """Send the holder a link to apply with. Where there is no such account, do nothing."""
        facts = self.lookup.look_up_account(account_id)
        if facts is None:
            return
        expires_at = self.outbox.clock() + HOLDER_TOKEN_LIFETIME
        link = ApplyToken(account_id=account_id, address=facts.email, expires_at=expires_at)
        values = {"account_id": account_id, "account_name": facts.name, "expires_at": expires_at}
        self._send(
            EmailName.APPLY_LINK, facts, account_id, lambda: {**values, "url": self.outbox.new_url("apply/link", link)}
        )

    def _send(self, name: EmailName, facts: AccountFacts, of: str, values: Callable[[], dict[str, Any]]) -> None:
        today = self.outbox.clock().date().isoformat()
        case_id = _holder(facts.email)
        mail = OutboxEntry(name=name, case_id=case_id, round=1, to=facts.email, occasion=f"{today} {of}".strip())
        if not self.pending.claim_email(case_id, f"{name} {mail.occasion}", self.outbox.clock()):
            return  # another one writes it at this moment
        self.outbox.send_once(mail, new_thread_id(self.outbox.mail_domain), lambda: {"case_id": case_id, **values()})


@dataclass(frozen=True)
class ApplyLinks:
    """What apply links open. A link works while the account still has the address that it was mailed to."""

    tokens: AccessTokens
    lookup: AccountLookup
    statuses: AccountStatuses
    clock: Clock

    def account(self, token: str) -> Account:
        """The account with which an apply link applies.

        Raises:
            UnknownToken: if there is no such link, it has expired, or the account has another address now.
            AccountLookupFailed: if the lookup does not answer.
        """
        link = open_token(self.tokens, ApplyToken, token, self.clock())
        account = look_up(link.account_id, self.lookup, self.statuses, self.clock)
        if account is None or _holder(account.email) != _holder(link.address):
            raise UnknownToken
        return account


@dataclass(frozen=True)
class Confirmations:
    """The applications that wait for a holder, whom a mailed link lets in."""

    tokens: AccessTokens
    pending: PendingConfirmations
    clock: Clock

    def list_pending(self, token: str, before: str = "") -> tuple[PendingConfirmation, ...]:
        """Those that wait for the holder of a link, newest first; with ``before``, those before that key.

        Raises:
            UnknownToken: if there is no such link, or it has expired.
        """
        return self.pending.list_newest(_holder(self._address(token)), self.clock(), before)

    def confirm(self, token: str, key: str, lookup: AccountLookup) -> Application:
        """The application that its holder confirms, as it is handed in now.

        Raises:
            UnknownToken: if none such waits for this holder, or the account has another address now.
            AccountLookupFailed: if the lookup does not answer.
        """
        address = self._address(token)
        found = self.pending.get_application(_holder(address), key, self.clock())
        facts = lookup.look_up_account(found.request.account_id) if found else None
        if found is None or facts is None or _holder(facts.email) != _holder(address):
            raise UnknownToken
        return found.model_copy(update={"submitted_at": self.clock(), "proof": Proof.CONFIRMATION})

    def confirmed(self, token: str, key: str) -> None:
        """It was handed in, and waits no more. A second click still finds it."""
        self.pending.mark_confirmed(_holder(self._address(token)), key)

    def _address(self, token: str) -> str:
        link = open_token(self.tokens, ConfirmationToken, token, self.clock())
        return link.address


def _holder(address: str) -> str:
    """The case of an address."""
    return new_case_id(CaseKind.HOLDER, address.casefold())
