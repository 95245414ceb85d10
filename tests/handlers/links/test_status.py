"""The status page: the answer to a question, the way to the re-review, and links that don't work any more."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode

import pytest

from domain.cases.access_tokens import new_token
from tests.handlers.in_process_desk import InProcessDesk, Reply, in_process_desk, table_unavailable
from tests.handlers.lambda_context import invoke
from tests.handlers.seed_data import FORM, ask, click, hand_in, open_account, reject

QUESTION = "Who sees <b>it</b>?"


@pytest.fixture(scope="module")
def desk() -> Iterator[InProcessDesk]:
    with in_process_desk() as desk:
        yield desk


def asked(desk: InProcessDesk, name: str) -> str:
    """The status page of an application about which a reviewer asked something."""
    open_account(desk, name)
    case_id = hand_in(desk, name, "Hours per week")
    page = f"/status/{desk.token('status')}"
    click(desk, f"/decisions/{ask(desk, case_id, 'safety')}", answer="clear")
    click(desk, f"/decisions/{ask(desk, case_id, 'review')}", answer="ask", note=QUESTION)
    invoke("workflow.open_task", {"case_id": case_id, "round": 1, "kind": "question"})
    return page


def read(reply: Reply) -> str:
    words = re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", reply.body, flags=re.DOTALL)
    return " ".join(unescape(words).split())


def answer(desk: InProcessDesk, page: str, words: str) -> Reply:
    fields = {"do": "answer", "question": "1-1", "answer": words}
    return desk.call("POST", page, urlencode(fields).encode(), FORM)


def test_question_is_answered_on_the_status_page(desk: InProcessDesk) -> None:
    page = asked(desk, "acct-asked")
    before = desk.writes
    shown = desk.call("GET", page)
    assert "Who sees &lt;b&gt;it&lt;/b&gt;?" in shown.body
    assert "Answer by " in read(shown)
    assert desk.writes == before, "looking decides nothing"

    sent = answer(desk, page, "Our <i>bookkeepers</i>.")

    assert (sent.status, sent.headers["Location"]) == (303, f"{page.rpartition('/')[2]}?answered=yes")
    after = desk.call("GET", page, query="answered=yes")
    assert "We've sent your answer to the reviewers" in read(after)
    assert "Our &lt;i&gt;bookkeepers&lt;/i&gt;." in after.body
    assert 'name="answer"' not in after.body


def test_second_answer_is_told_that_there_is_one_and_keeps_what_was_typed(desk: InProcessDesk) -> None:
    page = asked(desk, "acct-asked-twice")
    answer(desk, page, "Our bookkeepers.")

    second = answer(desk, page, "And their manager.")

    assert second.status == 409
    assert "This question was already answered on" in read(second)
    assert "And their manager." in read(second)
    assert "And their manager." not in read(desk.call("GET", page))


@pytest.mark.parametrize(
    ("words", "message"), [("", "Enter your answer."), ("long " * 1_001, "Your answer must have at most")]
)
def test_answer_that_is_not_taken_comes_back_with_what_is_wrong(desk: InProcessDesk, words: str, message: str) -> None:
    page = asked(desk, f"acct-wrong-{len(words)}")

    refused = answer(desk, page, words)

    assert refused.status == 422
    assert message in read(refused)
    assert f">{words}</textarea>" in refused.body
    assert 'name="answer"' in desk.call("GET", page).body, "the question is still open"


def test_answer_by_a_link_that_does_not_work_is_shown_to_copy(desk: InProcessDesk) -> None:
    refused = answer(desk, f"/status/{new_token()}", "Our <i>bookkeepers</i>.")

    assert refused.status == 404
    assert "Copy it to keep it: Our <i>bookkeepers</i>." in read(refused)
    assert 'href="../status"' in refused.body


def test_answer_during_a_fault_is_shown_to_copy(desk: InProcessDesk) -> None:
    page = asked(desk, "acct-fault")

    with table_unavailable():
        refused = answer(desk, page, "Our bookkeepers.")

    assert refused.status == 500
    assert "Copy it to keep it: Our bookkeepers." in read(refused)
    assert answer(desk, page, "Our bookkeepers.").status == 303


def test_page_claims_no_answer_where_there_is_none(desk: InProcessDesk) -> None:
    page = asked(desk, "acct-not-answered")

    assert "We've sent your answer" not in read(desk.call("GET", page, query="answered=yes"))


def test_rejected_applicant_comes_from_the_status_page_to_the_re_review(desk: InProcessDesk) -> None:
    open_account(desk, "acct-rejected")
    case_id = hand_in(desk, "acct-rejected", "Hours per week")
    page = f"/status/{desk.token('status')}"
    reject(desk, case_id, "The website doesn't open.")

    shown = desk.call("GET", page)
    assert "Please fix this" in read(shown)
    (link,) = re.findall(r'href="\.\.(/revise/\w+)">Change and send for re-review<', shown.body)

    assert link == page.replace("/status/", "/revise/")
    form = desk.call("GET", link)
    assert form.status == 200
    assert "Hours per week" in form.body


def test_status_page_has_all_that_was_submitted(desk: InProcessDesk) -> None:
    open_account(desk, "acct-copy")
    hand_in(desk, "acct-copy", "Hours per week")

    shown = read(desk.call("GET", f"/status/{desk.token('status')}"))

    for part in ("What you submitted", "applicant@client.example", "owner@client.example", "acct-copy"):
        assert part in shown
    assert "requests per hour" in shown


LEADS_TO = {
    "/status/": "../status",
    "/revise/": "../status",
    "/confirm/": "../apply/link",
    "/apply/link/": "../../apply/link",
    "/console/enter/": "../../console/sign-in",
    "/held/": "../console/sign-in",
    "/decisions/": "../console/sign-in",
}
FORMS_THAT_COME_BACK = {"/revise/": "../status", "/apply/link/": "../link"}


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", path) for path in LEADS_TO] + [("POST", path) for path in LEADS_TO if path not in FORMS_THAT_COME_BACK],
)
def test_link_that_does_not_work_says_how_to_get_another(desk: InProcessDesk, method: str, path: str) -> None:
    reply = desk.call(method, f"{path}{new_token()}", b"answer=approve" if method == "POST" else b"", FORM)

    assert reply.status == 404
    assert f'class="button" href="{LEADS_TO[path]}"' in reply.body


@pytest.mark.parametrize(("path", "leads_to"), FORMS_THAT_COME_BACK.items())
def test_form_of_a_link_that_does_not_work_comes_back_and_says_how_to_get_another(
    desk: InProcessDesk, path: str, leads_to: str
) -> None:
    reply = desk.call("POST", f"{path}{new_token()}", b"do=send&project_name=Hours+of+ours", FORM)

    assert reply.status == 404
    assert f'href="{leads_to}"' in reply.body
    assert "Hours of ours" in reply.body


def test_status_link_of_the_same_day_is_said_to_be_the_one_to_use(desk: InProcessDesk) -> None:
    shown = read(desk.call("POST", "/status", b"what=acct-nobody", FORM))

    assert "If somebody asked earlier today, no new email comes: use the link in today's email." in shown
