from datetime import timedelta

import pytest

from domain.cases.case import Decision, DecisionType, Task, TaskKey, TaskKind
from domain.cases.staff import StaffRole
from domain.model.account import Plan
from tests.examples import BRIEF, exception_data, facts, request_data
from tests.fakes import FakeKeydesk

WEEK = timedelta(days=7)  # the interval of the desk's reminders; it escalates after 35 days


class Waiting:
    """A desk that has asked a question of a kind, and waits for the answer."""

    def __init__(self, kind: TaskKind) -> None:
        self.desk = FakeKeydesk()
        owner = {"name": "Olive Example", "email": "olive@client.example", "agreed": True}
        self.id = self.desk.submit(request_data(owner=owner)).id
        self.key = TaskKey(case_id=self.id, round=1, kind=kind)
        if kind is TaskKind.INFO_REQUEST:
            review = self.key.model_copy(update={"kind": TaskKind.REVIEW})
            self.desk.notifier.request_decision(review, ())
            asking = Decision(
                answer=DecisionType.REQUEST_INFO, by="one@staff.example", at=self.desk.clock(), note="Who sees it?"
            )
            self.desk.cases.decide(review, asking)
        self.desk.notifier.request_decision(self.key, (f"{kind}@staff.example",), days=90)

    def after(self, time: timedelta) -> list[tuple[str, str]]:
        """What the desk sends when that much time has passed."""
        self.desk.clock.move(time)
        before = len(self.desk.sender.letters)
        self.desk.reminders.send_due()
        return self.sent()[before:]

    def sent(self) -> list[tuple[str, str]]:
        return [(letter.subject, letter.to) for letter in self.desk.sender.letters]


@pytest.mark.parametrize(
    ("kind", "person"),
    [
        (TaskKind.SAFETY, "safety@staff.example"),
        (TaskKind.REVIEW, "review@staff.example"),
        (TaskKind.OWNER, "olive@client.example"),
        (TaskKind.INFO_REQUEST, "avery@client.example"),
    ],
)
def test_who_has_not_answered_is_reminded_every_week(kind: TaskKind, person: str) -> None:
    waiting = Waiting(kind)

    assert waiting.after(timedelta(days=6)) == []
    assert waiting.after(timedelta(days=1)) == [("reminder", person)]
    assert waiting.after(timedelta(hours=1)) == []
    assert waiting.after(WEEK) == [("reminder", person)]


def test_a_reminder_answers_as_the_first_mail_does() -> None:
    waiting = Waiting(TaskKind.REVIEW)
    waiting.after(WEEK)

    waiting.desk.people[StaffRole.REVIEWER] = ("review@staff.example",)
    url = waiting.desk.templates.written[-1]["links"]["approve"]
    opened = waiting.desk.decisions.open(url.rpartition("/")[2])
    assert (opened.token.task, opened.token.answer) == (waiting.key, DecisionType.APPROVE)


def test_who_was_not_reminded_for_weeks_is_reminded_once() -> None:
    assert len(Waiting(TaskKind.SAFETY).after(3 * WEEK)) == 1


def test_who_has_answered_is_left_alone() -> None:
    waiting = Waiting(TaskKind.SAFETY)
    decision = Decision(answer=DecisionType.CLEAR, by="safety@staff.example", at=waiting.desk.clock())
    waiting.desk.cases.decide(waiting.key, decision)

    assert waiting.after(10 * WEEK) == []


def test_a_case_that_cannot_be_read_silences_no_other_and_is_seen() -> None:
    waiting = Waiting(TaskKind.SAFETY)
    broken = TaskKey(case_id="kbroken", round=1, kind=TaskKind.OWNER)
    waiting.desk.cases.open_task(Task(key=broken, opened_at=waiting.desk.clock()), BRIEF)

    with pytest.raises(ExceptionGroup, match="1 of 2 open questions"):
        waiting.after(WEEK)

    assert waiting.sent()[-1] == ("reminder", "safety@staff.example")


def test_what_takes_too_long_is_told_once() -> None:
    waiting = Waiting(TaskKind.REVIEW)

    assert ("escalation", "lead@staff.example") not in waiting.after(timedelta(days=34))
    assert ("escalation", "lead@staff.example") in waiting.after(timedelta(days=1))
    values = waiting.desk.templates.written[-1]
    assert (values["days_waiting"], values["people"]) == (35, ["review@staff.example"])
    assert ("escalation", "lead@staff.example") not in waiting.after(WEEK)


def test_what_is_overdue_is_told_once_more_and_to_the_applicant_too() -> None:
    waiting = Waiting(TaskKind.REVIEW)
    waiting.after(timedelta(days=35))
    told = [("escalation", "lead@staff.example"), ("takes_longer", "avery@client.example")]

    assert [one for one in waiting.after(timedelta(days=20)) if one in told] == []
    assert [one for one in waiting.after(timedelta(days=1)) if one in told] == told
    assert waiting.desk.templates.written[-2]["is_overdue"] is True
    assert [one for one in waiting.after(WEEK) if one in told] == []


def test_an_overdue_review_is_told_of_once_whoever_is_asked_next() -> None:
    waiting = Waiting(TaskKind.SAFETY)
    assert waiting.after(timedelta(days=60)).count(("escalation", "lead@staff.example")) == 1
    clear = Decision(answer=DecisionType.CLEAR, by="safety@staff.example", at=waiting.desk.clock())
    waiting.desk.cases.decide(waiting.key, clear)
    review = waiting.key.model_copy(update={"kind": TaskKind.REVIEW})
    waiting.desk.notifier.request_decision(review, ("review@staff.example",))

    assert waiting.after(timedelta(days=1)) == []


@pytest.mark.parametrize("kind", [TaskKind.EXCEPTION_SAFETY, TaskKind.EXCEPTION])
def test_who_filed_an_exception_learns_that_it_takes_longer(kind: TaskKind) -> None:
    desk = FakeKeydesk()
    desk.accounts.put_account(facts(account_id="acct-high-value", plan=Plan.BUSINESS))
    case = desk.exception_filing.file(exception_data(), "")
    desk.notifier.request_decision(TaskKey(case_id=case.id, round=1, kind=kind), ("one@staff.example",))
    desk.clock.move(timedelta(days=56))
    desk.reminders.send_due()

    assert ("takes_longer", case.request.account_manager.email) in [
        (one.subject, one.to) for one in desk.sender.letters
    ]


@pytest.mark.parametrize("kind", [TaskKind.OWNER, TaskKind.INFO_REQUEST])
def test_the_time_in_which_the_client_owes_an_answer_brings_no_escalation_nearer(kind: TaskKind) -> None:
    waiting = Waiting(kind)
    waiting.after(timedelta(days=30))
    answer = DecisionType.CONFIRM if kind is TaskKind.OWNER else DecisionType.ANSWERED
    answered = Decision(answer=answer, by="avery@client.example", at=waiting.desk.clock())
    waiting.desk.cases.decide(waiting.key, answered)
    safety = waiting.key.model_copy(update={"kind": TaskKind.SAFETY})
    waiting.desk.notifier.request_decision(safety, ("safety@staff.example",))
    told = ("escalation", "lead@staff.example")

    assert told not in waiting.after(timedelta(days=34))
    assert told in waiting.after(timedelta(days=1))
    assert ("takes_longer", "avery@client.example") not in waiting.after(timedelta(days=20))
    assert ("takes_longer", "avery@client.example") in waiting.after(timedelta(days=1))


@pytest.mark.parametrize("kind", [TaskKind.OWNER, TaskKind.INFO_REQUEST])
def test_while_the_client_is_asked_nobody_is_told_that_the_staff_take_long(kind: TaskKind) -> None:
    sent = Waiting(kind).after(timedelta(days=60))

    assert [subject for subject, _ in sent] == ["reminder"]


def test_the_age_of_the_oldest_case_that_waits_for_the_staff_is_measured() -> None:
    waiting = Waiting(TaskKind.REVIEW)

    waiting.after(timedelta(days=9, hours=23))
    assert waiting.desk.measured == {"OpenCases": 1, "OldestOpenDays": 9}
    decision = Decision(answer=DecisionType.APPROVE, by="review@staff.example", at=waiting.desk.clock())
    waiting.desk.cases.decide(waiting.key, decision)
    waiting.after(timedelta(hours=1))
    assert waiting.desk.measured == {"OpenCases": 0, "OldestOpenDays": 0}


@pytest.mark.parametrize("kind", [TaskKind.OWNER, TaskKind.INFO_REQUEST])
def test_a_case_that_waits_for_the_client_is_open_and_not_late(kind: TaskKind) -> None:
    waiting = Waiting(kind)

    waiting.after(timedelta(days=60))

    assert waiting.desk.measured == {"OpenCases": 1, "OldestOpenDays": 0}


def test_what_is_open_is_measured_though_a_case_cannot_be_read() -> None:
    waiting = Waiting(TaskKind.SAFETY)
    broken = TaskKey(case_id="kbroken", round=1, kind=TaskKind.OWNER)
    waiting.desk.cases.open_task(Task(key=broken, opened_at=waiting.desk.clock()), BRIEF)

    with pytest.raises(ExceptionGroup):
        waiting.after(timedelta(days=3))

    assert waiting.desk.measured == {"OpenCases": 2, "OldestOpenDays": 3}
