from dataclasses import replace
from datetime import timedelta

import pytest

from domain.cases.case import Decision, DecisionType, Task, TaskKey, TaskKind
from domain.cases.staff import StaffRole
from domain.model.account import Plan
from domain.model.dates import day_words
from domain.model.estimate import Estimate
from tests.examples import BRIEF, exception_data, facts, request_data
from tests.fakes import FakeKeydesk

DAY, WEEK = timedelta(days=1), timedelta(days=7)  # reminders come weekly, escalations after 35 days
APPLICANT, SAFETY, REVIEWER = "avery@client.example", "safety@staff.example", "review@staff.example"
ESCALATION, TAKES_LONGER = ("escalation", "lead@staff.example"), ("takes_longer", APPLICANT)


class Asked:
    """An application with an open task of a kind."""

    def __init__(self, kind: TaskKind) -> None:
        self.desk = FakeKeydesk()
        owner = {"name": "Olive Example", "email": "olive@client.example", "agreed": True}
        self.key = TaskKey(case_id=self.desk.submit(request_data(owner=owner)).id, round=1, kind=kind)
        if kind is TaskKind.INFO_REQUEST:
            self.ask(TaskKind.REVIEW)
            self.decide(DecisionType.REQUEST_INFO, TaskKind.REVIEW, note="Who sees it?")
        self.desk.notifier.request_decision(self.key, (f"{kind}@staff.example",), days=90)

    def ask(self, kind: TaskKind, *staff: str) -> None:
        self.desk.notifier.request_decision(self.key.model_copy(update={"kind": kind}), staff)

    def decide(self, answer: DecisionType, kind: TaskKind | None = None, note: str = "") -> None:
        key = self.key.model_copy(update={"kind": kind or self.key.kind})
        self.desk.cases.decide(key, Decision(answer=answer, by="one@staff.example", at=self.desk.clock(), note=note))

    def with_unreadable_case(self) -> "Asked":
        broken = TaskKey(case_id="kbroken", round=1, kind=TaskKind.OWNER)
        self.desk.cases.open_task(Task(key=broken, opened_at=self.desk.clock()), BRIEF)
        return self

    def after(self, time: timedelta) -> list[tuple[str, str]]:
        """What a run sends when that much time has passed."""
        self.desk.clock.move(time)
        before = len(self.desk.sender.letters)
        self.desk.reminders.send_due()
        return self.sent()[before:]

    def sent(self) -> list[tuple[str, str]]:
        return [(email.subject, email.to) for email in self.desk.sender.letters]


@pytest.mark.parametrize(
    ("kind", "person"),
    [
        (TaskKind.SAFETY, SAFETY),
        (TaskKind.REVIEW, REVIEWER),
        (TaskKind.OWNER, "olive@client.example"),
        (TaskKind.INFO_REQUEST, APPLICANT),
    ],
)
def test_reminder_comes_every_week(kind: TaskKind, person: str) -> None:
    asked = Asked(kind)

    assert asked.after(6 * DAY) == []
    assert asked.after(DAY) == [("reminder", person)]
    assert asked.after(timedelta(hours=1)) == []
    assert asked.after(WEEK) == [("reminder", person)]


@pytest.mark.parametrize("before", [(), ("left@staff.example",)])
def test_who_gets_the_role_later_is_asked_where_nobody_who_has_it_was(before: tuple[str, ...]) -> None:
    asked = Asked(TaskKind.SAFETY)
    asked.ask(TaskKind.REVIEW, *before)

    assert asked.after(timedelta(hours=1)) == [("review_request", REVIEWER)]
    assert asked.after(timedelta(hours=1)) == []
    assert asked.desk.counted.count("NobodyToAsk") == (not before)


def test_newcomer_among_those_who_were_asked_is_not_asked_anew() -> None:
    asked = Asked(TaskKind.REVIEW)
    asked.desk.reminders = replace(asked.desk.reminders, staff=lambda _: (REVIEWER, "new@staff.example"))

    assert asked.after(timedelta(hours=1)) == []


def test_role_that_nobody_has_is_counted_in_every_run_and_stops_nothing() -> None:
    asked = Asked(TaskKind.REVIEW)
    asked.desk.reminders = replace(asked.desk.reminders, staff=lambda _: (), escalation=())

    assert asked.after(8 * DAY) == []
    assert asked.desk.counted == ["NobodyToAsk"]
    assert asked.after(30 * DAY) == []
    assert asked.desk.counted.count("NobodyToAsk") == 3, "a colleague, then also an escalation contact"


def test_reminder_has_links_that_decide() -> None:
    asked = Asked(TaskKind.REVIEW)
    asked.after(WEEK)

    asked.desk.people[StaffRole.REVIEWER] = ("review@staff.example",)
    url = asked.desk.templates.written[-1]["links"]["approve"]
    opened = asked.desk.decisions.open(url.rpartition("/")[2])
    assert (opened.token.task, opened.token.answer) == (asked.key, DecisionType.APPROVE)


def test_reminders_missed_for_weeks_come_as_one() -> None:
    assert len(Asked(TaskKind.SAFETY).after(3 * WEEK)) == 1


def test_reminder_is_not_sent_after_the_decision() -> None:
    asked = Asked(TaskKind.SAFETY)
    asked.decide(DecisionType.CLEAR)

    assert asked.after(10 * WEEK) == []


def test_unreadable_case_stops_no_other_and_raises() -> None:
    asked = Asked(TaskKind.SAFETY).with_unreadable_case()

    with pytest.raises(ExceptionGroup, match="1 of 2 open questions"):
        asked.after(WEEK)

    assert asked.sent()[-1] == ("reminder", SAFETY)
    assert asked.desk.measured == {"OpenCases": 2, "OldestOpenDays": 7}


def test_escalation_comes_once_after_35_days() -> None:
    asked = Asked(TaskKind.REVIEW)

    assert ESCALATION not in asked.after(34 * DAY)
    assert ESCALATION in asked.after(DAY)
    values = asked.desk.templates.written[-1]
    assert (values["days_waiting"], values["people"]) == (35, [REVIEWER])
    assert ESCALATION not in asked.after(WEEK)


def test_overdue_review_escalates_once_more_and_tells_the_applicant() -> None:
    asked = Asked(TaskKind.REVIEW)
    asked.after(35 * DAY)

    assert not {ESCALATION, TAKES_LONGER} & set(asked.after(20 * DAY))
    assert [email for email in asked.after(DAY) if email[0] != "reminder"] == [ESCALATION, TAKES_LONGER]
    assert asked.desk.templates.written[-2]["is_overdue"] is True
    assert not {ESCALATION, TAKES_LONGER} & set(asked.after(WEEK))


@pytest.mark.parametrize("days", [20, 90])
def test_applicant_hears_that_it_takes_longer_once_the_days_told_are_over(days: int) -> None:
    asked = Asked(TaskKind.SAFETY)
    latest = (asked.desk.clock() + days * DAY).date()
    told = Estimate(ahead=3, earliest=latest - WEEK, latest=latest)
    asked.desk.cases.set_round(asked.key.case_id, 1, estimate=told)

    assert TAKES_LONGER not in asked.after(days * DAY)
    assert TAKES_LONGER in asked.after(DAY)
    assert asked.desk.templates.written[-1]["missed"] == day_words(latest)
    assert TAKES_LONGER not in asked.after(DAY)


def test_overdue_review_escalates_once_whoever_is_asked_next() -> None:
    asked = Asked(TaskKind.SAFETY)
    assert asked.after(60 * DAY).count(ESCALATION) == 1
    asked.decide(DecisionType.CLEAR)
    asked.ask(TaskKind.REVIEW, REVIEWER)

    assert asked.after(DAY) == []


@pytest.mark.parametrize("kind", [TaskKind.EXCEPTION_SAFETY, TaskKind.EXCEPTION])
def test_overdue_exception_tells_who_filed_it(kind: TaskKind) -> None:
    desk = FakeKeydesk()
    desk.accounts.put_account(facts(account_id="acct-high-value", plan=Plan.BUSINESS))
    case = desk.exception_filing.file(exception_data(), "")
    desk.notifier.request_decision(TaskKey(case_id=case.id, round=1, kind=kind), ("one@staff.example",))
    desk.clock.move(56 * DAY)
    desk.reminders.send_due()

    sent = [(email.subject, email.to) for email in desk.sender.letters]
    assert ("takes_longer", case.request.account_manager.email) in sent


@pytest.mark.parametrize(
    ("kind", "answer"), [(TaskKind.OWNER, DecisionType.CONFIRM), (TaskKind.INFO_REQUEST, DecisionType.ANSWERED)]
)
def test_time_that_the_client_takes_delays_escalation(kind: TaskKind, answer: DecisionType) -> None:
    asked = Asked(kind)
    asked.after(30 * DAY)
    asked.decide(answer)
    asked.ask(TaskKind.SAFETY, SAFETY)

    assert ESCALATION not in asked.after(34 * DAY)
    assert ESCALATION in asked.after(DAY)
    assert TAKES_LONGER not in asked.after(20 * DAY)
    assert TAKES_LONGER in asked.after(DAY)


@pytest.mark.parametrize("kind", [TaskKind.OWNER, TaskKind.INFO_REQUEST])
def test_task_of_the_client_is_open_but_neither_late_nor_escalated(kind: TaskKind) -> None:
    asked = Asked(kind)

    assert [subject for subject, _ in asked.after(60 * DAY)] == ["reminder"]
    assert asked.desk.measured == {"OpenCases": 1, "OldestOpenDays": 0}


def test_age_of_the_oldest_case_is_measured_until_its_decision() -> None:
    asked = Asked(TaskKind.REVIEW)

    asked.after(timedelta(days=9, hours=23))
    assert asked.desk.measured == {"OpenCases": 1, "OldestOpenDays": 9}
    asked.decide(DecisionType.APPROVE)
    asked.after(timedelta(hours=1))
    assert asked.desk.measured == {"OpenCases": 0, "OldestOpenDays": 0}
