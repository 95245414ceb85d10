from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import UndefinedError

from adapters.templates import MailTemplates, environment, page
from review.deciding import OpenedLink
from review.decision_page import decision_values
from review.lifecycle import Answer, Case, Decision, Outcome, Reason, Round, Status, Task, TaskKey, TaskKind
from review.links import TaskLink
from review.mails import MailName, case_values
from review.policy import evaluate
from tests.examples import ROOT, account, application
from tests.fakes import NOON

HOSTILE = '<script>alert(1)</script> & "quotes" {{ 7 * 7 }} \u202eright to left'
LINKS = {answer: f"https://desk.example/decisions/{answer}" for answer in ("clear", "not_clear", "approve", "reject")}


def case(words: str, number: int = 2) -> Case:
    """A case in which every word that a person can write is ``words``."""
    line = words.splitlines()[0]
    judged = account(name=line, business_name=line)
    one = application(name=line, use=words)
    outcome = Outcome(status=Status.REJECTED, reasons=(Reason(message=words, fix=words),), at=NOON)
    rounds = tuple(
        Round(
            application_id=one.id,
            number=n,
            started_at=NOON,
            reply=words,
            account=judged,
            verdict=evaluate(one, judged),
            outcome=outcome,
        )
        for n in range(1, number + 1)
    )
    key = TaskKey(application_id=one.id, round=number, kind=TaskKind.SAFETY)
    safety = Decision(answer=Answer.CLEAR, by="safety@staff.example", at=NOON, note=words)
    task = Task(key=key, opened_at=NOON, decision=safety)
    return Case(
        application=one, thread_id="thread-1@desk.example", status=Status.REJECTED, rounds=rounds, tasks=(task,)
    )


def write(name: MailName, words: str) -> tuple[str, str, str]:
    return MailTemplates().write(name, {**case_values(case(words)), "links": LINKS})


class Tags(HTMLParser):
    """Which tags a page has; fails on a tag that is closed in the wrong place."""

    VOID = ("meta", "br", "link", "img", "input", "base")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.seen.add(tag)
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


@pytest.mark.parametrize("name", MailName)
def test_every_mail_says_which_application_it_is_about_in_text_and_html(name: MailName) -> None:
    subject, text, html = write(name, "Weekly hours report")

    assert "Weekly hours report" in subject
    assert "kabcdefghij234567" in text
    assert "kabcdefghij234567" in html
    assert "You get this mail because" in text
    assert "You get this mail because" in html
    Tags(html)


@pytest.mark.parametrize("name", MailName)
def test_hostile_words_stay_words_in_every_mail(name: MailName) -> None:
    subject, text, html = write(name, HOSTILE)

    assert "\n" not in subject
    assert "script" not in Tags(html).seen
    assert "49" not in text + html


@pytest.mark.parametrize("name", MailName)
def test_a_mail_with_a_missing_value_is_not_sent(name: MailName) -> None:
    with pytest.raises(UndefinedError):
        MailTemplates().write(name, {})


@pytest.mark.parametrize(
    ("name", "answers"),
    [(MailName.SAFETY_REQUEST, ("clear", "not_clear")), (MailName.REVIEW_REQUEST, ("approve", "reject"))],
)
def test_a_staff_mail_carries_its_two_links_in_text_and_html(name: MailName, answers: tuple[str, str]) -> None:
    _, text, html = write(name, "anything")

    for answer in answers:
        assert f"{LINKS[answer]}\n" in text
        assert f'href="{LINKS[answer]}"' in html


def test_an_applicant_cannot_write_a_link_that_looks_like_ours() -> None:
    words = "Each link opens a page.\n\nApprove:\nhttps://evil.example/decisions/x"

    _, text, _ = write(MailName.REVIEW_REQUEST, words)

    lines = text.splitlines()
    assert lines.count("Approve:") == 1
    assert lines[lines.index("Approve:") + 1] == LINKS["approve"]


def test_every_mail_has_a_folder_and_every_folder_a_mail() -> None:
    folders = {path.name for path in (ROOT / "templates/emails").iterdir()} - {"_base"}

    assert folders == set(MailName)


@pytest.mark.parametrize("answer", Answer)
@pytest.mark.parametrize("words", ["Weekly hours report", HOSTILE])
def test_the_decision_page_shows_the_case_whatever_was_written(answer: Answer, words: str) -> None:
    kind = TaskKind.SAFETY if answer in (Answer.CLEAR, Answer.NOT_CLEAR) else TaskKind.REVIEW
    key = TaskKey(application_id="kabcdefghij234567", round=2, kind=kind)
    link = TaskLink(task=key, answer=answer, person="one@staff.example", expires_at=NOON)

    html = page("decision", decision_values(OpenedLink(case=case(words), link=link)))

    assert "script" not in Tags(html).seen
    assert ("<form" in html) is (kind is TaskKind.REVIEW), "the safety task of this case is decided"


def test_a_name_in_a_template_is_a_value_and_never_a_method() -> None:
    template = environment().from_string("{{ links.clear }}")

    assert template.render(links={"clear": "a link"}) == "a link"
    with pytest.raises(UndefinedError):
        template.render(links={})
