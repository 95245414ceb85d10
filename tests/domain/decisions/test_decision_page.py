from datetime import date, timedelta

import pytest

from adapters.web.templates import page
from domain.cases.access_tokens import DecisionToken
from domain.cases.case import Decision, DecisionType, Outcome, Status, TaskKey, TaskKind
from domain.cases.exception import ExceptionCase
from domain.console.case_actions import OpenedCase
from domain.console.pages import MINE, console_case_values, first_kind, queue_values, shell_values
from domain.decisions.decide import Draft, OpenedTask, opened_task
from domain.decisions.decision_page import decision_values, facts_values
from domain.decisions.email_preview import Preview
from domain.decisions.saved_replies import SavedReply
from domain.model.account import AccountStatus, Grant
from domain.model.errors import FieldProblem
from domain.policy import Finding, Result, RuleId, evaluate, load_policy
from domain.presentation.labels import TASK_LABELS
from tests.examples import account, application, request_data
from tests.fakes import NOON, FakeKeydesk
from tests.words import case as rejected_case
from tests.words import exception

ONE, TWO = "one@staff.example", "two@staff.example"
REPLY = SavedReply(id="reply-1", title="No website", text="Where is it?", by=ONE)


class Review:
    """The reviewers are asked about an application of an account in order."""

    def __init__(self) -> None:
        self.desk = FakeKeydesk()
        self.id = self.desk.submit(request_data()).id
        self.desk.cases.set_round(self.id, 1, account=account(email="holder@client.example"))
        self.key = TaskKey(case_id=self.id, round=1, kind=TaskKind.REVIEW)
        self.desk.notifier.request_decision(self.key, (ONE, TWO))

    def opened(self, person: str = ONE) -> OpenedTask:
        link = DecisionToken(
            task=self.key, answer=DecisionType.REJECT, person=person, expires_at=NOON + timedelta(days=1)
        )
        return opened_by(self.desk, link)


def opened_by(desk: FakeKeydesk, link: DecisionToken) -> OpenedTask:
    """What a link shows, whoever holds it."""
    case_id = link.task.case_id
    return opened_task(desk.cases.get_case(case_id), link, desk.outbox_store.list_entries(case_id))


@pytest.fixture
def review() -> Review:
    return Review()


def shown(opened: OpenedTask, *others: object) -> str:
    """The whole page; a value that its templates lack would fail."""
    return page("decision", {**decision_values(opened, *others), "token": "token"})  # type: ignore[arg-type]


def test_the_page_asks_with_the_links_answer_chosen_and_nothing_written(review: Review) -> None:
    values = decision_values(review.opened(), replies=(REPLY,))

    assert (values["kind"], values["person"], values["chosen"]) == ("review", ONE, "reject")
    assert (values["note"], values["problem"], values["preview"], values["decided"]) == ("", "", None, None)
    assert [one["name"] for one in values["answers"]] == ["approve", "reject", "ask"]
    assert all(one["brings_mail"] for one in values["answers"])
    assert [one["title"] for one in values["replies"]] == ["No website"]
    assert values["answer_by"] is None, "the staff have as long as they need"
    assert values["now"].startswith("The case waits for the reviewers")
    assert "Approve this application?" in shown(review.opened())


def test_what_was_typed_stays_with_what_is_wrong_with_it_or_the_mail_that_it_brings(review: Review) -> None:
    draft = Draft("ask", "Who sees it?", (RuleId.PROFILE_PHOTO,))
    preview = Preview(to=("avery@client.example",), subject="A question", text="Who sees it?")

    values = decision_values(review.opened(), draft, [FieldProblem("/note", "Say why.")], preview)

    assert (values["chosen"], values["note"], values["problem"]) == ("ask", "Who sees it?", "Say why.")
    assert values["preview"] == {"to": ["avery@client.example"], "subject": "A question", "text": "Who sees it?"}
    assert [one["rule"] for one in values["reasons_to_choose"] if one["is_chosen"]] == ["profile_photo"]
    assert "A question" in shown(review.opened(), draft, None, preview)


def test_the_reasons_to_choose_are_the_policys(review: Review) -> None:
    judged = load_policy().judged

    values = decision_values(review.opened())

    told = {one["rule"]: (one["title"], one["message"], one["fix"]) for one in values["reasons_to_choose"]}
    rules = load_policy().rules
    assert told == {str(rule): (rules[rule].title, text.message, text.fix) for rule, text in judged.items()}


@pytest.mark.parametrize(
    ("answer", "words", "look"),
    [
        (DecisionType.APPROVE, "approved", "good"),
        (DecisionType.REJECT, "rejected", "bad"),
        (DecisionType.WITHDRAWN, "withdrawn", "doubt"),
    ],
)
def test_an_answered_question_says_how_by_whom_and_why(
    review: Review, answer: DecisionType, words: str, look: str
) -> None:
    decision = Decision(answer=answer, by=TWO, at=NOON, note="No website.", rules=(RuleId.PROFILE_PHOTO,))
    review.desk.cases.decide(review.key, decision)

    decided = decision_values(review.opened())["decided"]

    assert decided == {
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


def test_the_facts_say_where_they_come_from(review: Review) -> None:
    values = facts_values(review.desk.cases.get_case(review.id), ())

    assert values["said"]["Project"] == "Weekly hours report"
    assert values["looked_up"]["Registered name"] == "Avery Example"
    assert (values["looked_up_on"], values["of_the_desk"], values["changed"]) == (NOON.date(), {}, [])
    assert (values["kind"], values["mail_problems"]) == ("review", [])


def test_the_second_review_shows_what_changed() -> None:
    case = rejected_case("Words.")
    first, second = case.rounds
    day = NOON.date()
    grants = [
        Grant(exception_id="x", granted_by="approver@staff.example", granted_at=NOON, ends_on=ends_on)
        for ends_on in (day, day + timedelta(days=1))
    ]
    facts = ({"has_photo": False, "name": "Before"}, {"has_photo": True, "name": "Now"})
    known = [account(**one, standing=AccountStatus(exception=grant)) for one, grant in zip(facts, grants, strict=True)]
    projects = (request_data(), request_data(requests_per_hour=300))
    before, now = (
        one.model_copy(
            update={
                "request": application(data).request,
                "account": about,
                "verdict": evaluate(application(data), about),
            }
        )
        for one, data, about in zip((first, second), projects, known, strict=True)
    )

    values = facts_values(case.model_copy(update={"rounds": (before, now)}), ())

    of_desk = [f"granted by approver@staff.example, until {grant.ends_on.isoformat()}" for grant in grants]
    assert values["of_the_desk"] == {"Exception": of_desk[1]}
    told = {
        one["title"]: {fact["name"]: (fact["before"], fact["after"]) for fact in one["facts"]}
        for one in values["changed"]
    }
    assert [*told] == ["The application", "The account", "The desk's own records", "What the rules say"]
    assert told["The application"] == {
        "Requests": tuple(
            f"{number} an hour, 8 hours a day: {number * 8:,} a day (limit 40,000)" for number in (200, 300)
        )
    }
    assert told["The account"] == {"Registered name": ("Before", "Now"), "Profile photo": ("none", "present")}
    assert told["The desk's own records"] == {"Exception": tuple(of_desk)}
    photo = load_policy().rules[RuleId.PROFILE_PHOTO].title
    assert [one.partition(":")[0] for one in told["What the rules say"][photo]] == ["rejected", "passes"]


def test_an_exception_shows_the_account_as_it_was_filed() -> None:
    filed = exception("Words.")

    values = facts_values(filed, ())

    assert (values["kind"], values["said"], values["of_the_desk"], values["changed"]) == ("exception", {}, {}, [])
    assert values["looked_up"]["Registered name"] == "Words."
    assert values["looked_up_on"] == NOON


def in_console(review: Review, person: str = ONE) -> dict[str, object]:
    member = review.desk.member(person)
    opened = review.desk.case_actions.open(review.id, member)
    values = console_case_values(opened, member, review.desk.staff, (), NOON + timedelta(days=30))
    assert page("console/case", {**values, **shell_values(member, "csrf", "../")})
    return values


def test_the_console_shows_an_open_case_with_its_age_and_question(review: Review) -> None:
    values = in_console(review)

    assert (values["token"], values["can_answer"], values["problem"]) == (review.id, True, "")
    assert (values["standing"], values["question"]) == ("in review", "1 review 1")
    assert "4" in str(values["age"]) and values["look"]
    assert values["assignment"] == {"assignee": "", "is_yours": False, "colleagues": [TWO]}
    assert values["log"]


def test_the_console_shows_who_has_taken_a_case_over(review: Review) -> None:
    review.desk.cases.assign(review.key, "ONE@staff.example")

    assert in_console(review)["assignment"] == {
        "assignee": "ONE@staff.example",
        "is_yours": True,
        "colleagues": [TWO],
    }


def test_a_member_who_is_not_asked_sees_no_form(review: Review) -> None:
    values = in_console(review, "safety@staff.example")

    assert (values["can_answer"], values["assignment"]) == (False, None)


def test_an_ended_case_has_no_age_and_no_question(review: Review) -> None:
    review.desk.cases.decide(review.key, Decision(answer=DecisionType.APPROVE, by=TWO, at=NOON))
    review.desk.cases.conclude(review.desk.cases.get_case(review.id), Outcome(status=Status.APPROVED, at=NOON))

    values = in_console(review)

    assert (values["standing"], values["age"], values["look"], values["question"]) == ("approved", "", "", "")


def test_the_queue_shows_the_members_own_kind_first(review: Review) -> None:
    member = review.desk.member(ONE)
    page_ = review.desk.work_queue.get_page(TaskKind.REVIEW)

    values = queue_values(page_, "review", "4", member, NOON + timedelta(days=30))
    mine = queue_values(page_, MINE, "", member, NOON)

    assert values["tabs"][0]["name"] == "review"
    assert values["tabs"][-1] == {"name": MINE, "title": "Yours", "is_chosen": False}
    assert len(values["tabs"]) == len(TASK_LABELS) + 1
    assert [one["name"] for one in values["tabs"] if one["is_chosen"]] == ["review"]
    assert (values["chosen"], values["is_mine"], values["can_answer"], values["older"]) == ("review", False, True, "4")
    assert (values["choices"], values["next"], len(values["lines"])) == (["4", "6", "8"], "", 1)
    assert (mine["is_mine"], mine["can_answer"]) == (True, False)
    assert not queue_values(page_, "safety", "", member, NOON)["can_answer"]
    assert page("console/queue", {**values, **shell_values(member, "csrf", "../")})


def test_each_member_comes_to_the_queue_of_their_own_questions_first(review: Review) -> None:
    people = {"safety@staff.example": TaskKind.SAFETY, ONE: TaskKind.REVIEW, "operator@staff.example": TaskKind.REVIEW}

    assert {one: first_kind(review.desk.member(one)) for one in people} == people


def test_the_shell_has_the_places_that_a_member_may_go_to(review: Review) -> None:
    values = shell_values(review.desk.member(ONE), "csrf", "../../")

    assert (values["person"], values["csrf"], values["root"]) == (ONE, "csrf", "../../")
    assert values["places"]["queue"] and values["places"]["replies"]
    assert not values["places"]["failed"]
    assert shell_values(review.desk.member("operator@staff.example"), "", "")["places"]["failed"]


def test_an_answer_in_the_console_stays_as_it_was_typed(review: Review) -> None:
    member = review.desk.member(ONE)
    opened = review.desk.case_actions.open(review.id, member)
    problems = [FieldProblem("/note", "Say why.")]
    preview = Preview(to=("avery@client.example",), subject="A question", text="Who sees it?")

    values = console_case_values(
        opened, member, review.desk.staff, (REPLY,), NOON, Draft("ask", "Who sees it?"), problems, preview
    )

    assert (values["chosen"], values["note"], values["problem"]) == ("ask", "Who sees it?", "Say why.")
    assert values["preview"]["subject"] == "A question"
    assert [one["title"] for one in values["replies"]] == ["No website"]
    assert page("console/case", {**values, **shell_values(member, "csrf", "../")})


def test_the_console_shows_an_exception_with_its_age_or_how_it_ended() -> None:
    desk = FakeKeydesk()
    open_ = exception("Words.").model_copy(update={"outcome": None})
    ended = exception("Words.")
    member = desk.member("operator@staff.example")

    def values(filed: ExceptionCase) -> dict[str, object]:
        opened = OpenedCase(filed, (), (), None, None)
        return console_case_values(opened, member, desk.staff, (), NOON + timedelta(days=3))

    assert (values(open_)["standing"], values(open_)["age"]) == ("in review", "3 days")
    assert (values(ended)["standing"], values(ended)["age"]) == ("granted", "")
    assert page("console/case", {**values(open_), **shell_values(member, "csrf", "../")})


def test_who_answers_for_safety_sees_that_queue_first(review: Review) -> None:
    member = review.desk.member("safety@staff.example")

    tabs = queue_values(review.desk.work_queue.get_page(TaskKind.SAFETY), "safety", "", member, NOON)["tabs"]

    own = [kind for kind in TASK_LABELS if member.answers(kind)]
    assert [one["name"] for one in tabs[: len(own)]] == [str(kind) for kind in own]


def test_the_links_of_a_question_lead_to_the_decision_page_with_their_answer(review: Review) -> None:
    (values, _) = review.desk.templates.written

    assert set(values["links"]) == {"approve", "reject", "ask"}
    assert all(url.startswith("https://desk.example/decisions/") for url in values["links"].values())


def test_a_question_has_its_last_day(review: Review) -> None:
    key = review.key.model_copy(update={"kind": TaskKind.INFO_REQUEST})
    review.desk.cases.decide(
        review.key, Decision(answer=DecisionType.REQUEST_INFO, by=ONE, at=NOON, note="Who sees it?")
    )
    review.desk.notifier.request_decision(key, (), days=14)

    question = review.desk.cases.get_case(review.id).task(TaskKind.INFO_REQUEST, 1)
    assert question and (question.answer_by, question.opened_at) == (NOON + timedelta(days=14), NOON)
    assert review.desk.templates.written[-1]["question"] == "Who sees it?"


def test_what_the_record_says_counts_more_than_what_was_filed() -> None:
    filed = exception("Words.")
    on_record = filed.model_copy(
        update={"account": filed.account.model_copy(update={"customer_since": date(2025, 12, 3), "reputation": 1.5})}
    )

    by_name = {one["name"]: one for one in facts_values(on_record, ())["criteria"]}

    assert (by_name["Tenure (months)"]["on_record"], by_name["Reputation (0 to 5)"]["on_record"]) == ("2", "1.5")
    assert by_name["How the API will be used"]["filed"] == "Words."
    assert {"What the company does", "Trust & Safety check"} <= set(by_name)
    assert by_name["Employees"]["on_record"] == ""
    same_day = on_record.account.model_copy(update={"customer_since": date(2025, 12, 2)})
    again = facts_values(on_record.model_copy(update={"account": same_day}), ())["criteria"]
    assert [one["on_record"] for one in again if one["name"] == "Tenure (months)"] == ["3"]


def test_the_rules_that_were_flagged_come_first_with_what_they_saw() -> None:
    desk = FakeKeydesk()
    handed_in = desk.submit(request_data())
    rule = [*load_policy().judged][-1]
    saw = Finding(rule=rule, case="", result=Result.FLAG, saw="a word", message="", fix="")
    verdict = evaluate(handed_in, account())
    others = tuple(one for one in verdict.findings if one.rule != rule and one.result is Result.PASS)
    desk.cases.set_round(
        handed_in.id, 1, account=account(), verdict=verdict.model_copy(update={"findings": (*others, saw)})
    )
    key = TaskKey(case_id=handed_in.id, round=1, kind=TaskKind.REVIEW)
    desk.notifier.request_decision(key, (ONE,))
    link = DecisionToken(task=key, answer=DecisionType.REJECT, person=ONE, expires_at=NOON + timedelta(days=1))

    first, *rest = decision_values(opened_by(desk, link))["reasons_to_choose"]

    assert (first["rule"], first["saw"], first["is_flagged"], first["is_chosen"]) == (str(rule), "a word", True, False)
    assert {(one["saw"], one["is_flagged"]) for one in rest} == {("", False)}


def test_only_reviewers_choose_reasons_and_saved_replies(review: Review) -> None:
    key = review.key.model_copy(update={"kind": TaskKind.SAFETY})
    review.desk.notifier.request_decision(key, ("safety@staff.example",))
    link = DecisionToken(
        task=key, answer=DecisionType.CLEAR, person="safety@staff.example", expires_at=NOON + timedelta(days=1)
    )

    values = decision_values(opened_by(review.desk, link), replies=(REPLY,))

    assert (values["kind"], values["reasons_to_choose"], values["replies"]) == ("safety", [], [])
    assert [one["name"] for one in values["answers"]] == ["clear", "not_clear"]
