"""Whoever comes to a desk whose calls fail: sees an error page, waits a moment, and clicks again."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

import httpx

from infra.local import signed
from infra.local.desk import LocalDesk
from infra.local.mailbox import StoredMail, reply_to
from infra.local.seeds import DEMO_ACCOUNTS
from tests.e2e.people import link, open_answer
from tests.examples import exception_data, request_data
from tests.soak.faults.fault_plan import HEADER
from tests.soak.faults.letters import Letters

PATIENCE = 300  # seconds until a person gives up, on a machine that has other things to do as well
OWNER = "robin@owner.example"
_DECIDABLE = '<details class="answer '


@dataclass
class Review:
    """One review, or one exception, of an account of its own; ``seen`` are the mails that were dealt with."""

    account_id: str
    path: str
    case_id: str = ""
    seen: set[str] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)

    @property
    def email(self) -> str:
        """The applicant's address."""
        return f"{self.account_id}@client.example"


class Visitor:
    """Everybody around one desk. Safe to use from many threads."""

    def __init__(self, desk: LocalDesk) -> None:
        self.desk = desk
        self.letters = Letters(desk.mailbox)
        self.table, self.machines = desk.aws.client("dynamodb"), desk.aws.client("stepfunctions")
        self.web = httpx.Client(base_url=desk.settings.url, timeout=60, limits=httpx.Limits(max_connections=50))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for client in (self.web, self.table, self.machines):
            client.close()

    def account(self, review: Review, like: str, **changes: Any) -> None:
        """The marketplace puts the review's account, like one of the demo accounts."""
        (facts,) = (one for one, _ in DEMO_ACCOUNTS if one["account_id"] == like)
        email = f"{review.account_id}@holder.example"
        members = [
            {"name": "Member Example", "email": member, "role": "team_member"} for member in (review.email, OWNER)
        ]
        data = {**facts, "account_id": review.account_id, "email": email, "members": members, **changes}
        self._sign(review, "PUT", f"/accounts/{review.account_id}", data)

    def apply(self, review: Review, like: str = "acct-in-order", *, owned: bool = False) -> None:
        """Hand the application in, as the marketplace's own site does."""
        self.account(review, like)
        owner = {"owner": {"name": "Robin Example", "email": OWNER, "agreed": True}} if owned else {}
        data = request_data(account_id=review.account_id, **owner)
        data["applicant"]["email"] = review.email
        answer = self._sign(review, "POST", f"/accounts/{review.account_id}/applications", data)
        review.case_id = str(answer.json()["application_id"])

    def file(self, review: Review) -> None:
        """File an exception."""
        self.account(review, "acct-high-value")
        answer = self._sign(review, "POST", "/exceptions", exception_data(account_id=review.account_id))
        review.case_id = str(answer.json()["exception_id"])

    def letter(self, review: Review, title: str, to: str = "") -> StoredMail:
        """Wait for a mail of this title that was not dealt with yet; from now on it was."""

        def new() -> StoredMail | None:
            mails = self.letters.about(review.account_id)
            fits = [mail for person, name, mail in mails if name == title and (not to or person == to)]
            return next((mail for mail in fits if mail.id not in review.seen), None)

        mail = until(new, lambda: f"no '{title}' of {review.case_id} ({review.path}): {self.titles(review)}")
        review.seen.add(mail.id)
        return mail

    def answer(self, review: Review, title: str, button: str, note: str = "", to: str = "") -> None:
        """Open the link of a mail, and submit the form that is open there. A mail that came twice shows no form."""
        while True:
            url = link(self.letter(review, title, to), button)
            page = insist(lambda url=url: self.web.get(url, headers={HEADER: review.account_id}))  # type: ignore[misc]
            assert page.status_code == 200, page.text
            if _DECIDABLE in page.text:
                break
        self._all_asked(review)
        data = {"answer": open_answer(page.text), "note": note}
        began = time.monotonic()
        self.submit(review, url, data)
        review.seconds.append(time.monotonic() - began)

    def _all_asked(self, review: Review) -> None:
        """Wait until everybody was asked: of who was not, when somebody decides, the desk asks nobody any more."""
        query = {":case": {"S": f"CASE#{review.case_id}"}, ":task": {"S": "TASK#"}}

        def waiting() -> bool:
            answer = self.table.query(
                TableName=self.desk.outputs["TableName"],
                KeyConditionExpression="pk = :case AND begins_with(sk, :task)",
                ExpressionAttributeValues=query,
            )
            return all("task_token" in one or "decision" in one for one in answer["Items"])

        until(waiting, lambda: f"{review.case_id} ({review.path}) waits for nobody")

    def submit(self, review: Review, url: str, data: dict[str, str]) -> None:
        """Submit a form until there is an answer, and look at the page that it leads to."""
        about = {HEADER: review.account_id}
        answer = insist(lambda: self.web.post(url, data=data, headers=about))
        assert answer.status_code == 303, answer.text
        page = insist(lambda: self.web.get(url, headers=about))
        assert "<form" not in page.text, "it is decided, and says so"

    def reply(self, review: Review, title: str, text: str) -> None:
        """The applicant replies to a mail of this title."""
        message = reply_to(self.letter(review, title, review.email), text)
        message[HEADER] = review.account_id
        self.desk.receiving.deliver_as_event(message.as_bytes())

    def titles(self, review: Review) -> list[tuple[str, str]]:
        """All mails about a review, by recipient and title."""
        return [(person, title) for person, title, _ in self.letters.about(review.account_id)]

    def _sign(self, review: Review, method: str, path: str, data: Any) -> httpx.Response:
        headers = {"Idempotency-Key": review.account_id, HEADER: review.account_id}
        answer = insist(lambda: signed.call(self.desk.aws.owner, method, f"{self.desk.api_url}{path}", data, headers))
        assert answer.is_success, answer.text
        return answer


Result = TypeVar("Result")


def until(look: Callable[[], Result | None], complaint: Callable[[], str]) -> Result:
    """Look until there is something to see; fail with the complaint when patience ends."""
    deadline = time.monotonic() + PATIENCE
    while not (seen := look()):
        assert time.monotonic() < deadline, complaint()
        time.sleep(0.1)
    return seen


def insist(do: Callable[[], httpx.Response]) -> httpx.Response:
    """Do it again while there is an error page."""

    def done() -> httpx.Response | None:
        answer = do()
        return None if answer.status_code >= 500 or answer.status_code == 429 else answer

    return until(done, lambda: "nothing but error pages")
