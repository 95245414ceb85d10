from datetime import timedelta
from typing import Any

import pytest

from adapters.web.templates import page
from domain.cases.case import Decision, DecisionType, Outcome, Status
from domain.cases.exception import ExceptionCase
from domain.cases.staff import StaffMember
from domain.console.case_actions import OpenedCase
from domain.console.pages import console_case_values, shell_values
from domain.model.errors import FieldProblem
from tests.domain.decisions.test_decision_page import DRAFT, ONE, PREVIEW, REPLY, TWO, Review
from tests.fakes import NOON, FakeKeydesk
from tests.words import exception

DAY = timedelta(days=1)
SAFETY, OPERATOR = "safety@staff.example", "operator@staff.example"


@pytest.fixture
def review() -> Review:
    return Review()


def rendered(name: str, values: dict[str, Any], member: StaffMember) -> dict[str, Any]:
    """The values, after the page was rendered with them: a missing one would fail."""
    assert page(f"console/{name}", {**values, **shell_values(member, "csrf", "../")})
    return values


def case_page(review: Review, person: str = ONE, *others: Any) -> dict[str, Any]:
    member = review.desk.member(person)
    opened = review.desk.case_actions.open(review.id, member)
    values = console_case_values(opened, member, (REPLY,), NOON + 30 * DAY, *others)
    return rendered("case", values, member)


def test_open_case_shows_its_age_task_and_forms(review: Review) -> None:
    values = case_page(review)

    assert (values["token"], values["can_answer"], values["problem"]) == (review.id, True, "")
    assert (values["standing"], values["question"]) == ("in review", "1 review 1")
    assert "4" in values["age"] and values["look"]
    assert values["assignment"] == {"assignee": "", "is_yours": False, "colleagues": [TWO]}
    assert values["log"]


def test_case_shows_its_assignee(review: Review) -> None:
    review.desk.cases.assign(review.key, "ONE@staff.example", NOON)

    assert case_page(review)["assignment"] == {"assignee": "ONE@staff.example", "is_yours": True, "colleagues": [TWO]}


def test_colleague_without_the_task_sees_the_assignee_and_no_next_case(review: Review) -> None:
    review.desk.cases.assign(review.key, ONE, NOON)

    operator, safety = case_page(review, OPERATOR), case_page(review, SAFETY)

    assert operator["assigned"] == safety["assigned"] == {"to": ONE, "is_yours": False, "since": NOON}
    assert (operator["can_take_next"], safety["can_take_next"]) == (False, True)


def test_case_has_no_form_for_a_member_without_the_task(review: Review) -> None:
    values = case_page(review, SAFETY)

    assert (values["can_answer"], values["assignment"]) == (False, None)


def test_ended_case_has_no_age_and_no_task(review: Review) -> None:
    review.desk.cases.decide(review.key, Decision(answer=DecisionType.APPROVE, by=TWO, at=NOON))
    review.desk.cases.conclude(review.desk.cases.get_case(review.id), Outcome(status=Status.APPROVED, at=NOON))

    values = case_page(review)

    assert (values["standing"], values["age"], values["look"], values["question"]) == ("approved", "", "", "")


def test_draft_stays_as_it_was_typed(review: Review) -> None:
    values = case_page(review, ONE, DRAFT, [FieldProblem("/note", "Say why.")], PREVIEW)

    assert (values["chosen"], values["note"], values["problem"]) == ("ask", "Who sees it?", "Say why.")
    assert values["preview"]["subject"] == "A question"
    assert [reply["title"] for reply in values["replies"]] == ["No website"]


def test_exception_shows_its_age_or_how_it_ended() -> None:
    desk = FakeKeydesk()
    member = desk.member(OPERATOR)

    def shown(case: ExceptionCase) -> tuple[str, str]:
        opened = OpenedCase(case, (), (), (), None, None)
        values = rendered("case", console_case_values(opened, member, (), NOON + 3 * DAY), member)
        return values["standing"], values["age"]

    assert shown(exception("Words.").model_copy(update={"outcome": None})) == ("in review", "3 days")
    assert shown(exception("Words.")) == ("granted", "")


def test_shell_has_the_pages_that_a_member_may_open(review: Review) -> None:
    values = shell_values(review.desk.member(ONE), "csrf", "../../")

    assert (values["person"], values["csrf"], values["root"]) == (ONE, "csrf", "../../")
    assert values["places"]["queue"] and values["places"]["replies"]
    assert not values["places"]["failed"]
    assert shell_values(review.desk.member(OPERATOR), "", "")["places"]["failed"]
