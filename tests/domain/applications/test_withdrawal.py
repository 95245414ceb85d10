from typing import Any

import pytest

from domain.applications.status_page import status_values
from domain.cases.case import Case, Decision, DecisionType, Outcome, Status, Task, TaskKey, TaskKind
from domain.model.errors import UnknownToken
from domain.notifications.messages import EmailName
from tests.examples import BRIEF, request_data
from tests.fakes import NOON, FakeKeydesk

CLEAR = Decision(answer=DecisionType.CLEAR, by="safety@staff.example", at=NOON)


class InReview:
    """An application in review that waits for Trust & Safety, and the applicant's status link."""

    def __init__(self) -> None:
        self.desk = FakeKeydesk()
        self.id = self.desk.submit(request_data()).id
        self.safety = TaskKey(case_id=self.id, round=1, kind=TaskKind.SAFETY)
        self.review = self.safety.model_copy(update={"kind": TaskKind.REVIEW})
        self.desk.notifier.notify(EmailName.RECEIVED, self.id, 1)
        self.token = str(self.desk.templates.written[-1]["status_url"]).rpartition("/")[2]
        self.desk.notifier.request_decision(self.safety, ("safety@staff.example",))

    @property
    def case(self) -> Case:
        return self.desk.cases.get_case(self.id)

    def withdraw(self) -> Status:
        self.desk.status_links.withdraw(self.token, self.desk.waits)
        return self.case.status

    def conclude(self, status: Status) -> None:
        self.desk.cases.conclude(self.case, Outcome(status=status, at=NOON))

    def answer(self, kind: TaskKind) -> DecisionType | None:
        decision = self.case.decision(kind, 1)
        return decision.answer if decision else None


@pytest.fixture
def review() -> InReview:
    return InReview()


def test_withdrawal_ends_the_review_closes_its_task_and_resumes_the_machine(review: InReview) -> None:
    assert review.withdraw() is Status.WITHDRAWN

    assert review.answer(TaskKind.SAFETY) is DecisionType.WITHDRAWN
    assert review.desk.waits.woken == [review.safety]


def test_withdrawn_application_asks_nobody_and_frees_its_account(review: InReview) -> None:
    review.withdraw()
    before = [*review.desk.sender.letters]

    review.desk.notifier.request_decision(review.review, ("one@staff.example",))

    assert review.desk.sender.letters == before
    assert review.desk.submit(request_data()).id != review.id


def test_task_opened_during_the_withdrawal_is_closed_too(review: InReview, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = review.case
    withdraw = review.desk.cases.withdraw

    def slow(*args: Any) -> bool:
        review.desk.cases.open_task(Task(key=review.review, opened_at=NOON), BRIEF)
        return withdraw(seen, *args[1:])

    monkeypatch.setattr(review.desk.cases, "withdraw", slow)
    review.withdraw()

    assert review.answer(TaskKind.REVIEW) is DecisionType.WITHDRAWN
    assert review.desk.waits.woken == [review.safety, review.review]


def test_second_withdrawal_resumes_the_machine_again(review: InReview) -> None:
    review.withdraw()
    review.withdraw()

    assert review.desk.waits.woken == [review.safety] * 2


def test_withdrawal_after_the_final_decision_changes_nothing(review: InReview) -> None:
    review.conclude(Status.APPROVED)

    assert review.withdraw() is Status.APPROVED
    assert review.desk.waits.woken == []


def test_withdrawal_does_not_overwrite_a_decision_of_the_same_moment(review: InReview) -> None:
    seen = review.case
    review.desk.cases.decide(review.safety, CLEAR)

    closing = Decision(answer=DecisionType.WITHDRAWN, by="avery@client.example", at=NOON)
    assert not review.desk.cases.withdraw(seen, Outcome(status=Status.WITHDRAWN, at=NOON), closing)
    assert review.case.decision(TaskKind.SAFETY, 1) == CLEAR


def test_unknown_status_link_opens_nothing(review: InReview) -> None:
    with pytest.raises(UnknownToken):
        review.desk.status_links.open("nonsense")


def test_status_page_shows_status_next_step_and_history(review: InReview) -> None:
    shown = status_values(review.case)
    assert (shown["headline"], shown["is_open"]) == ("In review", True)
    assert "Trust & Safety is checking the account" in shown["next"]

    review.withdraw()
    shown = status_values(review.case)
    assert (shown["headline"], shown["is_open"]) == ("Withdrawn", False)
    assert [step["title"] for step in shown["steps"]] == ["Submitted", "Account confirmed", "Closed"]


@pytest.mark.parametrize("status", Status)
def test_status_page_has_words_for_every_status_and_names_no_staff(review: InReview, status: Status) -> None:
    review.desk.cases.decide(review.safety, CLEAR)
    if status is not Status.IN_REVIEW:
        review.conclude(status)

    shown = status_values(review.case)

    assert shown["headline"] and shown["next"]
    assert "staff.example" not in str([shown["headline"], shown["next"], shown["steps"]])
