"""Sending a mail once: write down, send, mark. Only a fault after SES took it and before our mark sends it twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from review.case_ids import CaseKind, kind_of
from review.links import Link, ReplyAddress, hash_token, new_token
from review.mails import Letter, Mail, MailName, SentMail
from review.ports import Clock, Links, Mails, Post

REPLY_ADDRESS_LIFETIME = timedelta(days=365)


class Templates(Protocol):
    """Renders a mail's folder."""

    def write(self, name: MailName, values: dict[str, Any]) -> tuple[str, str, str]:
        """Subject, text and HTML of a mail."""


@dataclass(frozen=True)
class MailRoom:
    """Everything that sending a mail needs.

    ``public_url`` is where people reach the desk, without a trailing slash; ``mail_domain`` receives replies.
    """

    links: Links
    mails: Mails
    post: Post
    templates: Templates
    clock: Clock
    public_url: str
    mail_domain: str

    def send_once(self, mail: Mail, thread_id: str, values: Callable[[], dict[str, Any]]) -> None:
        """Send a mail, if it was not sent before. ``values`` for its templates are asked for only then."""
        if self.mails.write_down(mail):
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
        message_id = self.post.send(letter)
        self.mails.mark_sent(mail, SentMail(message_id=message_id, at=self.clock()))

    def new_url(self, page: str, link: Link) -> str:
        """The address of a new link to a page. Only the mail that it goes into holds its token."""
        token = new_token()
        self.links.add(hash_token(token), link)
        return f"{self.public_url}/{page}/{token}"

    def _reply_address(self, mail: Mail) -> str:
        """Replies are read where they speak of an application; elsewhere there is none."""
        if kind_of(mail.case_id) is not CaseKind.APPLICATION:
            return ""
        token = new_token()
        expires_at = self.clock() + REPLY_ADDRESS_LIFETIME
        address = ReplyAddress(application_id=mail.case_id, round=mail.round, expires_at=expires_at)
        self.links.add(hash_token(token), address)
        return f"reply+{token}@{self.mail_domain}"
