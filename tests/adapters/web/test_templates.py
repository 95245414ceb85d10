import json
import re
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError

from adapters.web import templates
from adapters.web.inline_css import rules_of, with_style
from adapters.web.templates import environment, page, style
from domain.cases.access_tokens import DecisionToken
from domain.cases.any_case import AnyCase
from domain.cases.case import DECISION_TYPES, DecisionType, Round, Status, TaskKind
from domain.cases.inbound_message import Handling, StoredMessage
from domain.cases.staff import StaffMember, StaffRole
from domain.cases.summary import CaseSummary
from domain.console.account_page import OpenedAccount, account_values
from domain.console.failed_reviews import failure_values
from domain.console.pages import shell_values
from domain.console.search import SearchResult, search_values
from domain.decisions.decide import Draft, OpenedTask
from domain.decisions.decision_page import decision_values
from domain.decisions.exception_form import FIELDS, exception_form_values
from domain.inbound_email.quarantine import QuarantinePage
from domain.inbound_email.quarantine_page import quarantine_values, whole_message_values
from domain.model.account import Account, AccountStatus, Grant, Plan
from domain.model.errors import FieldProblem
from domain.notifications.delivery_status import DeliveryReport, DeliveryStatus, OutboxRecord
from domain.notifications.messages import EmailName, OutboxEntry
from domain.operations.unfinished_rounds import Failure, RoundKey
from domain.policy import RuleId
from domain.presentation.case_rows import CaseRow
from tests.e2e.people import open_answer
from tests.examples import account, facts
from tests.fakes import NOON
from tests.templates.reading import Tags
from tests.words import HOSTILE, case, exception, task


@pytest.mark.parametrize(
    ("kind", "answer"), [(kind, answer) for kind, both in DECISION_TYPES.items() for answer in both]
)
@pytest.mark.parametrize("words", ["Weekly hours report", HOSTILE])
def test_the_decision_page_shows_the_case_whatever_was_written(
    kind: TaskKind, answer: DecisionType, words: str
) -> None:
    shown = exception(words) if "exception" in kind else case(words)
    asked = [one for one in shown.tasks if one.key.kind is kind][-1]
    link = DecisionToken(task=asked.key, answer=answer, person="one@staff.example", expires_at=NOON)

    mail = OutboxEntry(name=EmailName.RECEIVED, case_id=asked.key.case_id, round=1, to="avery@client.example")
    mails = (
        OutboxRecord(entry=mail, report=DeliveryReport(status=DeliveryStatus.HARD_BOUNCED, at=NOON, reason=words)),
    )
    opened = OpenedTask(case=shown, token=link, task=asked, emails=mails)
    html = page("decision", {**decision_values(opened), "token": "token"})

    assert "script" not in Tags(without_times(html)).seen
    assert ("<form" in html) is (asked.decision is None)
    assert ("Emails that did not arrive" in html) is (kind is not TaskKind.OWNER)
    if asked.decision is None:
        assert open_answer(html) == answer, "the answer that the link was for"
        assert re.findall(r'name="answer" value="(\w+)"', html) == list(DECISION_TYPES[kind])


def decision_page(case: AnyCase, kind: TaskKind, draft: Draft | None = None) -> str:
    """The page of the last task of a kind, as the link that approves shows it."""
    asked = [one for one in case.tasks if one.key.kind is kind][-1]
    link = DecisionToken(task=asked.key, answer=DECISION_TYPES[kind][0], person="one@staff.example", expires_at=NOON)
    return page("decision", {**decision_values(OpenedTask(case=case, token=link, task=asked), draft), "token": "token"})


def shown_text(html: str) -> str:
    """What a page shows, without its tags."""
    return unescape(re.sub(r"<[^>]+>", "", html))


@pytest.mark.parametrize("kind", [TaskKind.OWNER, TaskKind.SAFETY, TaskKind.REVIEW, TaskKind.EXCEPTION])
def test_direction_marks_and_look_alikes_are_marked_wherever_they_were_written(kind: TaskKind) -> None:
    words = "bill\u202efdp.exe \u0443\u0440work \u0440\u0430\u0443\u0440\u0430l"

    html = decision_page(exception(words) if kind is TaskKind.EXCEPTION else case(words), kind)

    assert "\u202e" not in html
    assert '<mark class="unseen" title="U+202E RIGHT-TO-LEFT OVERRIDE">U+202E</mark>' in html
    assert 'reads like: paypal">' in html
    assert html.count("<mark") > 3


def test_what_a_reviewer_typed_comes_back_as_it_was_typed() -> None:
    typed = "</textarea><b>\u202e \u0440\u0430\u0443\u0440\u0430l"

    html = decision_page(case("Reports"), TaskKind.REVIEW, Draft("reject", typed, (RuleId.USE_STATED,)))

    (field,) = re.findall(r'<textarea id="reject-note"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    assert unescape(field) == typed
    assert re.search(r'name="rule-use_stated" checked', html)
    assert html.count(" checked>") == 1


def test_words_from_the_right_do_not_move_ours() -> None:
    html = decision_page(case("\u05e9\u05dc\u05d5\u05dd"), TaskKind.REVIEW)

    assert "<bdi>\u05e9\u05dc\u05d5\u05dd</bdi>" in html


def test_the_second_review_shows_what_changed_and_nothing_else() -> None:
    shown = case("Reports")
    mended = account(has_photo=True, plan=Plan.BUSINESS, employees=None)
    before = account(has_photo=False, plan=Plan.BUSINESS, employees=7)
    rounds = (shown.rounds[0].model_copy(update={"account": before}), with_account(shown.rounds[1], mended))

    html = decision_page(shown.model_copy(update={"rounds": rounds}), TaskKind.REVIEW)

    changed = html[html.index("What changed since") : html.index("Question to the applicant")]
    assert "Profile photo Removed: None Added: Yes" in " ".join(shown_text(changed.replace("<dd>", " ")).split())
    assert re.search(
        r"<dt>Employees</dt><dd><del><span[^>]*>Removed: </span>7</del> <span class=.quiet.>\(removed\)", changed
    )
    assert "Plan</dt>" not in changed.partition("The policy checks")[0]
    assert "What changed since" not in decision_page(case("Reports", 1), TaskKind.REVIEW)


def with_account(one: Round, looked_up: Account) -> Round:
    return one.model_copy(update={"account": looked_up})


def test_account_facts_say_where_they_come_from() -> None:
    grant = Grant(exception_id="x", granted_by="approver@staff.example", granted_at=NOON, ends_on=NOON.date())
    shown = case("Reports", 1)
    granted = account(standing=AccountStatus(exception=grant))
    rounds = (with_account(shown.rounds[0], granted),)

    text = shown_text(decision_page(shown.model_copy(update={"rounds": rounds}), TaskKind.REVIEW))

    looked_up, _, ours = text.partition("The account\n")[2].partition("Exception")
    assert "500 Example Street" in looked_up and "Granted by" not in looked_up
    assert ours.startswith("Granted by approver@staff.example, until 2 March 2026")
    assert "From the account lookup on 2 March 2026. Exceptions are from our own records." in ours


def test_flags_stand_before_everything_else_and_first_among_the_reasons() -> None:
    html = decision_page(case("Weekly hours report", 1), TaskKind.REVIEW)

    assert html.index(" need review<") < html.index(" checks OK<") < html.index(">The application<")
    reasons = html[html.index(">Reasons<") :]
    assert reasons.index("rule-personal_name") < reasons.index("Other reasons") < reasons.index("rule-profile_photo")


@pytest.mark.parametrize(
    ("status", "tasks", "words"),
    [
        (
            Status.WITHDRAWN,
            ((TaskKind.REVIEW, DecisionType.WITHDRAWN),),
            "withdrew the application. No action needed",
        ),
        (
            Status.IN_REVIEW,
            ((TaskKind.REVIEW, DecisionType.REQUEST_INFO), (TaskKind.INFO_REQUEST, None)),
            "Waiting for the applicant",
        ),
        (
            Status.IN_REVIEW,
            ((TaskKind.SAFETY, DecisionType.CLEAR), (TaskKind.REVIEW, None)),
            "Waiting for the reviewers",
        ),
        (Status.IN_REVIEW, ((TaskKind.SAFETY, DecisionType.CLEAR),), "Keydesk is processing the case"),
        (Status.REJECTED, ((TaskKind.REVIEW, DecisionType.REJECT),), "The applicant can request one re-review"),
    ],
)
def test_a_page_on_which_nothing_can_be_decided_says_who_is_waited_for(
    status: Status, tasks: tuple[tuple[TaskKind, DecisionType | None], ...], words: str
) -> None:
    shown = case("Reports", 1)
    answered = tuple(task(shown.application.id, 1, kind, answer, "") for kind, answer in tasks)

    html = decision_page(shown.model_copy(update={"status": status, "tasks": answered}), tasks[0][0])

    assert words in shown_text(html)
    assert "<form" not in html and "Go to the decision" not in html


def test_the_owner_sees_the_application_and_nothing_of_the_account() -> None:
    shown = case("Weekly hours report")
    asked = next(one for one in shown.tasks if one.key.kind is TaskKind.OWNER)
    link = DecisionToken(task=asked.key, answer=DecisionType.CONFIRM, person="owner@client.example", expires_at=NOON)

    html = page("decision", {**decision_values(OpenedTask(case=shown, token=link, task=asked)), "token": "token"})

    assert "Weekly hours report" in html
    for secret in ("500 Example Street", "Identity verified", "Photo", "Enterprise"):
        assert secret not in html


def test_a_name_in_a_template_is_a_value_and_never_a_method() -> None:
    template = environment().from_string("{{ links.clear }}")

    assert template.render(links={"clear": "a link"}) == "a link"
    with pytest.raises(UndefinedError):
        template.render(links={})


def test_a_later_rule_of_the_mails_stylesheet_wins() -> None:
    rules = [("p", {"margin": "0", "color": "#111111"}), (".quiet", {"color": "#222222"})]

    styled = with_style('<p class="quiet">One</p><br><p>Two {{ words }}</p>', rules)

    assert styled == (
        '<p class="quiet" style="margin: 0; color: #222222">One</p><br>'
        '<p style="margin: 0; color: #111111">Two {{ words }}</p>'
    )


def test_a_class_that_the_mails_stylesheet_has_not_is_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"no \.qiet"):
        with_style('<p class="qiet">', [(".quiet", {})])


@pytest.mark.parametrize("sheet", ["p > a { color: red; }", "@media print { p { color: red; } }", 'p { font: "A"; }'])
def test_a_rule_that_cannot_stand_in_an_attribute_is_refused(sheet: str, tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text(sheet, "utf-8")

    with pytest.raises(ValueError, match=r"style\.css can"):
        rules_of(tmp_path / "style.css")


def console(name: str, values: dict[str, Any]) -> str:
    """A page of the console, as somebody with every role sees it."""
    member = StaffMember(address="one@staff.example", roles=frozenset(StaffRole))
    return page(f"console/{name}", {**values, **shell_values(member, "csrf", "../")})


@pytest.mark.parametrize("words", ["Weekly hours report", HOSTILE])
def test_pages_of_the_console_show_what_was_written_as_text(words: str) -> None:
    line = words[:60]
    brief = CaseSummary(title=line, account_id="acct-1", people=(line,), round=1, waits_since=NOON)
    lines = tuple(
        CaseRow(case_id=f"{kind}{'a' * 16}", submitted_at=NOON, status=Status.IN_REVIEW, summary=brief) for kind in "kx"
    )
    member = StaffMember(address="one@staff.example", roles=frozenset(StaffRole))
    grant = Grant(exception_id="x", granted_by=line, granted_at=NOON, ends_on=NOON.date())
    known = facts(name=line, business_name=line)
    opened = OpenedAccount("acct-1", known, False, AccountStatus(exception=grant), lines, NOON.date())
    mail = StoredMessage(
        **{"receipt": "receipt-1", "case_id": "", "received_at": NOON, "from_address": line, "subject": line},
        **{"text": words, "handling": Handling.QUARANTINED, "why": words},
    )
    failure = Failure(key=RoundKey(case_id="k" + "a" * 16), failure=words, brief=brief, since=NOON)
    unsendable = OutboxRecord(
        entry=OutboxEntry(name=EmailName.RECEIVED, case_id="k" + "a" * 16, to=line),
        report=DeliveryReport(status=DeliveryStatus.CANNOT_BE_SENT, at=NOON, reason=words),
    )
    typed = dict.fromkeys(FIELDS, words)
    problems = [FieldProblem(pointer, words) for pointer in FIELDS.values()]

    pages = [
        console("search", search_values(words, SearchResult(lines, (), is_all=False), member)),
        console("account", account_values(opened, member)),
        console("exceptions", exception_form_values(lines, member, words, typed, problems)),
        console("exceptions", exception_form_values((), member, words, typed, [FieldProblem("", words)])),
        console("held", quarantine_values(QuarantinePage((mail,), Counter()), line, "held", "receipt-1", problems)),
        console("failed", failure_values((failure,), (unsendable,), restarted=words)),
        console("problem", {"title": words, "detail": words, "problems": [words]}),
    ]

    for html in pages:
        assert "script" not in Tags(without_times(html)).seen
        assert words.partition(" ")[0] in unescape(html)


def without_times(html: str) -> str:
    """A page without the one script that stands in each."""
    times = f"<script>{templates.script('times')}</script>"
    assert html.count(times) == 1
    return html.replace(times, "")


def test_what_was_typed_in_the_form_of_an_exception_comes_back_as_typed() -> None:
    typed = '</textarea><b>"\u202e \u0440\u0430\u0443\u0440\u0430l'
    member = StaffMember(address="one@staff.example", roles=frozenset(StaffRole))

    html = console("exceptions", exception_form_values((), member, "key", dict.fromkeys(FIELDS, typed)))

    areas = re.findall(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)
    inputs = re.findall(r'<input id="\w+" name="\w+" value="([^"]*)"', html)
    assert [unescape(one) for one in (*areas, *inputs)] == [typed] * len(FIELDS)


def held(text: str) -> str:
    """The page of a quarantined message, shown whole."""
    message = StoredMessage(
        **{"receipt": "receipt-1", "case_id": "", "received_at": NOON, "from_address": "x@client.example"},
        **{"subject": "Hello", "text": text, "handling": Handling.QUARANTINED},
    )
    return console("held", whole_message_values(message, "one@staff.example", "held"))


@pytest.mark.parametrize(("text", "is_tall"), [("a\n" * 2_000, True), ("word " * 800, True), ("a\n" * 20, False)])
def test_long_text_scrolls_by_itself_so_that_no_page_is_endless(text: str, is_tall: bool) -> None:
    assert ('<span class="tall" tabindex="0"' in held(text)) is is_tall
    assert re.search(r"\.tall \{[^}]*max-height[^}]*overflow-y: auto", style())


def test_page_that_is_too_large_is_written_again_with_less_of_each_text(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "word " * 500
    assert "more characters</mark>" not in held(text)

    monkeypatch.setattr(templates, "LARGEST_PAGE", len(json.dumps(held(text))) - 1)

    assert "<mark>1,499 more characters</mark>" in held(text.strip())
