"""What a trusted reply does: it answers the open information request, starts the re-review, or changes nothing.

A reply received before a question was asked doesn't answer it, and one received before the rejection doesn't start the
re-review, however late it is handled: its author can't have meant that.
"""

from dataclasses import dataclass

from domain.applications.re_review import ReReview, ReReviewRequest, ReReviews
from domain.cases.case import Case, Decision, DecisionType, Task, TaskKind
from domain.cases.inbound_message import Handling, StoredMessage
from domain.cases.ports import Cases, ReviewWaits
from domain.model.errors import AlreadyDecided
from domain.model.ports import Clock

_HANDLING = {
    ReReview.STARTED: Handling.REVIEW_STARTED,
    ReReview.STILL_MISSING: Handling.STILL_MISSING,
    ReReview.NOT_POSSIBLE: Handling.NOT_ACCEPTED,
}


@dataclass(frozen=True)
class ReplyEffects:
    cases: Cases
    re_reviews: ReReviews
    waits: ReviewWaits
    clock: Clock

    def apply(self, reply: StoredMessage, case: Case) -> Handling:
        """Safe to repeat: one receipt has one effect.

        Raises:
            AccountLookupFailed: if it can't be checked whether the re-review may start.
        """
        answered = self._answered(reply, case)
        if answered:
            self.waits.resume(answered.key)
            return Handling.QUESTION_ANSWERED
        first = case.rounds[0].outcome
        if first and reply.received_at < first.at:
            return Handling.KEPT
        request = ReReviewRequest(words=reply.text, receipt=reply.receipt, at=reply.received_at)
        return _HANDLING[self.re_reviews.start(case.application.id, request)]

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
