"""How long the desk has had a case, and how its lists count."""

from datetime import timedelta

import pytest

from domain.cases.case import Decision, DecisionType, Outcome, Status, TaskKey, TaskKind
from domain.cases.waiting_time import days_waiting_for_us
from tests.examples import request_data
from tests.fakes import NOON, FakeKeydesk

OWNER = {"name": "Olive Example", "email": "olive@client.example", "agreed": True}
REVIEW, QUESTION = TaskKind.REVIEW, TaskKind.INFO_REQUEST


class Desk:
    """A desk with one application, handed in at noon."""

    def __init__(self) -> None:
        self.desk = FakeKeydesk()
        self.id = self.desk.submit(request_data(owner=OWNER)).id

    def ask(self, kind: TaskKind, after_days: float, number: int = 1, turn: int = 1) -> TaskKey:
        self.desk.clock.move(timedelta(days=after_days))
        key = TaskKey(case_id=self.id, round=number, kind=kind, turn=turn)
        self.desk.notifier.request_decision(key, ("one@staff.example",), days=14)
        return key

    def answer(self, key: TaskKey, answer: DecisionType, after_days: float) -> None:
        self.desk.clock.move(timedelta(days=after_days))
        note = "Who sees it?" if answer is DecisionType.REQUEST_INFO else ""
        self.desk.cases.decide(key, Decision(answer=answer, by="one@staff.example", at=self.desk.clock(), note=note))

    def conclude(self, status: Status) -> None:
        self.desk.cases.conclude(self.desk.cases.get_case(self.id), Outcome(status=status, at=self.desk.clock()))

    @property
    def days(self) -> int:
        return days_waiting_for_us(self.desk.cases.get_case(self.id), self.desk.clock())


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_days_while_the_owner_or_the_applicant_owes_an_answer_do_not_count(desk: Desk) -> None:
    desk.answer(desk.ask(TaskKind.OWNER, after_days=1), DecisionType.CONFIRM, after_days=5)
    assert desk.days == 1
    desk.answer(desk.ask(REVIEW, after_days=10), DecisionType.REQUEST_INFO, after_days=2)
    desk.answer(desk.ask(QUESTION, after_days=0), DecisionType.ANSWERED, after_days=9)
    again = desk.ask(REVIEW, after_days=0, turn=2)
    assert desk.days == 1 + 10 + 2

    desk.answer(again, DecisionType.REQUEST_INFO, after_days=1)
    desk.answer(desk.ask(QUESTION, after_days=0, turn=2), DecisionType.UNANSWERED, after_days=14)
    assert desk.days == 1 + 10 + 2 + 1


def test_while_a_question_is_open_the_clock_stands_still(desk: Desk) -> None:
    desk.answer(desk.ask(REVIEW, after_days=3), DecisionType.REQUEST_INFO, after_days=0)
    desk.ask(QUESTION, after_days=0)
    desk.desk.clock.move(timedelta(days=13))

    assert desk.days == 3


def test_the_clock_ends_with_the_round_and_begins_anew_with_the_second(desk: Desk) -> None:
    desk.answer(desk.ask(TaskKind.OWNER, after_days=0), DecisionType.CONFIRM, after_days=5)
    desk.desk.clock.move(timedelta(days=4))
    desk.conclude(Status.REJECTED)
    desk.desk.clock.move(timedelta(days=100))
    assert desk.days == 4

    desk.desk.cases.reopen(desk.id, "I added a photo.", "receipt-1", desk.desk.clock())
    desk.desk.clock.move(timedelta(days=2))
    assert desk.days == 2, "the owner was asked in the first round"


def test_a_list_shows_the_same_age_without_reading_the_case(desk: Desk) -> None:
    desk.answer(desk.ask(TaskKind.OWNER, after_days=1), DecisionType.CONFIRM, after_days=5)
    safety = desk.ask(TaskKind.SAFETY, after_days=0)
    assert desk.desk.cases.briefs[safety].waits_since == NOON + timedelta(days=5)
    desk.answer(safety, DecisionType.CLEAR, after_days=1)
    desk.answer(desk.ask(REVIEW, after_days=0), DecisionType.REQUEST_INFO, after_days=1)
    desk.answer(desk.ask(QUESTION, after_days=0), DecisionType.ANSWERED, after_days=9)
    again = desk.ask(REVIEW, after_days=0, turn=2)

    waits_since = desk.desk.cases.briefs[again].waits_since
    assert waits_since == NOON + timedelta(days=14)
    assert (desk.desk.clock() - waits_since).days == desk.days == 3
