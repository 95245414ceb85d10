from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import UndefinedError

from adapters.templates import MailTemplates, environment, page
from review.account import Grant
from review.deciding import OpenedLink
from review.decision_page import decision_values
from review.exceptions import ExceptionCase, ExceptionOutcome, ExceptionStatus, parse_exception
from review.lifecycle import ANSWERS, Answer, Case, Decision, Outcome, Reason, Round, Status, Task, TaskKey, TaskKind
from review.links import TaskLink
from review.mail_reports import Fate, MailReport
from review.mails import REQUEST_OF, Mail, MailName
from review.policy import evaluate
from review.showing import values_of
from tests.examples import ROOT, account, application, exception_data, facts, request_data
from tests.fakes import NOON

HOSTILE = '<script>alert(1)</script> & "quotes" {{ 7 * 7 }} \u202eright to left'
LINKS = {str(answer): f"https://desk.example/decisions/{answer}" for answer in Answer}
# What the mails to holders get besides, whose applications are no cases yet.
HOLDER = {"url": "https://desk.example/confirm/token", "expires_at": NOON, "answer_by": NOON, "links": LINKS}
# What the mails of the reminders and of held mail get besides.
CHASING = {"kind": "review", "asked_at": NOON, "days_open": 14, "days_waiting": 60, "people": ["one@staff.example"]}
HELD = {"count": 2, "oldest": NOON}
EXCEPTIONS = [name for name in MailName if name.startswith("exception_")]


def case(words: str, number: int = 2) -> Case:
    """A case in which every word that a person can write is ``words``."""
    line = words.splitlines()[0]
    judged = account(name=line, business_name=line)
    data = request_data(owner={"name": line, "email": "owner@client.example", "agreed": True})
    one = application(data, name=line, use=words, theme_colours=["#14a800"])
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
    tasks = (
        task(one.id, number, TaskKind.SAFETY, Answer.CLEAR, words),
        task(one.id, 1, TaskKind.OWNER, Answer.DECLINE, words),
        task(one.id, number, TaskKind.REVIEW, None, words),
    )
    return Case(application=one, thread_id="thread-1@desk.example", status=Status.REJECTED, rounds=rounds, tasks=tasks)


def task(case_id: str, number: int, kind: TaskKind, answer: Answer | None, note: str) -> Task:
    decision = Decision(answer=answer, by="someone@staff.example", at=NOON, note=note) if answer else None
    return Task(key=TaskKey(case_id=case_id, round=number, kind=kind), opened_at=NOON, decision=decision)


def exception(words: str) -> ExceptionCase:
    """An exception in which every word that a person can write is ``words``."""
    line = words.splitlines()[0]
    data = exception_data(api_use=words, company_does=words, safety_check=words)
    data["account_manager"]["name"] = line
    grant = Grant(exception_id="x", granted_by="approver@staff.example", granted_at=NOON, ends_on=NOON.date())
    return ExceptionCase(
        id="xabcdefghij234567",
        thread_id="thread-2@desk.example",
        filed_at=NOON,
        request=parse_exception(data),
        account=facts(name=line),
        outcome=ExceptionOutcome(status=ExceptionStatus.GRANTED, at=NOON, reason=words, grant=grant),
        tasks=(
            task("xabcdefghij234567", 1, TaskKind.EXCEPTION_SAFETY, Answer.CLEAR, words),
            task("xabcdefghij234567", 1, TaskKind.EXCEPTION, None, words),
        ),
    )


def write(name: MailName, words: str) -> tuple[str, str, str]:
    shown = values_of(exception(words) if name in EXCEPTIONS else case(words))
    status = {"status_url": "https://desk.example/status/token", "question": words}
    values = {**shown, **HOLDER, **CHASING, **HELD, **status, "to": "somebody@client.example"}
    values["account_name"] = words.splitlines()[0]
    return MailTemplates().write(name, values)


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


@pytest.mark.parametrize("name", [name for name in MailName if name not in (MailName.APPLY_LINK, MailName.HELD_MAIL)])
def test_every_mail_says_which_case_it_is_about_in_text_and_html(name: MailName) -> None:
    subject, text, html = write(name, "Weekly hours report")

    case_id = "xabcdefghij234567" if name in EXCEPTIONS else "kabcdefghij234567"
    assert "Weekly hours report" in subject or "acct-" in subject
    assert case_id in text
    assert case_id in html
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
    [(name, ANSWERS[kind]) for kind, name in REQUEST_OF.items()],
)
def test_a_mail_that_asks_carries_its_links_in_text_and_html(name: MailName, answers: tuple[str, str]) -> None:
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


@pytest.mark.parametrize(("kind", "answer"), [(kind, answer) for kind, both in ANSWERS.items() for answer in both])
@pytest.mark.parametrize("words", ["Weekly hours report", HOSTILE])
def test_the_decision_page_shows_the_case_whatever_was_written(kind: TaskKind, answer: Answer, words: str) -> None:
    shown = exception(words) if "exception" in kind else case(words)
    asked = next(one for one in shown.tasks if one.key.kind is kind)
    link = TaskLink(task=asked.key, answer=answer, person="one@staff.example", expires_at=NOON)

    mail = Mail(name=MailName.RECEIVED, case_id=asked.key.case_id, round=1, to="avery@client.example")
    reports = ((mail, MailReport(fate=Fate.BOUNCED, at=NOON, reason=words)),)
    html = page("decision", decision_values(OpenedLink(case=shown, link=link, task=asked, reports=reports)))

    assert "script" not in Tags(html).seen
    assert ("<form" in html) is (asked.decision is None)
    assert ("Mail that did not arrive" in html) is (kind is not TaskKind.OWNER)


def test_the_owner_sees_the_application_and_nothing_of_the_account() -> None:
    shown = case("Weekly hours report")
    asked = next(one for one in shown.tasks if one.key.kind is TaskKind.OWNER)
    link = TaskLink(task=asked.key, answer=Answer.CONFIRM, person="owner@client.example", expires_at=NOON)

    html = page("decision", decision_values(OpenedLink(case=shown, link=link, task=asked)))

    assert "Weekly hours report" in html
    for secret in ("500 Example Street", "Identity verified", "Photo", "Enterprise"):
        assert secret not in html


def test_a_name_in_a_template_is_a_value_and_never_a_method() -> None:
    template = environment().from_string("{{ links.clear }}")

    assert template.render(links={"clear": "a link"}) == "a link"
    with pytest.raises(UndefinedError):
        template.render(links={})
