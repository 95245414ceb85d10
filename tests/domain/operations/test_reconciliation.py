from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from domain.cases.case import Decision, DecisionType, Outcome, Status, Task, TaskKey, TaskKind
from domain.model.errors import MailPaused
from domain.notifications.messages import EmailName
from domain.operations.outbox_retry import OutboxRetry
from domain.operations.reconciliation import LONG, MAX_TRIES, Reconciliation, Repair, ReviewRecovery
from domain.operations.unfinished_rounds import RoundKey
from tests.examples import BRIEF, exception_data, facts, request_data
from tests.fakes import FakeExecutions, FakeKeydesk, FakeUnfinishedRounds

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
GRACE = 5 * MINUTE
SAFETY = "safety@staff.example"


class Running:
    """One application is in review, and waits for Trust & Safety since an hour."""

    def __init__(self) -> None:
        self.desk = FakeKeydesk()
        self.id = self.desk.submit(request_data()).id
        self.key = RoundKey(case_id=self.id)
        self.unfinished = FakeUnfinishedRounds(self.desk.cases, self.desk.exceptions)
        self.executions = FakeExecutions(self.desk.clock)
        self.reported: list[tuple[Repair, str]] = []
        self.reconciliation = self.reconciliation_of(self.unfinished, self.executions, self.desk.waits)
        started = self.unfinished.get_round(self.key)
        assert started
        self.executions.start_execution(started)
        self.task = TaskKey(case_id=self.id, round=1, kind=TaskKind.SAFETY)
        self.desk.cases.open_task(Task(key=self.task, opened_at=self.desk.clock()), BRIEF)
        self.desk.clock.move(timedelta(hours=1))

    def reconciliation_of(self, unfinished: Any, executions: Any, waits: Any) -> Reconciliation:
        recovery = ReviewRecovery(
            unfinished=unfinished,
            executions=executions,
            waits=waits,
            clock=self.desk.clock,
            report=lambda repair, key: self.reported.append((repair, key.case_id)),
            grace=GRACE,
        )
        notices = self.desk.confirmation_notices
        retry = OutboxRetry(self.unfinished, self.desk.notifier, self.desk.account_holder_emails, notices)
        return Reconciliation(recovery, retry)

    def decide(self) -> None:
        self.desk.cases.decide(self.task, Decision(answer=DecisionType.CLEAR, by=SAFETY, at=self.desk.clock()))

    def fail_email(self) -> None:
        """SES is paused when a reply is answered."""
        self.desk.sender.refusals.append(MailPaused("paused"))
        with pytest.raises(MailPaused):
            self.desk.notifier.notify(EmailName.REPLY_NOT_ACCEPTED, self.id, 1, Status.REJECTED_FOR_GOOD)

    def after(self, time: timedelta) -> list[Repair]:
        """What a run after so long reports."""
        self.desk.clock.move(time)
        before = len(self.reported)
        self.reconciliation.run()
        return [repair for repair, _ in self.reported[before:]]

    def numbers(self) -> list[int]:
        return [number for _, _, number in self.executions.started]


@pytest.fixture
def running() -> Running:
    return Running()


def test_review_that_waits_for_a_decision_is_left_alone(running: Running) -> None:
    assert running.after(30 * DAY) == []
    assert running.reconciliation.run(at_once=True) == 0
    assert running.numbers() == [0]


def test_decision_that_was_not_passed_on_resumes_the_review_once(running: Running) -> None:
    running.decide()

    assert running.after(4 * MINUTE) == [], "it may be about to be passed on"
    assert running.after(MINUTE) == [Repair.HANDED_OVER]
    assert running.desk.waits.woken == [running.task]
    assert running.after(5 * MINUTE) == [], "nothing waits there any more"


def test_only_the_newest_decision_is_passed_on(running: Running) -> None:
    running.decide()
    review = running.task.model_copy(update={"kind": TaskKind.REVIEW})
    running.desk.cases.open_task(Task(key=review, opened_at=running.desk.clock()), BRIEF)

    assert running.after(DAY) == []
    assert running.desk.waits.woken == []


def test_missing_execution_is_started_with_its_own_name(running: Running) -> None:
    missing = running.desk.submit(request_data(account_id="acct-missing")).id

    assert running.after(4 * MINUTE) == [], "it may be about to begin"
    assert running.after(MINUTE) == [Repair.STARTED]
    assert running.executions.started[-1] == (missing, 1, 0)
    assert running.after(GRACE) == []


@pytest.mark.parametrize("error", ["ABORTED", "TIMED_OUT", "States.DataLimitExceeded"])
def test_ended_execution_is_restarted_once(running: Running, error: str) -> None:
    running.executions.end(error)

    assert running.after(timedelta()) == [Repair.RESTARTED]
    assert running.numbers() == [0, 1]
    assert running.after(GRACE) == []
    assert len(running.executions.running()) == 1


def test_failed_review_is_restarted_and_leaves_the_list(running: Running) -> None:
    running.executions.end("ReviewFailed")
    running.unfinished.fail(running.key, "AccountLookupFailed")

    assert running.after(timedelta()) == [Repair.RESTARTED]
    assert running.unfinished.failures() == []


def test_closed_review_is_never_restarted(running: Running) -> None:
    running.executions.end("")
    running.unfinished.close(running.key)

    assert running.after(400 * DAY) == []
    assert running.reconciliation.recovery.restart(running.id) is False
    assert running.numbers() == [0]


def test_review_whose_outcome_was_not_sent_yet_is_restarted(running: Running) -> None:
    declined = Outcome(status=Status.DECLINED, at=running.desk.clock())
    running.desk.cases.conclude(running.desk.cases.get_case(running.id), declined)
    running.executions.end("ReviewFailed")

    assert running.after(timedelta()) == [Repair.RESTARTED]


def fail_until_given_up(running: Running) -> list[int]:
    """Each try fails within a minute; returns the pauses before the tries, in minutes."""
    pauses, pause = list[int](), 0
    for _ in range(24 * 60):
        done = running.after(MINUTE)
        pause += 1
        if done == [Repair.STUCK]:
            return pauses
        if done == [Repair.RESTARTED]:
            pauses.append(pause)
            pause = 0
            running.executions.end("ReviewFailed")
            running.unfinished.fail(running.key, "ValidationError")
    raise AssertionError("it was never given up")


def test_review_that_keeps_failing_is_tried_after_growing_pauses_then_given_up(running: Running) -> None:
    running.executions.end("ReviewFailed")

    assert fail_until_given_up(running) == [1, 20, 80, 320]
    assert running.after(100 * DAY) == [Repair.STUCK], "each run reports it again"
    assert [failure.key for failure in running.unfinished.failures()] == [running.key]
    assert running.numbers() == list(range(MAX_TRIES + 1))


def test_review_that_is_given_up_is_listed_with_the_error_of_its_execution(running: Running) -> None:
    running.executions.end("States.DataLimitExceeded")
    for _ in range(MAX_TRIES):
        running.after(DAY / 2)
        running.executions.end("States.DataLimitExceeded")

    assert running.after(DAY / 2) == [Repair.STUCK]
    assert [failure.failure for failure in running.unfinished.failures()] == ["States.DataLimitExceeded"]


def test_execution_that_lived_long_gets_all_tries_anew(running: Running) -> None:
    for _ in range(2 * MAX_TRIES):
        running.desk.clock.move(LONG)
        running.executions.end("MailPaused")
        assert running.after(GRACE) == [Repair.RESTARTED]


@pytest.mark.parametrize("way", ["one case", "all at once"])
def test_review_that_was_given_up_is_restarted_by_a_person_with_all_tries(running: Running, way: str) -> None:
    running.executions.end("ReviewFailed")
    fail_until_given_up(running)

    if way == "one case":
        assert running.reconciliation.recovery.restart(running.id) is True
        assert running.reconciliation.recovery.restart(running.id) is False, "it runs"
    else:
        assert [running.reconciliation.run(at_once=True) for _ in range(2)] == [1, 0]

    assert running.numbers()[-1] == MAX_TRIES + 1
    running.executions.end("ReviewFailed")
    assert running.after(4 * GRACE) == [Repair.RESTARTED]


def test_name_that_aws_has_deleted_is_not_used_again(running: Running) -> None:
    running.executions.end("ReviewFailed")
    running.unfinished.fail(running.key, "ValidationError")
    del running.executions.began_at[running.id, 1, 0]  # 90 days later

    assert running.after(91 * DAY) == [Repair.RESTARTED]
    assert running.numbers() == [0, 1]


def test_start_that_fails_is_repeated(running: Running) -> None:
    running.executions.end("ABORTED")
    running.executions.fails = 1

    with pytest.raises(ExceptionGroup):
        running.after(timedelta())
    assert running.after(GRACE) == [Repair.STARTED]
    assert running.numbers() == [0, 1]


def test_case_that_cannot_be_repaired_does_not_stop_the_others(running: Running) -> None:
    other = running.desk.submit(request_data(account_id="acct-other")).id
    running.executions.end("ABORTED")
    running.executions.fails = 1  # the first of the two

    with pytest.raises(ExceptionGroup, match="1 could not"):
        running.after(GRACE)

    assert running.reported == [(Repair.STUCK, running.id), (Repair.STARTED, other)]


def test_email_that_was_not_sent_is_sent_once_and_reported(running: Running) -> None:
    running.fail_email()

    assert running.after(4 * MINUTE) == [], "it may be about to be sent again"
    assert running.after(MINUTE) == [Repair.MAIL_SENT]
    assert running.after(GRACE) == []
    assert running.reported == [(Repair.MAIL_SENT, running.id)]
    assert [letter.subject for letter in running.desk.sender.letters] == ["reply_not_accepted"]


def test_email_is_sent_at_once_for_a_person(running: Running) -> None:
    running.fail_email()
    running.desk.clock.move(2 * MINUTE)

    assert running.reconciliation.run(at_once=True) == 1
    assert running.reported == [(Repair.MAIL_SENT, running.id)]


def test_exception_is_started_and_restarted_as_well(running: Running) -> None:
    running.desk.accounts.put_account(facts(account_id="acct-exception", plan="business"))
    case = running.desk.exception_filing.file(exception_data(account_id="acct-exception"), "")

    assert running.after(GRACE) == [Repair.STARTED]
    running.executions.end("ABORTED")

    assert running.after(GRACE) == [Repair.RESTARTED]
    assert running.executions.started[-2:] == [(case.id, 1, 0), (case.id, 1, 1)]


class Interleaved:
    """Passes calls on, and does something once, before the call with this number."""

    def __init__(self, calls: list[str], number: int, act: Callable[[], object], behind: Any) -> None:
        self._calls, self._number, self._act, self._behind = calls, number, act, behind

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any) -> Any:
            self._calls.append(name)
            if len(self._calls) == self._number:
                self._act()
            return getattr(self._behind, name)(*arguments)

        return call


def broken(how: str) -> Running:
    running = Running()
    if how == "decided":
        running.decide()
    elif how == "missing":
        running.executions.started.clear()
        running.executions.began_at.clear()
    else:
        running.executions.end("ReviewFailed")
        if how == "failed":
            running.unfinished.fail(running.key, "ValidationError")
    running.desk.clock.move(GRACE)
    return running


@pytest.mark.parametrize("how", ["decided", "missing", "over", "failed"])
@pytest.mark.parametrize("number", range(1, 6))
def test_two_runs_at_the_same_time_repair_once_wherever_they_meet(how: str, number: int) -> None:
    running, calls = broken(how), list[str]()
    behind = (running.unfinished, running.executions, running.desk.waits)

    interleaved = [Interleaved(calls, number, running.reconciliation.run, port) for port in behind]
    running.reconciliation_of(*interleaved).run()
    running.reconciliation.run()

    assert calls
    assert len(running.executions.running()) == 1
    assert running.numbers() == {"decided": [0], "missing": [0], "over": [0, 1], "failed": [0, 1]}[how]
    assert set(running.desk.waits.woken) == ({running.task} if how == "decided" else set())
