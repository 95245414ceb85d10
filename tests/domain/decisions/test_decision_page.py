import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest

from adapters.web.templates import page
from domain.cases.access_tokens import DecisionToken
from domain.cases.case import Decision, DecisionType, TaskKey, TaskKind
from domain.decisions.decide import Draft, OpenedTask
from domain.decisions.decision_page import decision_values, facts_values
from domain.decisions.email_preview import EmailPreview
from domain.decisions.saved_replies import SavedReply
from domain.model.account import AccountMember, AccountStatus, Grant, MemberRole
from domain.model.errors import FieldProblem
from domain.policy import Finding, Result, RuleId, evaluate, load_policy
from tests.examples import account, application, request_data
from tests.fakes import NOON, FakeKeydesk
from tests.words import case as rejected_case
from tests.words import exception

ONE, TWO = "one@staff.example", "two@staff.example"
REPLY = SavedReply(id="reply-1", title="No website", text="Where is it?", by=ONE)
DRAFT = Draft("ask", "Who sees it?", (RuleId.PROFILE_PHOTO,))
PREVIEW = EmailPreview(
    to=("avery@client.example",), subject="A question", text="Who sees it?", html="<p>Who sees it?</p>"
)


class Review:
    """Both reviewers are asked about an application of an account in order."""

    def __init__(self, **data: Any) -> None:
        self.desk = FakeKeydesk()
        self.id = self.desk.submit(request_data(**data)).id
        member = AccountMember(name="Avery Example", email="avery@client.example", role=MemberRole.ADMIN)
        self.desk.cases.set_round(self.id, 1, account=account(email="holder@client.example", members=(member,)))
        self.key = TaskKey(case_id=self.id, round=1, kind=TaskKind.REVIEW)
        self.desk.notifier.request_decision(self.key, (ONE, TWO))

    def opened(self, person: str = ONE, kind: TaskKind = TaskKind.REVIEW) -> OpenedTask:
        key, expires_at = self.key.model_copy(update={"kind": kind}), NOON + timedelta(days=1)
        token = DecisionToken(task=key, answer=DecisionType.REJECT, person=person, expires_at=expires_at)
        case = self.desk.cases.get_case(self.id)
        task = next(task for task in case.tasks if task.key == key)
        return OpenedTask(case, token, task, self.desk.outbox_store.list_entries(self.id))


@pytest.fixture
def review() -> Review:
    return Review()


def shown(opened: OpenedTask, *others: object) -> str:
    """The whole page, its times as text; a value that its templates lack would fail."""
    html = page("decision", {**decision_values(opened, *others), "token": "token"})  # type: ignore[arg-type]
    return re.sub(r"</?time[^>]*>", "", html)


def text_of(html: str) -> str:
    """What a page shows, in one line, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_page_has_the_decision_of_the_link_chosen_and_nothing_written(review: Review) -> None:
    values = decision_values(review.opened(), replies=(REPLY,))

    assert (values["kind"], values["person"], values["chosen"]) == ("review", ONE, "reject")
    assert (values["note"], values["problem"], values["preview"], values["decided"]) == ("", "", None, None)
    assert [(answer["name"], answer["brings_mail"]) for answer in values["answers"]] == [
        (name, True) for name in ("approve", "reject", "ask")
    ]
    assert [reply["title"] for reply in values["replies"]] == ["No website"]
    assert values["answer_by"] is None, "the staff have as long as they need"
    assert values["now"].startswith("Waiting for the reviewers")
    assert "Approve this application?" in shown(review.opened())


def test_draft_stays_with_its_problem_or_the_email_that_it_would_send(review: Review) -> None:
    values = decision_values(review.opened(), DRAFT, [FieldProblem("/note", "Say why.")], PREVIEW)

    assert (values["chosen"], values["note"], values["problem"]) == ("ask", "Who sees it?", "Say why.")
    assert values["preview"] == {"to": ["avery@client.example"], "subject": "A question", "text": "Who sees it?"}
    assert [reason["rule"] for reason in values["reasons_to_choose"] if reason["is_chosen"]] == ["profile_photo"]
    assert values["email_html"] == PREVIEW.html
    html = shown(review.opened(), DRAFT, None, PREVIEW)
    assert "A question" in html
    assert 'srcdoc="&lt;p&gt;Who sees it?&lt;/p&gt;"' in html


def test_reasons_to_choose_have_the_policys_words(review: Review) -> None:
    policy = load_policy()

    reasons = decision_values(review.opened())["reasons_to_choose"]

    assert {reason["rule"]: (reason["title"], reason["message"], reason["fix"]) for reason in reasons} == {
        str(rule): (policy.rules[rule].title, text.message, text.fix) for rule, text in policy.judged.items()
    }


def test_flagged_rules_come_first_and_chosen_with_what_they_found(review: Review) -> None:
    rule = [*load_policy().judged][-1]
    flag = Finding(rule=rule, case="", result=Result.FLAG, saw="a word", message="", fix="")
    verdict = evaluate(review.desk.cases.get_case(review.id).application, account())
    others = [finding for finding in verdict.findings if finding.rule != rule and finding.result is Result.PASS]
    verdict = verdict.model_copy(update={"findings": (*others, flag)})
    review.desk.cases.set_round(review.id, 1, verdict=verdict)

    first, *rest = decision_values(review.opened())["reasons_to_choose"]

    assert (first["rule"], first["saw"], first["is_flagged"], first["is_chosen"]) == (str(rule), "a word", True, True)
    assert {(reason["saw"], reason["is_flagged"], reason["is_chosen"]) for reason in rest} == {("", False, False)}
    unticked = decision_values(review.opened(), Draft("reject", "The website is down."))["reasons_to_choose"]
    assert not any(reason["is_chosen"] for reason in unticked), "what a reviewer unticks stays so"


def test_only_reviewers_choose_reasons_and_saved_replies(review: Review) -> None:
    review.desk.notifier.request_decision(
        review.key.model_copy(update={"kind": TaskKind.SAFETY}), ("safety@staff.example",)
    )

    values = decision_values(review.opened("safety@staff.example", TaskKind.SAFETY), replies=(REPLY,))

    assert (values["kind"], values["reasons_to_choose"], values["replies"]) == ("safety", [], [])
    assert [answer["name"] for answer in values["answers"]] == ["clear", "not_clear"]


@pytest.mark.parametrize(
    ("answer", "words", "look"),
    [
        (DecisionType.APPROVE, "approved", "good"),
        (DecisionType.REJECT, "rejected", "bad"),
        (DecisionType.WITHDRAWN, "withdrawn", "doubt"),
    ],
)
def test_decided_task_shows_the_decision(review: Review, answer: DecisionType, words: str, look: str) -> None:
    decision = Decision(answer=answer, by=TWO, at=NOON, note="No website.", rules=(RuleId.PROFILE_PHOTO,))
    review.desk.cases.decide(review.key, decision)

    assert decision_values(review.opened())["decided"] == {
        "answer": str(answer),
        "words": words,
        "look": look,
        "by": TWO,
        "at": NOON,
        "rules": [load_policy().rules[RuleId.PROFILE_PHOTO].title],
        "note": "No website.",
        "by_you": False,
    }
    assert decision_values(review.opened(TWO))["decided"]["by_you"]
    assert TWO in shown(review.opened())


def test_question_has_its_text_and_its_last_day(review: Review) -> None:
    asked = Decision(answer=DecisionType.REQUEST_INFO, by=ONE, at=NOON, note="Who sees it?")
    review.desk.cases.decide(review.key, asked)
    review.desk.notifier.request_decision(review.key.model_copy(update={"kind": TaskKind.INFO_REQUEST}), (), days=14)

    question = review.desk.cases.get_case(review.id).task(TaskKind.INFO_REQUEST, 1)
    assert question and (question.answer_by, question.opened_at) == (NOON + timedelta(days=14), NOON)
    assert review.desk.templates.written[-1]["question"] == "Who sees it?"


def test_links_of_a_task_lead_to_the_decision_page(review: Review) -> None:
    links = review.desk.templates.written[0]["links"]

    assert set(links) == {"approve", "reject", "ask"}
    assert all(url.startswith("https://desk.example/decisions/") for url in links.values())


def test_facts_are_shown_by_their_source(review: Review) -> None:
    values = facts_values(review.desk.cases.get_case(review.id), (), ())

    assert (values["said"]["Project"], values["use"]) == ("Weekly hours report", request_data()["project"]["use"])
    assert values["website"] == {"url": "https://analytics.client.example", "other_form": ""}
    assert values["looked_up"]["Registered name"] == "Avery Example"
    assert (values["looked_up_on"], values["own_records"], values["changed"]) == (NOON.date(), {}, [])
    assert (values["kind"], values["mail_problems"]) == ("review", [])


def test_second_review_shows_what_changed() -> None:
    case = rejected_case("Words.")
    facts = ({"has_photo": False, "name": "Before"}, {"has_photo": True, "name": "Now"})
    rounds = []
    for days, stored in enumerate(case.rounds):
        ends_on = NOON.date() + timedelta(days=days)
        grant = Grant(exception_id="x", granted_by="approver@staff.example", granted_at=NOON, ends_on=ends_on)
        judged = application(request_data(requests_per_hour=200 + 100 * days))
        known = account(**facts[days], standing=AccountStatus(exception=grant))
        changes = {"request": judged.request, "account": known, "verdict": evaluate(judged, known)}
        rounds.append(stored.model_copy(update=changes))

    values = facts_values(case.model_copy(update={"rounds": tuple(rounds)}), (), ())

    grants = tuple(f"Granted by approver@staff.example, until {day} March 2026" for day in (2, 3))
    assert values["own_records"] == {"Exception": grants[1]}
    shown = {
        changed["title"]: {fact["name"]: (fact["before"], fact["after"]) for fact in changed["facts"]}
        for changed in values["changed"]
    }
    assert [*shown] == ["The application", "The account", "Our own records", "The policy checks"]
    assert shown["The application"] == {
        "Expected usage": (
            "200 requests per hour, 8 hours a day: 1,600 requests per day (limit 40,000)",
            "300 requests per hour, 8 hours a day: 2,400 requests per day (limit 40,000)",
        )
    }
    assert shown["The account"] == {"Registered name": ("Before", "Now"), "Profile photo": ("None", "Yes")}
    assert shown["Our own records"] == {"Exception": grants}
    photo = load_policy().rules[RuleId.PROFILE_PHOTO].title
    assert [words.partition(":")[0] for words in shown["The policy checks"][photo]] == ["Fix", "OK"]


def test_exception_shows_the_account_as_it_was_filed() -> None:
    values = facts_values(exception("Words."), (), ())

    assert (values["kind"], values["said"], values["own_records"], values["changed"]) == ("exception", {}, {}, [])
    assert (values["looked_up"]["Registered name"], values["looked_up_on"]) == ("Words.", NOON)


@pytest.mark.parametrize(("customer_since", "months"), [(date(2025, 12, 3), "2"), (date(2025, 12, 2), "3")])
def test_exception_shows_facts_on_record_beside_those_filed(customer_since: date, months: str) -> None:
    filed = exception("Words.")
    known = filed.account.model_copy(update={"customer_since": customer_since, "reputation": 1.5})

    criteria = facts_values(filed.model_copy(update={"account": known}), (), ())["criteria"]

    by_name = {criterion["name"]: criterion for criterion in criteria}
    on_record = [by_name[name]["on_record"] for name in ("Tenure (months)", "Reputation (0 to 5)", "Employees")]
    assert on_record == [months, "1.5", ""]
    assert by_name["How the API will be used"]["filed"] == "Words."
    assert {"What the company does", "Trust & Safety check"} <= set(by_name)


def test_page_says_who_has_the_case_and_since_when(review: Review) -> None:
    assert "Assigned to" not in shown(review.opened())
    review.desk.cases.assign(review.key, TWO, NOON)

    assert f"Assigned to <strong>{TWO}</strong> since 2 March 2026, 12:00 UTC." in shown(review.opened())
    assert f"Assigned to <strong>you</strong> ({TWO}) since 2 March 2026, 12:00 UTC." in shown(review.opened(TWO))

    review.desk.cases.decide(review.key, Decision(answer=DecisionType.APPROVE, by=TWO, at=NOON))
    assert "Assigned to" not in shown(review.opened())


def test_page_names_the_version_of_the_policy_of_each_round() -> None:
    words = page("decision/second_round", facts_values(rejected_case("Words."), (), ()))

    assert f"Checked against policy version {load_policy().version}" in words


def test_page_says_when_the_policy_was_checked(review: Review) -> None:
    verdict = evaluate(application(), account())
    assert "policy version" not in shown(review.opened())
    review.desk.cases.set_round(review.id, 1, verdict=verdict, judged_at=NOON)

    assert f"Checked against policy version {verdict.policy_version} on 2 March 2026, 12:00 UTC." in shown(
        review.opened()
    )


def test_findings_never_address_the_applicant(review: Review) -> None:
    data = request_data()
    data["applicant"]["role"] = "team_member"
    member = AccountMember(name="Robin Example", email="robin@client.example", role=MemberRole.ADMIN)
    verdict = evaluate(application(data), account(members=(member,)))
    (found,) = (finding for finding in verdict.findings if finding.case == "not_a_member")
    review.desk.cases.set_round(review.id, 1, verdict=verdict)

    assert f"The applicant isn't a member of this account: {found.saw}." in text_of(shown(review.opened()))
    stored = found.model_copy(update={"case": ""})  # as before the case was recorded
    assert load_policy().staff_message(stored) == found.message


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (DecisionType.APPROVE, "We email the outcome to avery@client.example."),
        (DecisionType.REJECT, "with what to fix and how to ask for the one re-review."),
        (DecisionType.REQUEST_INFO, "We email the question to avery@client.example."),
    ],
)
def test_decided_page_says_who_is_told_and_leads_to_the_queue(review: Review, answer: DecisionType, told: str) -> None:
    review.desk.cases.decide(review.key, Decision(answer=answer, by=ONE, at=NOON, note="Words."))

    html = shown(review.opened())

    assert told in text_of(html)
    assert 'href="../console?kind=review"' in html


def test_task_that_a_withdrawal_closed_does_not_say_that_only_colleagues_are_told(review: Review) -> None:
    review.desk.cases.decide(review.key, Decision(answer=DecisionType.WITHDRAWN, by=ONE, at=NOON))

    assert "are told" not in text_of(shown(review.opened()))


def test_cleared_account_is_told_to_nobody_outside(review: Review) -> None:
    key = review.key.model_copy(update={"kind": TaskKind.SAFETY})
    review.desk.notifier.request_decision(key, (ONE,))
    review.desk.cases.decide(key, Decision(answer=DecisionType.CLEAR, by=ONE, at=NOON))

    opened = review.opened(kind=TaskKind.SAFETY)

    assert decision_values(opened)["told"] == []
    assert "Only colleagues who were asked are told." in text_of(shown(opened))


def test_owner_reads_who_applied_and_is_led_to_no_console() -> None:
    review = Review(owner={"name": "Robin Example", "email": "owner@client.example", "agreed": True})
    key = review.key.model_copy(update={"kind": TaskKind.OWNER})
    review.desk.notifier.request_decision(key, ("owner@client.example",), days=7)
    asked = review.opened("owner@client.example", TaskKind.OWNER)

    assert "Avery Example (avery@client.example) applied for an API key" in text_of(shown(asked))
    review.desk.cases.decide(key, Decision(answer=DecisionType.CONFIRM, by="owner@client.example", at=NOON))
    html = shown(review.opened("owner@client.example", TaskKind.OWNER))
    assert "You agreed to own this API key" in html and "you don't need to do anything" in text_of(html)
    assert "/console" not in html


def review_page(number: int, **project: Any) -> str:
    """The page that asks a reviewer, in a round of an application."""
    case = rejected_case("Reports", number)
    request = application(**project).request
    changed = case.application.model_copy(update={"request": request})
    task = case.tasks[-1]
    token = DecisionToken(task=task.key, answer=DecisionType.REJECT, person=ONE, expires_at=NOON)
    return shown(OpenedTask(case.model_copy(update={"application": changed}), token, task))


def test_rejection_says_whether_it_is_for_good() -> None:
    first, last = review_page(1), review_page(2)

    assert ">Reject</button>" in first and "ask for one re-review" in text_of(first)
    assert ">Reject for good</button>" in last and "can't ask for another re-review" in text_of(last)


def test_reasons_to_choose_mark_what_the_applicant_will_read() -> None:
    text = text_of(review_page(1))
    judged = load_policy().judged[RuleId.PROFILE_PHOTO]

    assert f"The applicant will read: {judged.message} {judged.fix}" in text


def test_website_is_a_link_that_gives_nothing_away() -> None:
    html = review_page(1, website="https://client.example/app?a=1&b=2")

    (link,) = re.findall(r"<a [^>]*target=[^>]*>", html)
    assert 'href="https://client.example/app?a=1&amp;b=2"' in link
    assert 'rel="noopener noreferrer"' in link and 'referrerpolicy="no-referrer"' in link
    assert "(opens another site)" in html


def test_website_that_looks_like_another_shows_where_it_leads() -> None:
    html = review_page(1, website="https://\u0440\u0430\u0443\u0440\u0430l.example")

    assert 'href="https://xn--l-7sba6dbr.example"' in html
    assert "also written xn--l-7sba6dbr.example" in html
    assert 'reads like: paypal">' in html


def test_website_that_is_no_web_address_is_no_link() -> None:
    html = review_page(1, website="javascript:alert(document.domain)")

    assert "javascript:alert(document.domain)" in html
    assert "target=" not in html and 'href="javascript' not in html


def test_re_review_marks_the_changed_words() -> None:
    case = rejected_case("We show the hours to our clients.")
    request = application(use="We show the hours to our payroll team.").request
    rounds = (case.rounds[0].model_copy(update={"request": case.application.request}), case.rounds[1])
    revised = case.rounds[1].model_copy(update={"request": request})

    values = facts_values(case.model_copy(update={"rounds": (rounds[0], revised)}), (), ())
    text = text_of(page("decision/second_round", values))

    assert "We show the hours to our Removed: clients. Added: payroll team." in text
