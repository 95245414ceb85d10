"""Sending a mail once: write down, send, mark. Only a fault after SES took it and before our mark sends it twice."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from review.lifecycle import ANSWERS, Case, Task, TaskKey
from review.links import ReplyAddress, TaskLink, hash_token, new_token
from review.mails import REQUEST_OF, Letter, Mail, MailName, SentMail, case_values
from review.ports import Cases, Clock, Links, Mails, Post

LINK_LIFETIME = timedelta(days=90)  # beyond the longest review: 8 weeks, and time to escalate


class Templates(Protocol):
    """Renders a mail's folder."""

    def write(self, name: MailName, values: dict[str, Any]) -> tuple[str, str, str]:
        """Subject, text and HTML of a mail."""


@dataclass(frozen=True)
class MailRoom:
    """Everything that sending a mail needs.

    ``public_url`` is where people reach the desk, without a trailing slash; ``mail_domain`` receives replies.
    """

    cases: Cases
    links: Links
    mails: Mails
    post: Post
    templates: Templates
    clock: Clock
    public_url: str
    mail_domain: str

    def tell_applicant(self, name: MailName, application_id: str, round_number: int, occasion: str = "") -> None:
        """Send the applicant a mail about a round, if it was not sent before on this occasion."""
        case = self.cases.get(application_id).at_round(round_number)
        mail = _mail(name, case, case.application.request.applicant.email, occasion)
        if self.mails.write_down(mail):
            return
        self._send(mail, case, {})

    def ask_staff(self, key: TaskKey, people: tuple[str, ...]) -> None:
        """Open a task and send each person their own links, if they were not sent before."""
        case = self.cases.get(key.application_id).at_round(key.round)
        self.cases.open_task(Task(key=key, opened_at=self.clock()))
        for person in people:
            mail = _mail(REQUEST_OF[key.kind], case, person)
            if not self.mails.write_down(mail):
                self._send(mail, case, {"links": self._new_links(key, person)})

    def _new_links(self, key: TaskKey, person: str) -> dict[str, str]:
        urls = {}
        for answer in ANSWERS[key.kind]:
            token = new_token()
            expires_at = self.clock() + LINK_LIFETIME
            link = TaskLink(task=key, answer=answer, person=person, expires_at=expires_at)
            self.links.add_task_link(hash_token(token), link)
            urls[str(answer)] = f"{self.public_url}/decisions/{token}"
        return urls

    def _send(self, mail: Mail, case: Case, more: dict[str, Any]) -> None:
        token = new_token()
        address = ReplyAddress(application_id=mail.application_id)
        self.links.add_reply_address(hash_token(token), address)
        subject, text, html = self.templates.write(mail.name, {**case_values(case), **more})
        letter = Letter(
            to=mail.to,
            subject=subject,
            text=text,
            html=html,
            reply_to=f"reply+{token}@{self.mail_domain}",
            thread_id=case.thread_id,
        )
        message_id = self.post.send(letter)
        self.mails.mark_sent(mail, SentMail(message_id=message_id, at=self.clock()))


def _mail(name: MailName, case: Case, to: str, occasion: str = "") -> Mail:
    number = case.current.number
    return Mail(name=name, application_id=case.application.id, round=number, to=to, occasion=occasion)
