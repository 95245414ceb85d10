"""Somebody of the staff who is involved in a case finds nothing of it on any route, and changes nothing of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from adapters.dynamodb.access_tokens import DynamoAccessTokens
from adapters.dynamodb.inbound_messages import DynamoInboundMessages
from adapters.dynamodb.items import round_key
from domain.cases.access_tokens import DecisionToken, QuarantineToken, SessionToken, hash_token
from domain.cases.case import DecisionType, TaskKey, TaskKind
from domain.cases.inbound_message import Handling, StoredMessage
from domain.cases.staff import StaffMember, StaffRole
from domain.console.sent_emails import email_id
from domain.console.sessions import StaffSession
from domain.notifications.messages import request_entry
from tests.examples import exception_data, facts, request_data
from tests.handlers.in_process_desk import InProcessDesk, Reply, in_process_desk
from tests.handlers.lambda_context import ROUTES, invoke
from tests.handlers.seed_data import FORM, click, send_json

ME, COLLEAGUE = "Me@staff.example", "colleague@staff.example"
SECRET = "Qwyjibo"
"""In every text of the own cases, and in nothing else."""
OPEN = {"/console/sign-in", "/console/enter/{token}"}
OF_STAFF = ("/console", "/decisions/", "/held/")
WALKED = [(method, path) for method, path in ROUTES if path.startswith(OF_STAFF) and path not in OPEN]
WITHOUT_CASES = {
    *("/console/leave", "/console/replies", "/console/statistics", "/console/exceptions", "/console/staff"),
    "/console/next",
}
"""Saved replies; figures without names; the form, and the list of what oneself has filed; the staff; the next case."""
BULK = "/console/assignments"  # its page says what could not be assigned
QUERIES = [
    {},  # one message
    {"after": ""},
    *({"kind": kind} for kind in ("safety", "review", "exception_safety", "exception", "mine", "decided")),
    *({"kind": "safety", **filters} for filters in ({"sort": "flags"}, {"sort": "newest"}, {"flag": "none"})),
    {"kind": "safety", "assignee": "nobody"},
    *({"q": typed} for typed in (SECRET.lower()[:5], "acct-own", "weekly", "me@staff.example")),
    *({"what": "open"}, {"month": f"{datetime.now(UTC):%Y-%m}"}),
]
JUDGEMENTS = [{"judgement": judgement} for judgement in ("release", "drop", "drop_all")]
ANSWERS = [{"answer": "clear", "do": do, "to": COLLEAGUE, "text": "Fine"} for do in ("decide", "assign", "note")]


def task_of(case_id: str) -> TaskKey:
    kind = TaskKind.EXCEPTION_SAFETY if case_id.startswith("x") else TaskKind.SAFETY
    return TaskKey(case_id=case_id, round=1, kind=kind)


@dataclass
class Desk:
    """``cases`` are the own ones, with their accounts; ``others`` the same, of a stranger."""

    desk: InProcessDesk
    cases: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)

    def apply(self, account_id: str, words: str, holder: str = "", **people: Any) -> str:
        """An application that was checked, with a quarantined message about it."""
        known = facts(account_id=account_id, email=holder or f"{account_id}@client.example", name=words)
        send_json(self.desk, "PUT", f"/accounts/{account_id}", known.model_dump(mode="json"))
        data = request_data(account_id=account_id, **people)
        data["project"] |= {"name": f"Weekly {words}", "use": words}
        case_id = str(send_json(self.desk, "POST", f"/accounts/{account_id}/applications", data)["application_id"])
        invoke("workflow.validate_application", {"application_id": case_id, "round": 1})
        self.receive(case_id, words)
        return case_id

    def file(self, account_id: str, words: str, holder: str, manager: str) -> str:
        known = facts(account_id=account_id, email=holder, name=words, plan="business")
        send_json(self.desk, "PUT", f"/accounts/{account_id}", known.model_dump(mode="json"))
        data = exception_data(account_id=account_id, api_use=words, account_manager={"name": words, "email": manager})
        return str(send_json(self.desk, "POST", "/exceptions", data)["exception_id"])

    def receive(self, case_id: str, words: str) -> None:
        """Quarantine a message of a case, and one that is beyond those that the case keeps."""
        for kept_with, beyond in ((case_id, ""), ("", case_id)):
            message = StoredMessage(
                **{"receipt": f"receipt-{case_id}{'-' * bool(beyond)}", "case_id": kept_with, "beyond_case": beyond},
                **{"received_at": datetime.now(UTC), "from_address": "x@client.example", "subject": words},
                **{"text": words, "handling": Handling.QUARANTINED, "why": words},
            )
            DynamoInboundMessages(self.desk.table).store_message(message)

    def ask(self, case_id: str, kind: str) -> None:
        invoke("workflow.open_task", {"case_id": case_id, "round": 1, "kind": kind})

    def sign_in(self, person: str) -> None:
        expires_at = datetime.now(UTC) + timedelta(hours=1)
        tokens = DynamoAccessTokens(self.desk.table)
        tokens.add_token(hash_token(f"session-{person}"), SessionToken(person=person, expires_at=expires_at))
        tokens.add_token(hash_token(f"held-{person}"), QuarantineToken(person=person, expires_at=expires_at))
        for case_id in (*self.cases, *self.others):
            token = DecisionToken(
                task=task_of(case_id), answer=DecisionType.CLEAR, person=person, expires_at=expires_at
            )
            tokens.add_token(hash_token(f"decide-{case_id}-{person}"), token)

    def call(self, method: str, resource: str, case_id: str, person: str, **sent: str) -> Reply:
        """A request about a case: ``sent`` is the query, or the fields of the form."""
        token = f"held-{person}" if resource.startswith("/held") else f"decide-{case_id}-{person}"
        known = {**self.cases, **self.others}[case_id]
        ids = {"receipt": f"receipt-{case_id}", "email_id": email_id(request_entry(task_of(case_id), COLLEAGUE))}
        path = resource.format(case_id=case_id, account_id=known, token=token, **ids)
        session = StaffSession(member=StaffMember(address=person, roles=frozenset()), session=f"session-{person}")
        pick = {"pick-1": f"{case_id} 1 {'exception_safety' if case_id.startswith('x') else 'safety'} 1 "}
        about = {
            **pick,
            "case": case_id,
            "receipt": f"receipt-{case_id}",
            "question": "1 safety 1",
            "csrf": session.csrf,
        }
        cookie = f"__Host-session={session.session}"
        if method == "POST":
            return self.desk.call(method, path, urlencode({**about, **sent}).encode(), FORM, Cookie=cookie)
        if "messages" in path or not sent:
            sent = {"case": case_id, "message": f"receipt-{case_id}"}
        return self.desk.call(method, path, query=urlencode(sent), Cookie=cookie)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """Cases in which ME has each part: open, ended and failed; and a stranger's in the same states."""
    me = {"name": SECRET, "email": ME.lower(), "role": "admin"}
    owner = {"name": SECRET, "email": ME, "agreed": True}
    with in_process_desk(dict.fromkeys(StaffRole, (ME, COLLEAGUE))) as in_process:
        desk = Desk(in_process)
        applied = {
            "acct-own-applicant": desk.apply("acct-own-applicant", SECRET, applicant=me),
            "acct-own-owner": desk.apply("acct-own-owner", SECRET, owner=owner),
            "acct-own-holder": desk.apply("acct-own-holder", SECRET, holder=ME.upper()),
            "acct-own-ended": desk.apply("acct-own-ended", SECRET, applicant=me),
            "acct-own-failed": desk.apply("acct-own-failed", SECRET, applicant=me),
            "acct-own-exception": desk.file("acct-own-exception", SECRET, ME, COLLEAGUE),
            "acct-own-filed": desk.file("acct-own-filed", SECRET, "holder@client.example", ME),
        }
        desk.cases = {case_id: account_id for account_id, case_id in applied.items()}
        others = {name: desk.apply(name, "Plain") for name in ("acct-other", "acct-other-ended", "acct-other-failed")}
        others["acct-other-exception"] = desk.file("acct-other-exception", "Plain", "holder@client.example", COLLEAGUE)
        desk.others = {case_id: account_id for account_id, case_id in others.items()}
        desk.sign_in(ME)
        desk.sign_in(COLLEAGUE)
        for case_id, account_id in {**desk.cases, **desk.others}.items():
            desk.ask(case_id, "exception_safety" if case_id.startswith("x") else "safety")
            if account_id.endswith("ended"):
                click(in_process, f"/decisions/decide-{case_id}-{COLLEAGUE}", answer="not_clear", note="Seen before.")
                invoke("workflow.record_outcome", {"application_id": case_id, "round": 1})
            elif account_id.endswith("failed"):
                values: Any = {"failed": "failed", "failure": "ValidationError"}
                change = "SET failure = :failure, open_kind = :failed"
                in_process.table.update(round_key(case_id, 1), change, "", values)
        yield desk


def shows(reply: Reply, case_id: str) -> bool:
    """Whether an answer has anything of a case."""
    where = reply.headers.get("Location", "")
    return SECRET in reply.body or case_id in reply.body or case_id in where


def walked(method: str) -> list[str]:
    return [path for known, path in WALKED if known == method and path not in WITHOUT_CASES]


@pytest.mark.parametrize("resource", walked("GET"))
def test_page_shows_nothing_of_an_own_case_and_colleagues_see_it(desk: Desk, resource: str) -> None:
    is_of_one = "{" in resource
    for case_id in desk.cases if is_of_one else list(desk.cases)[:1]:
        for query in QUERIES[:2] if is_of_one else QUERIES:
            reply = desk.call("GET", resource, case_id, ME, **query)
            assert not any(shows(reply, own) for own in desk.cases), query
            assert reply.status in (200, 303, 403, 404, 422)

    queries = QUERIES[:1] if is_of_one else QUERIES
    seen = [desk.call("GET", resource, next(iter(desk.cases)), COLLEAGUE, **query) for query in queries]
    assert any(shows(reply, own) for reply in seen for own in desk.cases), "else this test would show nothing"


@pytest.mark.parametrize("resource", walked("POST"))
def test_form_changes_nothing_of_an_own_case(desk: Desk, resource: str) -> None:
    before, started = desk.desk.stored(), list(desk.desk.machines.started)
    for case_id in desk.cases:
        for fields in JUDGEMENTS if "held" in resource else ANSWERS:
            reply = desk.call("POST", resource, case_id, ME, **fields)

            assert reply.status in ((422,) if resource == BULK else (403, 404)), (fields, reply.body)
            assert not shows(reply, case_id)
    assert desk.desk.stored() == before
    assert desk.desk.machines.started == started


def test_who_is_involved_is_neither_asked_nor_told_of_the_own_case(desk: Desk) -> None:
    before = len(desk.desk.ses.sent)
    invoke("events.send_reminders", {})
    emails = desk.desk.ses.sent
    to_staff = [email for email in emails if str(email["To"]) in (ME, COLLEAGUE)]

    assert {str(email["To"]) for email in emails[before:]} >= {ME, COLLEAGUE}, "both hear of the quarantine"
    requests = {person: [email for email in to_staff if str(email["To"]) == person] for person in (ME, COLLEAGUE)}
    assert not any(SECRET in email.as_string() for email in requests[ME])
    assert any(SECRET in email.as_string() for email in requests[COLLEAGUE])


def test_page_opened_directly_says_why_it_is_not_shown(desk: Desk) -> None:
    parts = set()
    for case_id in desk.cases:
        reply = desk.call("GET", "/console/cases/{case_id}", case_id, ME)
        assert reply.status == 403
        assert "involved in this case" in reply.body
        parts |= {
            part
            for part in ("the applicant", "the key owner", "the account holder", "who filed it")
            if part in reply.body
        }
    assert len(parts) == 4


def test_task_of_a_case_is_not_assigned_to_somebody_involved(desk: Desk) -> None:
    case_id = next(iter(desk.cases))

    page = desk.call("GET", "/console/cases/{case_id}", case_id, COLLEAGUE)
    reply = desk.call("POST", "/console/cases/{case_id}", case_id, COLLEAGUE, do="assign", to=ME)

    assert f"<option>{ME}" not in page.body
    assert reply.status == 422


@pytest.mark.parametrize("kind", ["safety", "review", "exception_safety", "exception"])
def test_next_case_is_never_an_own_one(desk: Desk, kind: str) -> None:
    after = ""
    for _ in range(len(desk.cases) + len(desk.others)):
        reply = desk.call("POST", "/console/next", next(iter(desk.cases)), ME, kind=kind, after=after)
        assert reply.status == 303
        after = reply.headers["Location"].rpartition("/")[2]
        assert after in desk.others or after == f"console?kind={kind}&free=none"

    assigned = {key[0].removeprefix("CASE#") for key, item in desk.desk.stored().items() if "assignee" in item}
    assert not assigned.intersection(desk.cases)
