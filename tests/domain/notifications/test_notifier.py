"""Asking for a decision: what the state machines go on with."""

from datetime import timedelta

import pytest

from domain.cases.case import Decision, DecisionType, Outcome, Status, Task, TaskKey, TaskKind
from tests.examples import request_data
from tests.fakes import FakeKeydesk

OWNER = {"name": "Robin Example", "email": "robin@owner.example", "agreed": True}


class Asking:
    """An application whose owner has 14 days to answer, and the staff as long as they need."""

    def __init__(self) -> None:
        self.desk = FakeKeydesk()
        self.id = self.desk.submit(request_data(owner=OWNER)).id

    def key(self, kind: TaskKind) -> TaskKey:
        return TaskKey(case_id=self.id, round=1, kind=kind)

    def ask(self, kind: TaskKind = TaskKind.OWNER) -> DecisionType | None:
        days = 14 if kind in (TaskKind.OWNER, TaskKind.INFO_REQUEST) else None
        return self.desk.notifier.request_decision(self.key(kind), ("one@staff.example",), days)

    def decide(self, answer: DecisionType, kind: TaskKind = TaskKind.OWNER) -> None:
        self.desk.cases.decide(self.key(kind), Decision(answer=answer, by="somebody", at=self.desk.clock()))

    @property
    def decision(self) -> Decision | None:
        return self.desk.cases.get_case(self.id).decision(TaskKind.OWNER, 1)


@pytest.fixture
def asking() -> Asking:
    return Asking()


def test_request_has_no_decision_until_somebody_decides(asking: Asking) -> None:
    assert asking.ask() is None
    assert asking.ask() is None

    asking.decide(DecisionType.CONFIRM)

    assert asking.ask() is DecisionType.CONFIRM
    assert len(asking.desk.sender.letters) == 1, "asked once"


def test_request_to_the_owner_closes_when_its_time_is_over(asking: Asking) -> None:
    asking.ask()
    asking.desk.clock.move(timedelta(days=14) - timedelta(seconds=1))
    assert asking.ask() is None

    asking.desk.clock.move(timedelta(seconds=1))

    assert asking.ask() is DecisionType.UNANSWERED
    closed = Decision(answer=DecisionType.UNANSWERED, by="nobody", at=asking.desk.clock())
    assert asking.decision == closed
    asking.desk.clock.move(timedelta(days=1))
    assert asking.ask() is DecisionType.UNANSWERED
    assert asking.decision == closed


def test_answer_in_the_last_moment_stays(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    asking.ask()
    asking.desk.clock.move(timedelta(days=14))
    opened = asking.desk.cases.open_task

    def open_before_the_answer(task: Task, summary: object) -> Task | None:
        stored = opened(task, asking.desk.cases.briefs[task.key])
        asking.decide(DecisionType.DECLINE)
        return stored

    monkeypatch.setattr(asking.desk.cases, "open_task", open_before_the_answer)

    assert asking.ask() is DecisionType.DECLINE


def test_staff_have_as_long_as_they_need(asking: Asking) -> None:
    asking.ask(TaskKind.REVIEW)
    asking.desk.clock.move(timedelta(days=365))

    assert asking.ask(TaskKind.REVIEW) is None


def test_nobody_is_asked_about_a_withdrawn_application(asking: Asking) -> None:
    case = asking.desk.cases.get_case(asking.id)
    closing = Decision(answer=DecisionType.WITHDRAWN, by="avery@client.example", at=asking.desk.clock())
    asking.desk.cases.withdraw(case, Outcome(status=Status.WITHDRAWN, at=asking.desk.clock()), closing)

    assert asking.ask() is DecisionType.WITHDRAWN
    assert asking.desk.sender.letters == []
