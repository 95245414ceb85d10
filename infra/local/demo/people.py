"""The people of the demo: they call the API, follow the links in their emails, and reply to them."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import httpx
from botocore.credentials import Credentials

from infra.local import signed
from infra.local.mailbox import Mailbox, StoredMail, reply_to
from infra.local.receiving import Receiving

WAITS = 180  # seconds for an email: a machine may be busy, and the first call of a function takes seconds
BETWEEN_LOOKS = 0.2  # seconds
TIMEOUT = 60  # seconds
PAUSES = (0, 2, 10)  # seconds before each try


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
        self._signed("PUT", f"/accounts/{facts['account_id']}", facts, {})

    def submit(self, data: dict[str, Any], name: str) -> str:
        """Submit an application as the marketplace's site does for somebody who is signed in; returns its id.

        A second call with this ``name`` returns what the first did.
        """
        path = f"/accounts/{data['account_id']}/applications"
        return str(self._signed("POST", path, data, _key(name)).json()["application_id"])

    def submit_unproved(self, data: dict[str, Any], name: str) -> str:
        """Submit an application as a stranger; returns its id."""
        url = f"{self.url}/applications"
        answer = self._call(lambda: httpx.post(url, json=data, headers=_key(name), timeout=TIMEOUT))
        return str(answer.json()["application_id"])

    def file_exception(self, data: dict[str, Any], name: str) -> str:
        return str(self._signed("POST", "/exceptions", data, _key(name)).json()["exception_id"])

    def report_usage(self, account_id: str, case_id: str, requests: int) -> None:
        """Report how many requests an app made yesterday."""
        day = datetime.now(UTC).date() - timedelta(days=1)
        data = {"application_id": case_id, "day": day.isoformat(), "requests": requests}
        self._signed("POST", f"/accounts/{account_id}/usage", data, {})

    def _signed(self, method: str, path: str, data: dict[str, Any], headers: dict[str, str]) -> httpx.Response:
        return self._call(lambda: signed.call(self.owner, method, f"{self.api_url}{path}", data, headers))

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
        """The oldest email of this kind that was not used yet."""
        deadline = time.monotonic() + WAITS
        while not (new := [mail for mail in self.mailbox.find(about, person, page) if mail.id not in self._used]):
            if self.stopping.wait(BETWEEN_LOOKS):
                raise DemoStopped
            if time.monotonic() > deadline:
                raise DemoFailed(f"no email to {person} about {about}")
        self._used.add(new[0].id)
        return new[0]

    def post(self, url: str, **fields: str) -> None:
        """Send a form."""
        self._call(lambda: httpx.post(url, data=fields, timeout=TIMEOUT))

    def _call(self, call: Callable[[], httpx.Response]) -> httpx.Response:
        """Try again what a busy machine took too long for: no call does a thing twice."""
        problem = ""
        for pause in PAUSES:
            if self.stopping.wait(pause):
                raise DemoStopped
            try:
                answer = call()
            except httpx.TransportError as error:
                problem = str(error)
                continue
            if not answer.is_error:
                return answer
            problem = f"{answer.status_code} {answer.text[:300]} from {answer.request.url.path}"
            if not answer.is_server_error:
                break
        raise DemoFailed(problem)


def _key(name: str) -> dict[str, str]:
    return {"Idempotency-Key": f"demo-{name}"}
