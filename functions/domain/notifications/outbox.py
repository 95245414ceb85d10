"""Sending a mail once: write down, mark as tried, send, mark as sent.

Only a fault after SES took it and before our mark sends it twice, and that is counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from domain.cases.access_tokens import AccessToken, AccessTokens, ReplyToken, hash_token, new_token
from domain.model.errors import EmailNotRecordedYet, MailNotSent
from domain.model.ids import CaseKind, kind_of
from domain.model.ports import Clock
from domain.notifications.messages import Email, EmailName, OutboxEntry, SentEmail
from domain.notifications.ports import EmailSender, OutboxStore

REPLY_TOKEN_LIFETIME = timedelta(days=365)
MARKED_WITHIN = timedelta(minutes=1)  # after SES took a mail


class EmailTemplates(Protocol):
    """Renders a mail's folder."""

    def render_email(self, name: EmailName, values: dict[str, Any]) -> tuple[str, str, str]:
        """Subject, text and HTML of a mail."""


@dataclass(frozen=True)
class Outbox:
    """Everything that sending a mail needs.

    ``public_url`` is where people reach the desk, without a trailing slash; ``mail_domain`` receives replies;
    ``count`` counts one of what it is given the name of.
    """

    tokens: AccessTokens
    store: OutboxStore
    sender: EmailSender
    templates: EmailTemplates
    clock: Clock
    count: Callable[[str], None]
    public_url: str
    mail_domain: str

    def send_once(self, mail: OutboxEntry, thread_id: str, values: Callable[[], dict[str, Any]]) -> None:
        """Send a mail, if it was not sent before. ``values`` for its templates are asked for only then.

        Raises ``MailNotSent``, or a class of it, where SES surely did not take it. After any other error it may have:
        the next try sends the mail all the same, since a decision twice is better than none, and counts it. Raises
        ``MailBeingSent`` where another try is so young that it may still end.
        """
        if self.store.record_due(mail, self.clock()):
            return
        subject, text, html = self.templates.render_email(mail.name, {"to": mail.to, **values()})
        letter = Email(
            to=mail.to,
            subject=subject,
            text=text,
            html=html,
            reply_to=self._reply_address(mail),
            thread_id=thread_id,
        )
        if self.store.mark_tried(mail, self.clock()):
            self.count("MailsPerhapsSentTwice")
        self.store.mark_sent(mail, SentEmail(message_id=self._post(mail, letter), at=self.clock()))

    def new_url(self, page: str, link: AccessToken) -> str:
        """The address of a new link to a page. Only the mail that it goes into holds its token."""
        token = new_token()
        self.tokens.add_token(hash_token(token), link)
        return f"{self.public_url}/{page}/{token}"

    def _post(self, mail: OutboxEntry, letter: Email) -> str:
        try:
            return self.sender.send_email(letter)
        except MailNotSent as error:
            self.store.mark_not_sent(mail)
            self.count(type(error).__name__)
            raise

    def _reply_address(self, mail: OutboxEntry) -> str:
        """Replies are read where they speak of an application; elsewhere there is none."""
        if not mail.case_id or kind_of(mail.case_id) is not CaseKind.APPLICATION:
            return ""
        token = new_token()
        expires_at = self.clock() + REPLY_TOKEN_LIFETIME
        address = ReplyToken(application_id=mail.case_id, round=mail.round, mail=mail.name, expires_at=expires_at)
        self.tokens.add_token(hash_token(token), address)
        return f"reply+{token}@{self.mail_domain}"


def reported_entry(mails: OutboxStore, message_id: str, at: datetime, now: datetime) -> OutboxEntry | None:
    """The mail on which SES reports at this time, or None where it is none of ours.

    Raises:
        EmailNotRecordedYet: if there is no such mail, and it may be one that is marked within this minute.
    """
    mail = mails.find_entry(message_id)
    if mail is None and now - at < MARKED_WITHIN:
        raise EmailNotRecordedYet
    return mail
