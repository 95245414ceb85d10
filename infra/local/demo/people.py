"""The people of the demo: they call the API, follow the links in their emails, and reply to them."""

import time
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import httpx
from botocore.credentials import Credentials

from infra.local import seeds, signed
from infra.local.mailbox import Mailbox, StoredMail, reply_to
from infra.local.receiving import Receiving

WAITS = 180  # seconds for an email: a machine may be busy, and the first call of a function takes seconds
BETWEEN_LOOKS = 0.2  # seconds


class DemoStopped(Exception):
    """``make run`` is stopping."""


class DemoFailed(Exception):
    """The message says what did not happen."""


@dataclass
class DemoPeople:
    """``stopping`` ends all waiting."""

    owner: Credentials
    api_url: str
    url: str
    mailbox: Mailbox
    receiving: Receiving
    stopping: Event = field(default_factory=Event)
    _used: set[str] = field(default_factory=set)

    def put_account(self, facts: dict[str, Any]) -> None:
        seeds.put_account(self.owner, self.api_url, facts)

    def submit(self, data: dict[str, Any], name: str) -> str:
        """Submit an application as the marketplace's site does for somebody who is signed in; returns its id."""
        return self._accepted(f"/accounts/{data['account_id']}/applications", data, name)["application_id"]

    def submit_unproved(self, data: dict[str, Any], name: str) -> str:
        """Submit an application as a stranger; returns its id."""
        headers = {"Idempotency-Key": f"demo-{name}"}
        return str(
            _checked(httpx.post(f"{self.url}/applications", json=data, headers=headers)).json()["application_id"]
        )

    def file_exception(self, data: dict[str, Any], name: str) -> str:
        return self._accepted("/exceptions", data, name)["exception_id"]

    def _accepted(self, path: str, data: dict[str, Any], name: str) -> dict[str, str]:
        """A signed call; a second one with this ``name`` returns what the first did."""
        headers = {"Idempotency-Key": f"demo-{name}"}
        answer: dict[str, str] = _checked(
            signed.call(self.owner, "POST", f"{self.api_url}{path}", data, headers)
        ).json()
        return answer

    def ask_for_apply_link(self, account_id: str) -> None:
        self.post(f"{self.url}/apply/link", account_id=account_id)

    def decide(self, case_id: str, person: str, answer: str, note: str = "") -> None:
        """Follow a link of the next email that asks this person to decide the case, and send the form."""
        self.post(self.next_link(case_id, person, "decisions"), answer=answer, note=note)

    def next_link(self, about: str, person: str, page: str) -> str:
        """Wait for the next email to a person that links to this page; returns the link."""
        mail = self._next_mail(about, person, page)
        self.mailbox.mark(mail, "read")
        return self.url + mail.links(page)[0]

    def reply(self, about: str, person: str, page: str, text: str, verdicts: str = "") -> None:
        """Reply to the next email to a person that links to this page; ``verdicts``: see ``Receiving.deliver``."""
        mail = self._next_mail(about, person, page)
        self.mailbox.mark(mail, "replied")
        self.receiving.deliver(reply_to(mail, text).as_bytes(), verdicts=verdicts)

    def wait_for(self, about: str, person: str, page: str = "") -> None:
        """Wait until a further email about a case has come to a person, and leave it unread."""
        self._next_mail(about, person, page)

    def _next_mail(self, about: str, person: str, page: str) -> StoredMail:
        deadline = time.monotonic() + WAITS
        while not (mail := self._find(about, person, page)):
            if self.stopping.wait(BETWEEN_LOOKS):
                raise DemoStopped
            if time.monotonic() > deadline:
                raise DemoFailed(f"no email to {person} about {about}")
        self._used.add(mail.id)
        return mail

    def _find(self, about: str, person: str, page: str) -> StoredMail | None:
        """The oldest email of this kind that was not used yet."""
        for mail in reversed(self.mailbox.newest_first()):
            if mail.id not in self._used and mail.is_about(about, person) and (not page or mail.links(page)):
                return mail
        return None

    def post(self, url: str, **fields: str) -> None:
        """Send a form."""
        if self.stopping.is_set():
            raise DemoStopped
        _checked(httpx.post(url, data=fields, timeout=60))


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.is_error:
        raise DemoFailed(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:300]}")
    return answer
