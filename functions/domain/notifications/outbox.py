"""Sending a mail once: write down, mark as tried, send, mark as sent.

Only a fault after SES took it and before our mark sends it twice, and that is counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from domain.cases.access_tokens import Link, ReplyAddress, hash_token, new_token
from domain.cases.ports import Links
from domain.model.errors import MailNotSent, NotMarkedYet
from domain.model.ids import CaseKind, kind_of
from domain.model.ports import Clock
from domain.notifications.messages import Letter, Mail, MailName, SentMail
from domain.notifications.ports import Mails, Post

REPLY_ADDRESS_LIFETIME = timedelta(days=365)
MARKED_WITHIN = timedelta(minutes=1)  # after SES took a mail


class Templates(Protocol):
    """Renders a mail's folder."""

    def write(self, name: MailName, values: dict[str, Any]) -> tuple[str, str, str]:
        """Subject, text and HTML of a mail."""


@dataclass(frozen=True)
class MailRoom:
    """Everything that sending a mail needs.

    ``public_url`` is where people reach the desk, without a trailing slash; ``mail_domain`` receives replies;
    ``count`` counts one of what it is given the name of.
    """

    links: Links
    mails: Mails
    post: Post
    templates: Templates
    clock: Clock
    count: Callable[[str], None]
    public_url: str
    mail_domain: str

    def send_once(self, mail: Mail, thread_id: str, values: Callable[[], dict[str, Any]]) -> None:
        """Send a mail, if it was not sent before. ``values`` for its templates are asked for only then.

        Raises ``MailNotSent``, or a class of it, where SES surely did not take it. After any other error it may have:
        the next try sends the mail all the same, since a decision twice is better than none, and counts it. Raises
        ``MailBeingSent`` where another try is so young that it may still end.
        """
        if self.mails.write_down(mail, self.clock()):
            return
        subject, text, html = self.templates.write(mail.name, {"to": mail.to, **values()})
        letter = Letter(
            to=mail.to,
            subject=subject,
            text=text,
            html=html,
            reply_to=self._reply_address(mail),
            thread_id=thread_id,
        )
        if self.mails.mark_tried(mail, self.clock()):
            self.count("MailsPerhapsSentTwice")
        self.mails.mark_sent(mail, SentMail(message_id=self._post(mail, letter), at=self.clock()))

    def new_url(self, page: str, link: Link) -> str:
        """The address of a new link to a page. Only the mail that it goes into holds its token."""
        token = new_token()
        self.links.add(hash_token(token), link)
        return f"{self.public_url}/{page}/{token}"

    def _post(self, mail: Mail, letter: Letter) -> str:
        try:
            return self.post.send(letter)
        except MailNotSent as error:
            self.mails.mark_not_sent(mail)
            self.count(type(error).__name__)
            raise

    def _reply_address(self, mail: Mail) -> str:
        """Replies are read where they speak of an application; elsewhere there is none."""
        if kind_of(mail.case_id) is not CaseKind.APPLICATION:
            return ""
        token = new_token()
        expires_at = self.clock() + REPLY_ADDRESS_LIFETIME
        address = ReplyAddress(application_id=mail.case_id, round=mail.round, mail=mail.name, expires_at=expires_at)
        self.links.add(hash_token(token), address)
        return f"reply+{token}@{self.mail_domain}"


def reported_mail(mails: Mails, message_id: str, at: datetime, now: datetime) -> Mail | None:
    """The mail on which SES reports at this time, or None where it is none of ours.

    Raises:
        NotMarkedYet: if there is no such mail, and it may be one that is marked within this minute.
    """
    mail = mails.mail_of(message_id)
    if mail is None and now - at < MARKED_WITHIN:
        raise NotMarkedYet
    return mail
