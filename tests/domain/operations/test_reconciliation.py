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

GRACE = timedelta(minutes=5)
SAFETY = "safety@staff.example"


class Running:
    """A desk with one application in review, of which Trust & Safety was asked an hour ago."""

    def __init__(self) -> None:
        self.desk = FakeKeydesk()
        self.id = self.desk.submit(request_data()).id
        self.key = RoundKey(case_id=self.id)
        self.unfinished = FakeUnfinishedRounds(self.desk.cases, self.desk.exceptions)
        self.executions = FakeExecutions(self.desk.clock)
        self.reported: list[tuple[Repair, str]] = []
        self.reconciliation = self.desk_with(self.unfinished, self.executions, self.desk.waits)
        self.start()
        self.task = TaskKey(case_id=self.id, round=1, kind=TaskKind.SAFETY)
        self.desk.cases.open_task(Task(key=self.task, opened_at=self.desk.clock()), BRIEF)
        self.desk.clock.move(timedelta(hours=1))

    def desk_with(self, unfinished: Any, executions: Any, waits: Any) -> Reconciliation:
        mending = ReviewRecovery(
            unfinished=unfinished,
            executions=executions,
            waits=waits,
            clock=self.desk.clock,
            report=lambda repair, key: self.reported.append((repair, key.case_id)),
            grace=GRACE,
        )
        return Reconciliation(
            mending, OutboxRetry(self.unfinished, self.desk.notifier, self.desk.account_holder_emails)
        )

    def start(self) -> None:
        one = self.unfinished.get_round(self.key)
        assert one
        self.executions.start_execution(one)

    def decide(self) -> None:
        self.desk.cases.decide(self.task, Decision(answer=DecisionType.CLEAR, by=SAFETY, at=self.desk.clock()))

    def after(self, time: timedelta) -> list[Repair]:
        """What is done, or could not be, in a run after so long."""
        self.desk.clock.move(time)
        before = len(self.reported)
        self.reconciliation.run()
        return [repair for repair, _ in self.reported[before:]]

    def numbers(self) -> list[int]:
        return [number for _, _, number in self.executions.started]


def test_a_review_that_waits_for_an_answer_is_left_alone() -> None:
    running = Running()

    assert running.after(timedelta(days=30)) == []
    assert running.reconciliation.run(at_once=True) == 0
    assert running.numbers() == [0]


def test_a_decision_that_was_not_handed_over_wakes_the_wait_once() -> None:
    running = Running()
    running.decide()

    assert running.after(timedelta(minutes=4)) == [], "who decided may be about to hand it over"
    assert running.after(timedelta(minutes=1)) == [Repair.HANDED_OVER]
    assert running.desk.waits.woken == [running.task]
    assert running.after(timedelta(minutes=5)) == [], "nothing waits there any more"


def test_an_older_decision_is_not_handed_over_again() -> None:
    running = Running()
    running.decide()
    review = running.task.model_copy(update={"kind": TaskKind.REVIEW})
    running.desk.cases.open_task(Task(key=review, opened_at=running.desk.clock()), BRIEF)

    assert running.after(timedelta(days=1)) == []
    assert running.desk.waits.woken == []


def test_an_execution_that_never_began_is_started_with_the_name_that_it_should_have() -> None:
    running = Running()
    never = running.desk.submit(request_data(account_id="acct-never")).id

    assert running.after(timedelta(minutes=4)) == [], "it may be about to begin"
    assert running.after(timedelta(minutes=1)) == [Repair.STARTED]
    assert running.executions.started[-1] == (never, 1, 0)
    assert running.after(GRACE) == []


@pytest.mark.parametrize("error", ["ABORTED", "TIMED_OUT", "States.DataLimitExceeded"])
def test_an_execution_that_is_over_is_started_again_once(error: str) -> None:
    running = Running()
    running.executions.end(error)

    assert running.after(timedelta()) == [Repair.RESTARTED]
    assert running.numbers() == [0, 1]
    assert running.after(GRACE) == []
    assert len(running.executions.running()) == 1


def test_a_review_that_failed_on_record_is_started_again_and_is_off_the_list() -> None:
    running = Running()
    running.executions.end("ReviewFailed")
    running.unfinished.fail(running.key, "AccountLookupFailed")

    assert running.after(timedelta()) == [Repair.RESTARTED]
    assert running.unfinished.failures() == []


def test_what_ended_well_is_never_started_again() -> None:
    running = Running()
    running.executions.end("")
    running.unfinished.close(running.key)

    assert running.after(timedelta(days=400)) == []
    assert running.reconciliation.recovery.restart(running.id) is False
    assert running.numbers() == [0]


def test_an_answer_that_was_recorded_and_not_told_is_told_by_the_second_start() -> None:
    running = Running()
    running.desk.cases.conclude(
        running.desk.cases.get_case(running.id), Outcome(status=Status.DECLINED, at=running.desk.clock())
    )
    running.executions.end("ReviewFailed")

    assert running.after(timedelta()) == [Repair.RESTARTED]


def fail_until_given_up(running: Running) -> list[timedelta]:
    """Each try fails within a minute; answers with the pauses before the tries, in whole minutes."""
    pauses = list[timedelta]()
    pause = timedelta()
    for _ in range(24 * 60):
        done = running.after(timedelta(minutes=1))
        pause += timedelta(minutes=1)
        if done == [Repair.STUCK]:
            return pauses
        if done == [Repair.RESTARTED]:
            pauses.append(pause)
            pause = timedelta()
            running.executions.end("ReviewFailed")
            running.unfinished.fail(running.key, "ValidationError")
    raise AssertionError("it was never given up")


def test_what_fails_again_is_tried_after_growing_pauses_then_left_for_a_person() -> None:
    running = Running()
    running.executions.end("ReviewFailed")

    pauses = fail_until_given_up(running)

    assert [pause // timedelta(minutes=1) for pause in pauses] == [1, 20, 80, 320]
    assert len(pauses) == MAX_TRIES
    assert running.after(timedelta(days=100)) == [Repair.STUCK], "each run says so, until somebody looks"
    assert [failure.key for failure in running.unfinished.failures()] == [running.key]
    assert running.numbers() == [0, 1, 2, 3, 4]


def test_what_ends_without_a_record_is_on_the_list_when_it_is_given_up() -> None:
    running = Running()
    running.executions.end("States.DataLimitExceeded")
    for _ in range(MAX_TRIES):
        running.after(timedelta(hours=12))
        running.executions.end("States.DataLimitExceeded")

    assert running.after(timedelta(hours=12)) == [Repair.STUCK]
    (failure,) = running.unfinished.failures()
    assert failure.failure == "States.DataLimitExceeded"


def test_an_execution_that_lived_for_long_is_a_new_beginning() -> None:
    running = Running()
    for _ in range(2 * MAX_TRIES):
        running.desk.clock.move(LONG)
        running.executions.end("MailPaused")
        assert running.after(GRACE) == [Repair.RESTARTED]


@pytest.mark.parametrize("way", ["one case", "all at once"])
def test_a_person_starts_again_what_was_given_up_and_it_has_all_its_tries_anew(way: str) -> None:
    running = Running()
    running.executions.end("ReviewFailed")
    fail_until_given_up(running)

    if way == "one case":
        assert running.reconciliation.recovery.restart(running.id) is True
        assert running.reconciliation.recovery.restart(running.id) is False, "it runs"
    else:
        assert running.reconciliation.run(at_once=True) == 1
        assert running.reconciliation.run(at_once=True) == 0

    assert running.numbers()[-1] == MAX_TRIES + 1
    running.executions.end("ReviewFailed")
    assert running.after(4 * GRACE) == [Repair.RESTARTED]


def test_a_name_that_aws_has_forgotten_is_not_used_again() -> None:
    running = Running()
    running.executions.end("ReviewFailed")
    running.unfinished.fail(running.key, "ValidationError")
    del running.executions.began_at[running.id, 1, 0]  # 90 days later

    assert running.after(timedelta(days=91)) == [Repair.RESTARTED]
    assert running.numbers() == [0, 1]


def test_a_start_that_does_not_come_through_is_made_good() -> None:
    running = Running()
    running.executions.end("ABORTED")
    running.executions.fails = 1

    with pytest.raises(ExceptionGroup):
        running.after(timedelta())
    assert running.after(GRACE) == [Repair.STARTED]
    assert running.numbers() == [0, 1]


def test_one_case_that_cannot_be_read_does_not_keep_the_others_from_going_on() -> None:
    running = Running()
    other = running.desk.submit(request_data(account_id="acct-other")).id
    running.executions.end("ABORTED")
    running.executions.fails = 1  # the first of the two

    with pytest.raises(ExceptionGroup, match="1 could not"):
        running.after(GRACE)

    assert running.reported == [(Repair.STUCK, running.id), (Repair.STARTED, other)]


def test_a_mail_that_was_written_down_and_never_sent_is_sent_once_and_reported() -> None:
    running = Running()
    tell = running.desk.notifier.notify
    running.desk.sender.refusals.append(MailPaused("paused"))
    with pytest.raises(MailPaused):
        tell(EmailName.REPLY_NOT_ACCEPTED, running.id, 1, Status.REJECTED_FOR_GOOD)

    assert running.after(timedelta(minutes=4)) == [], "whoever sends it may be about to try again"
    assert running.after(timedelta(minutes=1)) == [Repair.MAIL_SENT]
    assert running.after(GRACE) == []
    assert running.reported == [(Repair.MAIL_SENT, running.id)]
    assert [letter.subject for letter in running.desk.sender.letters] == ["reply_not_accepted"]


def test_a_person_has_a_mail_sent_at_once() -> None:
    running = Running()
    running.desk.sender.refusals.append(MailPaused("paused"))
    with pytest.raises(MailPaused):
        running.desk.notifier.notify(EmailName.REPLY_NOT_ACCEPTED, running.id, 1, Status.REJECTED_FOR_GOOD)
    running.desk.clock.move(timedelta(minutes=2))

    assert running.reconciliation.run(at_once=True) == 1
    assert running.reported == [(Repair.MAIL_SENT, running.id)]


def test_an_exception_is_started_again_as_well() -> None:
    running = Running()
    running.desk.accounts.put_account(facts(account_id="acct-exception", plan="business"))
    case = running.desk.exception_filing.file(exception_data(account_id="acct-exception"), "")

    assert running.after(GRACE) == [Repair.STARTED]
    running.executions.end("ABORTED")

    assert running.after(GRACE) == [Repair.RESTARTED]
    assert running.executions.started[-2:] == [(case.id, 1, 0), (case.id, 1, 1)]


class Between:
    """Does something once, before the ``number``-th call that it passes on."""

    def __init__(self, calls: list[str], number: int, act: Callable[[], object], behind: Any) -> None:
        self._calls, self._number, self._act, self._behind = calls, number, act, behind

    def __getattr__(self, name: str) -> Any:
        def call(*given: Any) -> Any:
            self._calls.append(name)
            if len(self._calls) == self._number:
                self._act()
            return getattr(self._behind, name)(*given)

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
def test_two_runs_at_the_same_time_mend_once_wherever_they_meet(how: str, number: int) -> None:
    running, calls = broken(how), list[str]()

    def between(behind: Any) -> Between:
        return Between(calls, number, lambda: running.reconciliation.run(), behind)

    other = running.desk_with(between(running.unfinished), between(running.executions), between(running.desk.waits))
    other.run()
    running.reconciliation.run()

    assert calls
    assert len(running.executions.running()) == 1
    assert running.numbers() == {"decided": [0], "missing": [0], "over": [0, 1], "failed": [0, 1]}[how]
    assert set(running.desk.waits.woken) == ({running.task} if how == "decided" else set())
