"""Private notes and sent emails on the console's pages: what staff read, and what nobody else does."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from adapters.dynamodb.outbox import DynamoOutbox
from domain.console.sent_emails import email_id
from domain.notifications.messages import EmailName
from tests.handlers.in_process_desk import InProcessDesk, Reply, in_process_desk
from tests.handlers.lambda_context import invoke
from tests.handlers.seed_data import FORM, ask, click, hand_in, open_account, sign_in

SECRET = "Qwyjibo"


class Case:
    """An application that the reviewers are asked about, and one of them, who is signed in."""

    def __init__(self, desk: InProcessDesk) -> None:
        self.desk = desk
        open_account(desk, "acct-noted")
        self.id = hand_in(desk, "acct-noted", "Weekly hours")
        self.status = f"/status/{desk.token('status')}"
        click(desk, f"/decisions/{ask(desk, self.id, 'safety')}", answer="clear")
        self.review = f"/decisions/{ask(desk, self.id, 'review')}"
        self.cookie, self.csrf = sign_in(desk)

    def get(self, path: str = "") -> Reply:
        return self.desk.call("GET", f"/console/cases/{self.id}{path}", Cookie=self.cookie)

    def note(self, text: str, **fields: str) -> Reply:
        body = urlencode({"do": "note", "text": text, "csrf": self.csrf, **fields}).encode()
        return self.desk.call("POST", f"/console/cases/{self.id}", body, FORM, Cookie=self.cookie)

    def email(self, name: EmailName) -> Reply:
        records = DynamoOutbox(self.desk.table).list_entries(self.id)
        return self.get(f"/emails/{next(email_id(one.entry) for one in records if one.entry.name is name)}")


@pytest.fixture(scope="module")
def case() -> Iterator[Case]:
    with in_process_desk() as desk:
        yield Case(desk)


def test_note_is_saved_and_shown_with_who_wrote_it(case: Case) -> None:
    reply = case.note("Rang <b>them</b>.")

    assert (reply.status, reply.headers["Location"]) == (303, f"{case.id}#notes")
    page = case.get().body
    assert "Rang &lt;b&gt;them&lt;/b&gt;." in page
    assert "(you)" in page.partition('id="notes"')[2]


def test_page_has_the_decision_before_notes_emails_and_log_and_names_the_newest_note_first(case: Case) -> None:
    case.note("Rang them once more.")

    page = case.get().body.partition("<main")[2]

    places = [page.index(part) for part in ('href="#notes"', 'id="decide"', 'id="notes"', 'id="emails"', 'id="log"')]
    assert places == sorted(places)


def test_case_that_was_assigned_by_next_case_can_be_put_back(case: Case) -> None:
    def send(path: str, **fields: str) -> Reply:
        body = urlencode({"csrf": case.csrf, **fields}).encode()
        return case.desk.call("POST", path, body, FORM, Cookie=case.cookie)

    assert send("/console/next", kind="review").headers["Location"] == f"cases/{case.id}"
    (assignee,) = re.findall(r'name="assignee" value="([^"]+)"', case.get().body)[:1]
    (question,) = set(re.findall(r'name="question" value="([^"]+)"', case.get().body))
    assert "Put back" in case.get().body

    send(f"/console/cases/{case.id}", do="assign", to="", assignee=assignee, question=question)

    assert "Nobody has this case yet." in case.get().body
    assert "Put back" not in case.get().body


def test_note_that_is_refused_comes_back_as_it_was_typed(case: Case) -> None:
    typed = "Ü" * 2_001

    reply = case.note(typed)

    assert reply.status == 422
    assert typed in reply.body
    assert "The note has 2,001 characters. Shorten it to 2,000 or fewer." in reply.body
    assert typed not in case.get().body


def test_note_without_the_forms_own_value_is_not_saved(case: Case) -> None:
    before = case.desk.stored()

    assert case.note("From elsewhere", csrf="another").status == 403
    assert case.desk.stored() == before


def test_note_is_in_no_email_and_on_no_page_of_an_applicant(case: Case) -> None:
    case.note(f"{SECRET} is what we call them.")
    click(case.desk, case.review, answer="reject", note="The website does not open.")
    invoke("workflow.record_outcome", {"application_id": case.id, "round": 1})
    invoke("workflow.send_email", {"case_id": case.id, "round": 1, "mail": "rejected"})

    assert SECRET in case.get().body
    for path in (case.status, f"/revise/{case.desk.token('revise')}"):
        assert SECRET not in case.desk.call("GET", path).body
    assert not [email for email in case.desk.ses.sent if SECRET in email.as_string()]


def test_page_of_a_case_leads_to_each_email_and_its_text(case: Case) -> None:
    paths = re.findall(r'href="\.\./\.\./(console/cases/\w+/emails/\w+)"', case.get().body)
    texts = [case.desk.call("GET", f"/{path}", Cookie=case.cookie) for path in paths]

    assert len(paths) == len(set(paths)) >= 3
    assert {reply.status for reply in texts} == {200}
    assert any("Hello Weekly hours" in reply.body for reply in texts)


@pytest.mark.parametrize("name", [EmailName.RECEIVED, EmailName.SAFETY_REQUEST, EmailName.REVIEW_REQUEST])
def test_text_of_an_email_has_no_link_that_opens_anything(case: Case, name: EmailName) -> None:
    page = case.email(name)

    assert page.status == 200
    assert "/…" in page.body
    assert not re.search(r"[a-z2-7]{52}", page.body)


def test_tokens_of_emails_are_nowhere_in_the_table(case: Case) -> None:
    sent = " ".join(email.as_string().replace("=\n", "") for email in case.desk.ses.sent)
    tokens = set(re.findall(r"(?:desk\.example/[\w/]+/|reply\+)([a-z2-7]{52})\b", sent))
    stored = str(case.desk.stored())

    assert len(tokens) > 5
    assert not [token for token in tokens if token in stored]


def test_email_that_never_went_out_is_not_found(case: Case) -> None:
    reply = case.get("/emails/0123456789abcdef")

    assert reply.status == 404
    assert "No such email was sent about this case." in reply.body
