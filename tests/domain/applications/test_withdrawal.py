from typing import Any

import pytest

from domain.applications.status_page import status_values
from domain.cases.case import Decision, DecisionType, Outcome, Status, Task, TaskKey, TaskKind
from domain.model.errors import UnknownToken
from domain.notifications.messages import EmailName
from tests.examples import BRIEF, request_data
from tests.fakes import NOON, FakeKeydesk


class InReview:
    """A desk with one application in review, of which Trust & Safety is asked, and the applicant's status link."""

    def __init__(self) -> None:
        self.desk = FakeKeydesk()
        self.id = self.desk.submit(request_data()).id
        self.safety = TaskKey(case_id=self.id, round=1, kind=TaskKind.SAFETY)
        self.desk.notifier.notify(EmailName.RECEIVED, self.id, 1)
        self.token = str(self.desk.templates.written[-1]["status_url"]).rpartition("/")[2]
        self.desk.notifier.request_decision(self.safety, ("safety@staff.example",))

    def withdraw(self) -> Status:
        self.desk.status_links.withdraw(self.token, self.desk.waits)
        return self.desk.cases.get_case(self.id).status

    def sent(self) -> list[str]:
        return [letter.subject for letter in self.desk.sender.letters]


@pytest.fixture
def review() -> InReview:
    return InReview()


def test_withdrawing_ends_the_review_closes_what_is_open_and_wakes_the_machine(review: InReview) -> None:
    assert review.withdraw() is Status.WITHDRAWN

    decision = review.desk.cases.get_case(review.id).decision(TaskKind.SAFETY, 1)
    assert decision and decision.answer is DecisionType.WITHDRAWN
    assert review.desk.waits.woken == [review.safety]


def test_after_it_the_account_can_apply_again_and_nobody_is_asked_about_the_old_one(review: InReview) -> None:
    review.withdraw()
    before = review.sent()

    review.desk.notifier.request_decision(
        review.safety.model_copy(update={"kind": TaskKind.REVIEW}), ("one@staff.example",)
    )

    assert review.sent() == before
    assert review.desk.submit(request_data()).id != review.id


def test_a_question_that_is_put_in_this_moment_is_closed_too(review: InReview, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = review.desk.cases.get_case(review.id)
    question = review.safety.model_copy(update={"kind": TaskKind.REVIEW})
    withdraw = review.desk.cases.withdraw

    def slow(*args: Any) -> bool:
        review.desk.cases.open_task(Task(key=question, opened_at=NOON), BRIEF)
        return withdraw(seen, *args[1:])

    monkeypatch.setattr(review.desk.cases, "withdraw", slow)
    review.withdraw()

    decision = review.desk.cases.get_case(review.id).decision(TaskKind.REVIEW, 1)
    assert decision and decision.answer is DecisionType.WITHDRAWN
    assert review.desk.waits.woken == [review.safety, question]


def test_a_second_click_wakes_again_what_may_still_wait(review: InReview) -> None:
    review.withdraw()
    review.withdraw()

    assert review.desk.waits.woken == [review.safety] * 2


def test_who_withdraws_after_the_answer_changes_nothing(review: InReview) -> None:
    review.desk.cases.conclude(review.desk.cases.get_case(review.id), Outcome(status=Status.APPROVED, at=NOON))

    assert review.withdraw() is Status.APPROVED
    assert review.desk.waits.woken == []


def test_an_answer_of_the_same_moment_is_not_written_over(review: InReview) -> None:
    case = review.desk.cases.get_case(review.id)
    clear = Decision(answer=DecisionType.CLEAR, by="safety@staff.example", at=NOON)
    review.desk.cases.decide(review.safety, clear)

    closing = Decision(answer=DecisionType.WITHDRAWN, by="avery@client.example", at=NOON)
    assert not review.desk.cases.withdraw(case, Outcome(status=Status.WITHDRAWN, at=NOON), closing)
    assert review.desk.cases.get_case(review.id).decision(TaskKind.SAFETY, 1) == clear


def test_a_link_that_was_never_made_opens_nothing(review: InReview) -> None:
    with pytest.raises(UnknownToken):
        review.desk.status_links.open("nonsense")


def test_the_page_says_where_it_stands_what_comes_next_and_what_happened(review: InReview) -> None:
    shown = status_values(review.desk.cases.get_case(review.id))
    assert (shown["headline"], shown["is_open"]) == ("In review", True)
    assert "Trust & Safety looks at the account" in shown["next"]

    review.withdraw()
    shown = status_values(review.desk.cases.get_case(review.id))
    assert (shown["headline"], shown["is_open"]) == ("Withdrawn", False)
    assert [event["words"] for event in shown["history"]] == ["The application was handed in.", "It was withdrawn."]


@pytest.mark.parametrize("status", Status)
def test_every_status_has_words_and_names_nobody_of_the_staff(review: InReview, status: Status) -> None:
    review.desk.cases.decide(review.safety, Decision(answer=DecisionType.CLEAR, by="safety@staff.example", at=NOON))
    if status is not Status.IN_REVIEW:
        review.desk.cases.conclude(review.desk.cases.get_case(review.id), Outcome(status=status, at=NOON))

    shown = status_values(review.desk.cases.get_case(review.id))

    assert shown["headline"] and shown["next"]
    assert "staff.example" not in str([shown["headline"], shown["next"], shown["history"]])
