"""Sending each email once: record it as due, mark it as tried, send it, mark it as sent.

An email is sent twice only if something fails after SES took it and before it is marked as sent. That is counted. One
that cannot be sent because of what it is (its address, say) is recorded as that, and stops nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from domain.cases.access_tokens import AccessToken, AccessTokens, ReplyToken, hash_token, new_token, without_tokens
from domain.model.email_message import Email
from domain.model.errors import EmailCannotBeSent, EmailNotRecordedYet, MailNotSent
from domain.model.ids import CaseKind, kind_of
from domain.model.ports import Clock
from domain.notifications.delivery_status import DeliveryReport, DeliveryStatus
from domain.notifications.messages import EmailName, EmailText, OutboxEntry, SentEmail
from domain.notifications.ports import EmailSender, OutboxStore

REPLY_TOKEN_LIFETIME = timedelta(days=365)
LONGEST_KEPT = 20_000  # characters of an email's text
MARKED_WITHIN = timedelta(minutes=1)  # after SES took an email


class EmailTemplates(Protocol):
    """The templates under ``templates/emails``."""

    def render_email(self, name: EmailName, values: dict[str, Any]) -> tuple[str, str, str]:
        """Subject, text and HTML."""


@dataclass(frozen=True)
class Outbox:
    """``public_url`` has no trailing slash; ``mail_domain`` receives replies; ``count`` increments a named metric.

    ``report_unsendable`` tells operators of an email that cannot be sent.
    """

    tokens: AccessTokens
    store: OutboxStore
    sender: EmailSender
    templates: EmailTemplates
    clock: Clock
    count: Callable[[str], None]
    report_unsendable: Callable[[OutboxEntry], None]
    public_url: str
    mail_domain: str

    def record_due(self, entry: OutboxEntry) -> bool:
        """Store that an email is due. False if it was sent before, or cannot be."""
        return self.store.record_due(entry, self.clock())

    def send_once(
        self, entry: OutboxEntry, thread_id: str, values: Callable[[], dict[str, Any]], daily_limit: int | None = None
    ) -> None:
        """Send an email, unless it was sent before, or cannot be. ``values`` for its templates are made only if needed.

        With a ``daily_limit``, its address gets so many of those per day (UTC); a further one is due until another day.

        Raises:
            MailNotSent: or a subclass, if SES certainly did not take it. After any other error SES may have taken it:
                the next call sends it again, since twice is better than never, and counts that.
            MailBeingSent: if another call tried so recently that it may still succeed.
        """
        if not self.record_due(entry):
            return
        if daily_limit and not self.store.claim_daily_email(entry, self.clock(), daily_limit):
            self.count("EmailsPostponed")
            return
        subject, text, html = self.templates.render_email(entry.name, {"to": entry.to, **values()})
        reply_to = self._reply_address(entry)
        email = Email(to=entry.to, subject=subject, text=text, html=html, reply_to=reply_to, thread_id=thread_id)
        if self.store.mark_tried(entry, self.clock(), _kept(entry, subject, text)):
            self.count("MailsPerhapsSentTwice")
        try:
            message_id = self._send(entry, email)
        except EmailCannotBeSent as error:
            self._give_up(entry, error.reason)
        else:
            self.store.mark_sent(entry, SentEmail(message_id=message_id, at=self.clock()))

    def new_url(self, page: str, access: AccessToken) -> str:
        """A new link to a page. The table stores only the hash of its token."""
        token = new_token()
        self.tokens.add_token(hash_token(token), access)
        return f"{self.public_url}/{page}/{token}"

    def _send(self, entry: OutboxEntry, email: Email) -> str:
        try:
            return self.sender.send_email(email)
        except MailNotSent as error:
            self.store.mark_not_sent(entry)
            self.count(type(error).__name__)
            raise

    def _give_up(self, entry: OutboxEntry, reason: str) -> None:
        report = DeliveryReport(status=DeliveryStatus.CANNOT_BE_SENT, at=self.clock(), reason=reason)
        self.store.mark_unsendable(entry, report)
        self.count("EmailCannotBeSent")
        self.report_unsendable(entry)

    def _reply_address(self, entry: OutboxEntry) -> str:
        """Empty unless the email is about an application: no other replies are read."""
        if not entry.case_id or kind_of(entry.case_id) is not CaseKind.APPLICATION:
            return ""
        token = new_token()
        expires_at = self.clock() + REPLY_TOKEN_LIFETIME
        access = ReplyToken(application_id=entry.case_id, round=entry.round, mail=entry.name, expires_at=expires_at)
        self.tokens.add_token(hash_token(token), access)
        return f"reply+{token}@{self.mail_domain}"


def _kept(entry: OutboxEntry, subject: str, text: str) -> EmailText | None:
    """What staff can read later of an email about a case: without the tokens of its links."""
    return EmailText(subject=subject, text=without_tokens(text)[:LONGEST_KEPT]) if entry.case_id else None


def reported_entry(store: OutboxStore, message_id: str, at: datetime, now: datetime) -> OutboxEntry | None:
    """The email that SES reports on at this time; None if it is not ours.

    Raises:
        EmailNotRecordedYet: if it may be one that was sent within the last minute and is not marked yet.
    """
    entry = store.find_entry(message_id)
    if entry is None and now - at < MARKED_WITHIN:
        raise EmailNotRecordedYet
    return entry
