from datetime import timedelta

import pytest

from domain.cases.case import Decision, DecisionType, Outcome, Status, TaskKey, TaskKind
from domain.cases.waiting_time import days_waiting_for_us
from tests.examples import reopen, request_data
from tests.fakes import NOON, FakeKeydesk

OWNER = {"name": "Olive Example", "email": "olive@client.example", "agreed": True}
REVIEW, QUESTION = TaskKind.REVIEW, TaskKind.INFO_REQUEST


class Submitted:
    """One application, submitted at noon."""

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
def submitted() -> Submitted:
    return Submitted()


def test_days_exclude_the_time_of_the_owner_and_applicant(submitted: Submitted) -> None:
    submitted.answer(submitted.ask(TaskKind.OWNER, after_days=1), DecisionType.CONFIRM, after_days=5)
    assert submitted.days == 1
    submitted.answer(submitted.ask(REVIEW, after_days=10), DecisionType.REQUEST_INFO, after_days=2)
    submitted.answer(submitted.ask(QUESTION, after_days=0), DecisionType.ANSWERED, after_days=9)
    again = submitted.ask(REVIEW, after_days=0, turn=2)
    assert submitted.days == 1 + 10 + 2

    submitted.answer(again, DecisionType.REQUEST_INFO, after_days=1)
    submitted.answer(submitted.ask(QUESTION, after_days=0, turn=2), DecisionType.UNANSWERED, after_days=14)
    assert submitted.days == 1 + 10 + 2 + 1


def test_days_stand_still_while_the_applicant_is_asked(submitted: Submitted) -> None:
    submitted.answer(submitted.ask(REVIEW, after_days=3), DecisionType.REQUEST_INFO, after_days=0)
    submitted.ask(QUESTION, after_days=0)
    submitted.desk.clock.move(timedelta(days=13))

    assert submitted.days == 3


def test_days_end_with_the_round_and_start_again_with_the_second(submitted: Submitted) -> None:
    submitted.answer(submitted.ask(TaskKind.OWNER, after_days=0), DecisionType.CONFIRM, after_days=5)
    submitted.desk.clock.move(timedelta(days=4))
    submitted.conclude(Status.REJECTED)
    submitted.desk.clock.move(timedelta(days=100))
    assert submitted.days == 4

    reopen(submitted.desk.cases, submitted.id, "I added a photo.", "receipt-1", submitted.desk.clock())
    submitted.desk.clock.move(timedelta(days=2))
    assert submitted.days == 2, "the owner was asked in the first round"


def test_days_in_a_list_are_those_of_the_case(submitted: Submitted) -> None:
    submitted.answer(submitted.ask(TaskKind.OWNER, after_days=1), DecisionType.CONFIRM, after_days=5)
    safety = submitted.ask(TaskKind.SAFETY, after_days=0)
    assert submitted.desk.cases.briefs[safety].waits_since == NOON + timedelta(days=5)
    submitted.answer(safety, DecisionType.CLEAR, after_days=1)
    submitted.answer(submitted.ask(REVIEW, after_days=0), DecisionType.REQUEST_INFO, after_days=1)
    submitted.answer(submitted.ask(QUESTION, after_days=0), DecisionType.ANSWERED, after_days=9)
    again = submitted.ask(REVIEW, after_days=0, turn=2)

    waits_since = submitted.desk.cases.briefs[again].waits_since
    assert waits_since == NOON + timedelta(days=14)
    assert (submitted.desk.clock() - waits_since).days == submitted.days == 3
