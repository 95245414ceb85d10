"""Reconciliation: compares the executions on AWS with the table, and repairs what differs.

A decision that was not passed on resumes the state that waits for it. An execution that has ended or is missing is
started again; its states find in the table what was done before. Two runs at once start one execution: AWS accepts a
name once, and the number in the name comes from a conditional write.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from domain.cases.ports import ReviewWaits
from domain.model.ports import Clock
from domain.notifications.messages import OutboxEntry
from domain.operations.outbox_retry import OutboxRetry
from domain.operations.ports import Executions, UnfinishedRounds
from domain.operations.unfinished_rounds import Execution, RoundKey, Unfinished

MAX_TRIES = 4  # with their growing pauses, most of a working day
LONG = timedelta(days=1)  # an execution that lived so long has failed of another cause than the one before


class Repair(StrEnum):
    """What was done about a round or an email; ``STUCK`` could not be repaired. Metrics and logs have these names."""

    HANDED_OVER = "HandedOver"
    STARTED = "Started"
    RESTARTED = "Restarted"
    MAIL_SENT = "MailSent"
    STUCK = "Stuck"


Report = Callable[[Repair, RoundKey], None]


@dataclass(frozen=True)
class ReviewRecovery:
    """Repairs single rounds. What is younger than ``grace`` may be under way, and is left alone."""

    unfinished: UnfinishedRounds
    executions: Executions
    waits: ReviewWaits
    clock: Clock
    report: Report
    grace: timedelta

    def restart(self, case_id: str) -> bool:
        """Restart what has ended of a case, however often it was tried. False if it runs, or has succeeded."""
        keys = self.unfinished.list_of_case(case_id)
        return sum(self.recover(key, at_once=True, hands_over=False) for key in keys) > 0

    def recover(self, key: RoundKey, at_once: bool, hands_over: bool = True) -> bool:
        """Repair a round. False if there was nothing to repair, or nothing could be.

        With ``hands_over``, a decision is passed on to an execution that runs.
        """
        unfinished = self.unfinished.get_round(key)
        if unfinished is None:
            return False  # it succeeded a moment ago
        execution = self.executions.get_execution(unfinished)
        grace = timedelta() if at_once else self.grace
        if execution and not execution.ended:
            return hands_over and self._hand_over(unfinished, self.clock() - grace)
        if execution is None and not unfinished.is_failed:
            return self._start(unfinished, self.clock() - grace)
        return self._restart(unfinished, execution, at_once)

    def _hand_over(self, unfinished: Unfinished, before: datetime) -> bool:
        """Resume the state that waits for the newest task, if that was decided before this time."""
        task = self.unfinished.last_task(unfinished)
        if task is None or task.decision is None or task.decision.at > before:
            return False
        return self.waits.resume(task.key) and self.report_done(Repair.HANDED_OVER, unfinished.key)

    def _start(self, unfinished: Unfinished, before: datetime) -> bool:
        """Start an execution that is missing."""
        if unfinished.started_at > before:
            return False
        self.executions.start_execution(unfinished)
        return self.report_done(Repair.STARTED, unfinished.key)

    def _restart(self, unfinished: Unfinished, execution: Execution | None, at_once: bool) -> bool:
        """Start another execution. The pause before it grows with each try, until ``MAX_TRIES``."""
        tries = 0 if at_once or (execution and execution.lived >= LONG) else unfinished.tries
        if tries >= MAX_TRIES:
            self.unfinished.record_failure(unfinished, execution.ended if execution else "")
            self.report(Repair.STUCK, unfinished.key)
            return False
        if not at_once and self.clock() < unfinished.started_at + self.grace * 4**tries:
            return False
        again = self.unfinished.record_next_try(unfinished, tries + 1, self.clock())
        if again is None:
            return False  # that was done meanwhile, or it has succeeded
        self.executions.start_execution(again)
        return self.report_done(Repair.RESTARTED, unfinished.key)

    def report_done(self, repair: Repair, key: RoundKey) -> bool:
        """Report a repair. Always true."""
        self.report(repair, key)
        return True


@dataclass(frozen=True)
class Reconciliation:
    recovery: ReviewRecovery
    outbox_retry: OutboxRetry

    def run(self, at_once: bool = False) -> int:
        """Repair all that is unfinished; returns the number of repairs. Safe to repeat, also at the same time.

        ``at_once`` is for a person who has fixed the cause: it also restarts what was given up and what is young.

        Raises:
            ExceptionGroup: of the errors of single rounds and emails, after all others are done.
        """
        repairs, faults = 0, []
        for key, repair in self._all(at_once):
            try:
                repairs += repair()
            except Exception as fault:  # the other rounds must go on
                self.recovery.report(Repair.STUCK, key)
                faults.append(fault)
        if faults:
            raise ExceptionGroup(f"{len(faults)} could not be repaired", faults)
        return repairs

    def _all(self, at_once: bool) -> Iterator[tuple[RoundKey, Callable[[], bool]]]:
        for key in self.recovery.unfinished.list_all():
            yield key, partial(self.recovery.recover, key, at_once)
        before = self.recovery.clock() - (timedelta() if at_once else self.recovery.grace)
        for entry in self.outbox_retry.notifier.outbox.store.list_due(before):
            key = RoundKey(case_id=entry.case_id, round=entry.round)
            yield key, partial(self._resend, entry, key)

    def _resend(self, entry: OutboxEntry, key: RoundKey) -> bool:
        return self.outbox_retry.resend(entry) and self.recovery.report_done(Repair.MAIL_SENT, key)
