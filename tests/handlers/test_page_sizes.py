"""Whatever was received or submitted, every page can be served and every email sent: Lambda returns 6 MB at most.

``make test`` tries the text that grows most; ``make soak PART=fuzz`` the other kinds, too.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from adapters.dynamodb.access_tokens import DynamoAccessTokens
from adapters.dynamodb.accounts import DynamoPendingConfirmations
from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.console import SAVED_REPLIES
from adapters.dynamodb.exceptions import DynamoExceptions
from adapters.dynamodb.inbound_messages import DynamoInboundMessages
from adapters.dynamodb.items import partition, round_key
from adapters.dynamodb.keys import DynamoKeys
from adapters.dynamodb.outbox import DynamoOutbox
from domain.cases.access_tokens import ConfirmationToken, DecisionToken, QuarantineToken, StatusToken, hash_token
from domain.cases.case import DECISION_TYPES, Decision, DecisionType, Outcome, Status, Task, TaskKey, TaskKind
from domain.cases.inbound_message import Attachment, Handling, StoredMessage
from domain.cases.summary import summarize_application
from domain.console.case_notes import LONGEST_NOTE, MAX_NOTES, CaseNote
from domain.console.sent_emails import email_id
from domain.decisions.saved_replies import MAX_REPLIES, SavedReply
from domain.inbound_email.reply_handling import MAX_KEPT
from domain.keys.key_changes import LONGEST_REASON
from domain.model.account import AccountMember
from domain.model.api_key import KEY_ISSUER, MAX_CHANGES, IssuedKey, KeyAction, KeyChange, KeyLocation
from domain.model.application import Application
from domain.notifications.messages import EmailName, EmailText, OutboxEntry
from domain.notifications.outbox import LONGEST_KEPT
from domain.policy import evaluate
from tests.examples import account, application, filed_exception, request_data
from tests.handlers.in_process_desk import OPERATOR, STAFF, InProcessDesk, in_process_desk
from tests.handlers.lambda_context import invoke
from tests.handlers.seed_data import FORM, sign_in, sign_in_token

LARGEST_PAGE, LARGEST_EMAIL = 1_000_000, 500_000  # bytes
HOLDER = "holder@client.example"
CASE_ID, KEYED = "k" + "a" * 16, f"k{1:016}"
KINDS = {
    "twelve bytes each": "\N{PILE OF POO}" * 5_000,
    "every other one unseen": "a\N{SOFT HYPHEN}" * 2_499 + "a",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    is_long = metafunc.config.getoption("examples")
    metafunc.parametrize("flooded", list(KINDS)[: None if is_long else 1], indirect=True, scope="module")


class Flooded:
    """A desk where everybody wrote as much as they could, of one kind."""

    def __init__(self, desk: InProcessDesk, words: str) -> None:
        self.desk, self.words = desk, words.strip()
        self.line = self.words.replace("\n", " ")[:120].strip()
        self.later = datetime.now(UTC) + timedelta(days=1)
        self.cookie, self.csrf = sign_in(desk)
        for number in range(26):
            self.apply(number)
        for number in range(26):
            exception = filed_exception(str(number), account_id="acct-filed", account_manager=self.person(STAFF))
            known = exception.account.model_copy(update={"name": self.line})
            DynamoExceptions(desk.table).add_exception(exception.model_copy(update={"account": known}))
        for number in range(26):
            self.wait(number)
        for number in range(2 * MAX_KEPT):
            self.receive(CASE_ID if number < MAX_KEPT else "", number)
        for number in range(MAX_REPLIES):
            reply = SavedReply(id=str(number), title=self.line, text=self.words, by=STAFF)
            desk.table.put((SAVED_REPLIES, f"REPLY#{number}"), {"reply": reply.model_dump_json()})
        for number in range(1, MAX_NOTES + 1):
            note = CaseNote(at=self.later, by=STAFF, text=self.words[:LONGEST_NOTE])
            desk.table.put((partition(CASE_ID), f"NOTE#{number:03}"), {"note": note.model_dump_json()})
        for turn in range(1, 4):
            self.ask(TaskKind.REVIEW, turn, DecisionType.REQUEST_INFO)
            self.ask(TaskKind.INFO_REQUEST, turn, DecisionType.ANSWERED)
        self.ask(TaskKind.OWNER, 1, DecisionType.CONFIRM)
        self.ask(TaskKind.SAFETY, 1, DecisionType.CLEAR)
        self.pages = self.links(self.ask(TaskKind.REVIEW, 4))
        self.change_key()

    def person(self, email: str) -> dict[str, Any]:
        return {"name": self.line, "email": email}

    def application(self, case_id: str, account_id: str) -> Application:
        owner = {**self.person("owner@client.example"), "agreed": True}
        applicant = {**self.person("applicant@client.example"), "role": "admin"}
        data = request_data(account_id=account_id, applicant=applicant, owner=owner)
        found = application(data, name=self.line, use=self.words, website=(self.line * 3)[:300].strip())
        return found.model_copy(update={"id": case_id})

    def apply(self, number: int) -> None:
        """The first is checked; the others' reviews have failed while they wait for Trust & Safety."""
        case_id, table = (f"k{number:016}" if number else CASE_ID), self.desk.table
        applied = self.application(case_id, f"acct-{number}")
        DynamoCases(table).add_application(applied, f"thread-{number}@desk.example")
        if number == 0:
            members = (AccountMember(**self.person("x@client.example"), role="admin"),) * 200
            names = dict.fromkeys(("name", "legal_name", "business_name"), self.line)
            judged = account(account_id="acct-0", members=members, **names)
            facts: Any = {"account": judged.model_dump_json(), "verdict": evaluate(applied, judged).model_dump_json()}
            table.update(round_key(case_id, 1), "SET account = :account, verdict = :verdict", "", facts)
            return
        task = Task(key=TaskKey(case_id=case_id, round=1, kind=TaskKind.SAFETY), opened_at=applied.submitted_at)
        DynamoCases(table).open_task(task, summarize_application(applied))
        failed: Any = {"failed": "failed", "failure": self.line}
        table.update(round_key(case_id, 1), "SET failure = :failure, open_kind = :failed", "", failed)

    def wait(self, number: int) -> None:
        """An application that waits for the account holder."""
        waiting = self.application(f"k{number:016}", "acct-holder")
        DynamoPendingConfirmations(self.desk.table).add_pending(HOLDER, waiting, self.later)

    def receive(self, case_id: str, number: int, handling: Handling = Handling.QUARANTINED) -> None:
        attachment = Attachment(name=(self.line * 2)[:150], media_type=self.line[:100], size=1)
        message = StoredMessage(
            **{"receipt": f"receipt-{number}", "case_id": case_id, "received_at": datetime.now(UTC)},
            **{"from_address": f"{number}@client.example", "subject": (self.line * 3)[:300], "why": self.line},
            **{"text": self.words, "attachments": (attachment,) * 50, "handling": handling},
        )
        DynamoInboundMessages(self.desk.table).store_message(message)

    def send(self) -> OutboxEntry:
        """An email with as many words as are kept of one."""
        entry, outbox = OutboxEntry(name=EmailName.QUESTION, case_id=CASE_ID, to=STAFF), DynamoOutbox(self.desk.table)
        text = "\n\n".join([self.words] * 99)[:LONGEST_KEPT]
        outbox.record_due(entry, self.later)
        outbox.mark_tried(entry, self.later, EmailText(subject=self.line, text=text))
        return entry

    def ask(self, kind: TaskKind, turn: int, answer: DecisionType | None = None) -> TaskKey:
        """Open a task of the first application, and decide it in as many words as can be."""
        key, cases = TaskKey(case_id=CASE_ID, round=1, kind=kind, turn=turn), DynamoCases(self.desk.table)
        applied = self.application(CASE_ID, "acct-0")
        cases.open_task(Task(key=key, opened_at=datetime.now(UTC)), summarize_application(applied))
        if answer:
            cases.decide(key, Decision(answer=answer, by="a@client.example", at=self.later, note=self.words))
        return key

    def change_key(self) -> None:
        """Another application is approved; its key was changed, and replied about, as often as can be."""
        cases, keys = DynamoCases(self.desk.table), DynamoKeys(self.desk.table)
        self.desk.table.take((partition(KEYED), "TASK#1#safety#1"))
        cases.conclude(cases.get_case(KEYED), Outcome(status=Status.APPROVED, at=self.later))
        key = IssuedKey(id="k" * 200, location=KeyLocation(text=self.line))
        issued = KeyChange(number=1, action=KeyAction.ISSUE, by=KEY_ISSUER, at=self.later, key=key)
        case = cases.get_case(KEYED)
        keys.add_change(case, issued)
        for number in range(2, MAX_CHANGES + 1):
            action, reason = (KeyAction.RESUME if number % 2 else KeyAction.SUSPEND), self.words[:LONGEST_REASON]
            keys.add_change(case, KeyChange(number=number, action=action, by=STAFF, at=self.later, reason=reason))
        for number in range(MAX_KEPT):
            self.receive(KEYED, 1_000 + number, Handling.ABOUT_KEY)

    def links(self, review: TaskKey) -> dict[str, str]:
        """The paths of all pages that show what somebody wrote."""
        tokens = DynamoAccessTokens(self.desk.table)
        approve = DECISION_TYPES[TaskKind.REVIEW][0]
        for token, opened in (
            ("decide", DecisionToken(task=review, answer=approve, person=STAFF, expires_at=self.later)),
            ("status", StatusToken(application_id=CASE_ID, person="a", expires_at=self.later)),
            ("keyed", StatusToken(application_id=KEYED, person="a", expires_at=self.later)),
            ("held", QuarantineToken(person=STAFF, expires_at=self.later)),
            ("confirm", ConfirmationToken(address=HOLDER, expires_at=self.later)),
        ):
            tokens.add_token(hash_token(token), opened)
        one = f"message=receipt-0&case={CASE_ID}"
        paths = ("/decisions/decide", "/status/status", "/confirm/confirm", "/held/held", f"/held/held?{one}")
        case = f"/console/cases/{CASE_ID}"
        console = (
            "held",
            f"held?{one}",
            "exceptions",
            "replies",
            "replies?reply=1",
            "search?q=acct",
            "accounts/acct-0",
        )
        lists = ("/console?kind=safety", "/console?kind=review", *(f"/console/{path}" for path in console))
        email = f"{case}/emails/{email_id(self.send())}"
        keyed = (f"/console/cases/{KEYED}", "/status/keyed")
        return {path: path for path in (*paths, *keyed, case, f"{case}?{one}", email, *lists)}

    def size(self, method: str, path: str, **fields: str) -> int:
        """The bytes of what Lambda returns, when JSON escapes all that it can."""
        route, _, query = path.partition("?")
        body = urlencode({"csrf": self.csrf, **fields}).encode() if fields else b""
        reply = self.desk.call(method, route, body, FORM if fields else None, query=query, Cookie=self.cookie)
        assert reply.status in (200, 422), (reply.status, path)
        return len(json.dumps({"statusCode": reply.status, "multiValueHeaders": reply.headers, "body": reply.body}))


def write_one_by_one(desk: InProcessDesk) -> None:
    """For a transaction, moto copies every item of the table, which takes most of a minute here."""

    def write(*writes: Any) -> None:
        calls = {"Put": desk.client.put_item, "Update": desk.client.update_item}
        for kind, given in (item for one in writes for item in one.items() if item[0] in calls):
            calls[kind](**given)

    desk.table.transact = write  # type: ignore[method-assign]


@pytest.fixture(scope="module")
def flooded(request: pytest.FixtureRequest) -> Iterator[Flooded]:
    with in_process_desk() as desk:
        write_one_by_one(desk)
        yield Flooded(desk, KINDS[request.param])


def test_every_page_can_be_served(flooded: Flooded) -> None:
    sizes = {name: flooded.size("GET", path) for name, path in flooded.pages.items()}
    for page in ("/decisions/decide", f"/console/cases/{CASE_ID}"):
        asked = {"question": "1 review 4", "note": flooded.words[:1_600], "answer": "reject"}
        sizes[f"preview on {page}"] = flooded.size("POST", page, do="show", **asked)
        sizes[f"refused on {page}"] = flooded.size("POST", page, **{**asked, "note": "\x01" * 20_000})
    sizes["apply"] = flooded.size("POST", "/apply", project_use="\x01" * 20_000, do="check")
    entered = flooded.desk.call("POST", f"/console/enter/{sign_in_token(flooded.desk, OPERATOR)}", b"", FORM)
    flooded.cookie = entered.headers["Set-Cookie"].partition(";")[0]
    sizes["failed"] = flooded.size("GET", "/console/failed")

    assert {name: size for name, size in sizes.items() if size > LARGEST_PAGE} == {}


def test_every_email_can_be_sent(flooded: Flooded) -> None:
    before = len(flooded.desk.ses.sent)
    invoke("workflow.open_task", {"case_id": CASE_ID, "round": 1, "kind": "review", "turn": 4})
    invoke("events.send_reminders", {})
    sizes = [len(email.as_bytes()) for email in flooded.desk.ses.sent[before:]]

    assert len(sizes) > 1, sizes
    assert max(sizes) < LARGEST_EMAIL
