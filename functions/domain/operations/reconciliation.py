"""Reconciling: what runs on AWS is compared with what the table says, and mended where the two differ.

Nothing is decided here, and nothing is done twice. A decision is handed over to whatever waits for it. An execution
that is over or missing is started again, and each of its states finds in the table what was done before. AWS takes a
name once, and the number in an execution's name comes from a conditional write: so two who start one start one.
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

MAX_TRIES = 4  # with the growing pauses between them: most of a working day, which outlasts what passes by itself
LONG = timedelta(days=1)  # an execution that lived so long did not fail of what the one before it failed of


class Repair(StrEnum):
    """What was done about a round or a mail; ``STUCK`` is what could not be. Metrics and log lines have these names."""

    HANDED_OVER = "HandedOver"
    STARTED = "Started"
    RESTARTED = "Restarted"
    MAIL_SENT = "MailSent"
    STUCK = "Stuck"


Report = Callable[[Repair, RoundKey], None]


@dataclass(frozen=True)
class ReviewRecovery:
    """Everything that mending rounds needs. What is younger than ``grace`` is left alone: it may be under way."""

    unfinished: UnfinishedRounds
    executions: Executions
    waits: ReviewWaits
    clock: Clock
    report: Report
    grace: timedelta

    def restart(self, case_id: str) -> bool:
        """Start again, now, what is over of one case, however often it was. False where it runs, or ended well."""
        return (
            sum(self.recover(key, at_once=True, hands_over=False) for key in self.unfinished.list_of_case(case_id)) > 0
        )

    def recover(self, key: RoundKey, at_once: bool, hands_over: bool = True) -> bool:
        """Mend one round; false where there was nothing to mend, or nothing that could be.

        What runs is left alone, but for a decision that is handed over to it, if ``hands_over``.
        """
        one = self.unfinished.get_round(key)
        if one is None:
            return False  # it ended well a moment ago
        execution = self.executions.get_execution(one)
        grace = timedelta() if at_once else self.grace
        if execution and not execution.ended:
            return hands_over and self._hand_over(one, self.clock() - grace)
        if execution is None and not one.is_failed:
            return self._start(one, self.clock() - grace)
        return self._start_again(one, execution, at_once)

    def _hand_over(self, one: Unfinished, before: datetime) -> bool:
        """Wake the state that waits for the newest task, if that was decided before this time."""
        task = self.unfinished.last_task(one)
        if task is None or task.decision is None or task.decision.at > before:
            return False
        return self.waits.resume(task.key) and self.recovered(Repair.HANDED_OVER, one.key)

    def _start(self, one: Unfinished, before: datetime) -> bool:
        """Start an execution that should be there. One of the same name is started once, whoever else does."""
        if one.started_at > before:
            return False
        self.executions.start_execution(one)
        return self.recovered(Repair.STARTED, one.key)

    def _start_again(self, one: Unfinished, execution: Execution | None, at_once: bool) -> bool:
        """Start anew what is over. The pause before it grows with each try, until it is given up."""
        tries = 0 if at_once or (execution and execution.lived >= LONG) else one.tries
        if tries >= MAX_TRIES:
            self.unfinished.record_failure(one, execution.ended if execution else "")
            self.report(Repair.STUCK, one.key)
            return False
        if not at_once and self.clock() < one.started_at + self.grace * 4**tries:
            return False
        again = self.unfinished.record_next_try(one, tries + 1, self.clock())
        if again is None:
            return False  # another one did, or it ended well
        self.executions.start_execution(again)
        return self.recovered(Repair.RESTARTED, one.key)

    def recovered(self, repair: Repair, key: RoundKey) -> bool:
        """Report what was done; true."""
        self.report(repair, key)
        return True


@dataclass(frozen=True)
class Reconciliation:
    """Everything that reconciling needs."""

    recovery: ReviewRecovery
    outbox_retry: OutboxRetry

    def run(self, at_once: bool = False) -> int:
        """Mend all that is unfinished; answers with how much was mended. Safe to repeat, also at the same time.

        ``at_once`` is a person's call, after the cause was mended: it starts again whatever is over, also what was
        given up and what is young.

        Raises:
            ExceptionGroup: of what went wrong with single rounds and mails, after all others.
        """
        mended, faults = 0, []
        for key, mend in self._all(at_once):
            try:
                mended += mend()
            except Exception as fault:  # one round that cannot be read must not keep the others from going on
                self.recovery.report(Repair.STUCK, key)
                faults.append(fault)
        if faults:
            raise ExceptionGroup(f"{len(faults)} could not be mended", faults)
        return mended

    def _all(self, at_once: bool) -> Iterator[tuple[RoundKey, Callable[[], bool]]]:
        for key in self.recovery.unfinished.list_all():
            yield key, partial(self.recovery.recover, key, at_once)
        before = self.recovery.clock() - (timedelta() if at_once else self.recovery.grace)
        for mail in self.outbox_retry.notifier.outbox.store.list_due(before):
            yield RoundKey(case_id=mail.case_id, round=mail.round), partial(self._resend, mail)

    def _resend(self, mail: OutboxEntry) -> bool:
        key = RoundKey(case_id=mail.case_id, round=mail.round)
        return self.outbox_retry.resend(mail) and self.recovery.recovered(Repair.MAIL_SENT, key)
