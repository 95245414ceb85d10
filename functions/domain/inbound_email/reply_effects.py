"""What a trusted reply does: it answers the open information request, starts the re-review, or changes nothing.

A reply received before a question was asked doesn't answer it, and one received before the rejection doesn't start the
re-review, however late it is handled: its author can't have meant that.
"""

from dataclasses import dataclass

from domain.cases.case import Case, Decision, DecisionType, Task, TaskKind
from domain.cases.inbound_message import Handling, StoredMessage
from domain.cases.ports import Cases, ReviewMachine, ReviewWaits
from domain.model.errors import AlreadyDecided
from domain.model.ports import Clock


@dataclass(frozen=True)
class ReplyEffects:
    cases: Cases
    machine: ReviewMachine
    waits: ReviewWaits
    clock: Clock

    def apply(self, reply: StoredMessage, case: Case) -> Handling:
        """Safe to repeat: one receipt has one effect."""
        answered = self._answered(reply, case)
        if answered:
            self.waits.resume(answered.key)
            return Handling.QUESTION_ANSWERED
        first = case.rounds[0].outcome
        if first and reply.received_at < first.at:
            return Handling.KEPT
        application = case.application
        if self.cases.reopen(application.id, reply.text, reply.receipt, reply.received_at):
            self.machine.start_review(application.id, application.request.account_id, round_number=2)
            return Handling.REVIEW_STARTED
        return Handling.NOT_ACCEPTED

    def _answered(self, reply: StoredMessage, case: Case) -> Task | None:
        """The information request that this reply answers, now or in an earlier call."""
        before = _answered_by(reply, case)
        question = case.task(TaskKind.INFO_REQUEST, case.current.number)
        if before or question is None or question.decision or reply.received_at < question.opened_at:
            return before
        decision = Decision(
            answer=DecisionType.ANSWERED, by=reply.from_address, at=self.clock(), note=reply.text, receipt=reply.receipt
        )
        try:
            self.cases.decide(question.key, decision)
        except AlreadyDecided:  # by another reply, or another call for this one
            return _answered_by(reply, self.cases.get_case(case.application.id))
        return question


def _answered_by(reply: StoredMessage, case: Case) -> Task | None:
    decided = (task for task in case.tasks if task.decision and task.decision.receipt == reply.receipt)
    return next(decided, None)
