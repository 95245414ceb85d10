"""Asking for a decision: what the state machines go on with."""

from datetime import timedelta
from typing import Any

import pytest

from adapters.web.templates import MailTemplates
from domain.cases.case import Decision, DecisionType, Outcome, Reason, Status, Task, TaskKey, TaskKind
from domain.notifications.messages import EmailName
from tests.examples import request_data
from tests.fakes import NOON, FakeKeydesk

OWNER: dict[str, Any] = {"name": "Robin Example", "email": "robin@owner.example", "agreed": True}


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


@pytest.mark.parametrize("status", [Status.APPROVED, Status.REJECTED, Status.REJECTED_FOR_GOOD])
def test_owner_hears_once_how_the_review_ended_and_not_why(asking: Asking, status: Status) -> None:
    asking.ask()
    confirmed = Decision(answer=DecisionType.CONFIRM, by=OWNER["email"], at=NOON)
    asking.desk.cases.decide(asking.key(TaskKind.OWNER), confirmed)
    reasons = (Reason(message="The account has no profile photo."),)
    asking.desk.cases.conclude(asking.desk.cases.get_case(asking.id), Outcome(status=status, reasons=reasons, at=NOON))

    for _ in range(2):
        asking.desk.notifier.notify(EmailName(status), asking.id, 1)

    sent = [(letter.to, letter.subject) for letter in asking.desk.sender.letters]
    assert sent[1:] == [("avery@client.example", str(status)), ("robin@owner.example", "owner_outcome")]
    _, text, html = MailTemplates().render_email(EmailName.OWNER_OUTCOME, asking.desk.templates.written[-1])
    outcome = {"approved": "is approved", "rejected": "request one re-review", "rejected_for_good": "is final"}[status]
    assert outcome in text and outcome in html
    assert "profile photo" not in text + html
    assert "https://desk.example" not in text + html, "no link of the application"


def test_owner_who_was_not_asked_hears_nothing(asking: Asking) -> None:
    asking.desk.cases.conclude(asking.desk.cases.get_case(asking.id), Outcome(status=Status.REJECTED, at=NOON))

    asking.desk.notifier.notify(EmailName.REJECTED, asking.id, 1)

    assert [letter.to for letter in asking.desk.sender.letters] == ["avery@client.example"]


def test_applicant_who_owns_the_key_gets_one_email() -> None:
    desk = FakeKeydesk()
    case_id = desk.submit(request_data()).id
    desk.cases.conclude(desk.cases.get_case(case_id), Outcome(status=Status.APPROVED, at=NOON))

    desk.notifier.notify(EmailName.APPROVED, case_id, 1)

    assert [letter.subject for letter in desk.sender.letters] == ["approved"]


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
