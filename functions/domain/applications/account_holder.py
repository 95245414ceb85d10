"""Who may apply: nobody in another's name. Whoever reads the mail of the address on the account's record holds it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from domain.applications.pending_confirmation import WaitingApplication
from domain.applications.ports import Waiting
from domain.cases.access_tokens import ApplyLink, ConfirmLink, hash_token, new_thread_id
from domain.cases.ports import Links
from domain.model.account import Account, AccountFacts, account_of
from domain.model.application import Application, Proof
from domain.model.errors import UnknownLink
from domain.model.ids import CaseKind, new_case_id
from domain.model.ports import AccountLookup, Clock, Standings
from domain.notifications.messages import Mail, MailName
from domain.notifications.outbox import MailRoom
from domain.presentation.case_view import application_values

LIFETIME = timedelta(days=7)  # of an apply link, and of an application that waits for confirmation


def look_up(account_id: str, lookup: AccountLookup, standings: Standings, clock: Clock) -> Account | None:
    """An account as the policy sees it, or None where there is no such account.

    Raises:
        LookUpFailed: if the lookup does not answer. That says nothing about the account.
    """
    facts = lookup.look_up(account_id)
    return account_of(facts, standings.get(account_id), clock().date()) if facts else None


@dataclass(frozen=True)
class HolderMail:
    """Writes to the holders of accounts.

    An address gets at most one mail a day (UTC) that asks to confirm, and one with an apply link for each account: the
    mails name the day, and of many at the same time one is written.
    """

    lookup: AccountLookup
    waiting: Waiting
    room: MailRoom

    def ask_to_confirm(self, application: Application) -> None:
        """Keep an application until the holder confirms it, and ask. Where there is no such account, do nothing."""
        facts = self.lookup.look_up(application.request.account_id)
        if facts is None:
            return
        expires_at = application.submitted_at + LIFETIME
        self.waiting.add(_holder(facts.email), application, expires_at)
        link = ConfirmLink(address=facts.email, expires_at=self.room.clock() + LIFETIME)
        values = application_values(application)
        self._send(
            MailName.CONFIRM_APPLICATION, facts, "", lambda: {**values, "url": self.room.new_url("confirm", link)}
        )

    def send_apply_link(self, account_id: str) -> None:
        """Send the holder a link to apply with. Where there is no such account, do nothing."""
        facts = self.lookup.look_up(account_id)
        if facts is None:
            return
        expires_at = self.room.clock() + LIFETIME
        link = ApplyLink(account_id=account_id, address=facts.email, expires_at=expires_at)
        values = {"account_id": account_id, "account_name": facts.name, "expires_at": expires_at}
        self._send(
            MailName.APPLY_LINK, facts, account_id, lambda: {**values, "url": self.room.new_url("apply/link", link)}
        )

    def _send(self, name: MailName, facts: AccountFacts, of: str, values: Callable[[], dict[str, Any]]) -> None:
        today = self.room.clock().date().isoformat()
        case_id = _holder(facts.email)
        mail = Mail(name=name, case_id=case_id, round=1, to=facts.email, occasion=f"{today} {of}".strip())
        if not self.waiting.claim(case_id, f"{name} {mail.occasion}", self.room.clock()):
            return  # another one writes it at this moment
        self.room.send_once(mail, new_thread_id(self.room.mail_domain), lambda: {"case_id": case_id, **values()})


@dataclass(frozen=True)
class ApplyLinks:
    """What apply links open. A link works while the account still has the address that it was mailed to."""

    links: Links
    lookup: AccountLookup
    standings: Standings
    clock: Clock

    def account(self, token: str) -> Account:
        """The account with which an apply link applies.

        Raises:
            UnknownLink: if there is no such link, it has expired, or the account has another address now.
            LookUpFailed: if the lookup does not answer.
        """
        link = self.links.get(ApplyLink, hash_token(token))
        if link is None or link.expires_at <= self.clock():
            raise UnknownLink
        account = look_up(link.account_id, self.lookup, self.standings, self.clock)
        if account is None or _holder(account.email) != _holder(link.address):
            raise UnknownLink
        return account


@dataclass(frozen=True)
class Confirmations:
    """The applications that wait for a holder, whom a mailed link lets in."""

    links: Links
    waiting: Waiting
    clock: Clock

    def of(self, token: str, before: str = "") -> tuple[WaitingApplication, ...]:
        """Those that wait for the holder of a link, newest first; with ``before``, those before that key.

        Raises:
            UnknownLink: if there is no such link, or it has expired.
        """
        return self.waiting.newest(_holder(self._address(token)), self.clock(), before)

    def confirm(self, token: str, key: str, lookup: AccountLookup) -> Application:
        """The application that its holder confirms, as it is handed in now.

        Raises:
            UnknownLink: if none such waits for this holder, or the account has another address now.
            LookUpFailed: if the lookup does not answer.
        """
        address = self._address(token)
        found = self.waiting.get(_holder(address), key, self.clock())
        facts = lookup.look_up(found.request.account_id) if found else None
        if found is None or facts is None or _holder(facts.email) != _holder(address):
            raise UnknownLink
        return found.model_copy(update={"submitted_at": self.clock(), "proof": Proof.CONFIRMATION})

    def confirmed(self, token: str, key: str) -> None:
        """It was handed in, and waits no more. A second click still finds it."""
        self.waiting.mark_confirmed(_holder(self._address(token)), key)

    def _address(self, token: str) -> str:
        link = self.links.get(ConfirmLink, hash_token(token))
        if link is None or link.expires_at <= self.clock():
            raise UnknownLink
        return link.address


def _holder(address: str) -> str:
    """The case of an address."""
    return new_case_id(CaseKind.HOLDER, address.casefold())
