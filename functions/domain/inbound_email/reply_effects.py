"""What a trusted reply does: it answers the open question, starts the re-review, is about the key, or changes nothing.

A reply received before a question was asked doesn't answer it, and one received before the rejection doesn't start the
re-review, however late it is handled: its author can't have meant that.
"""

from dataclasses import dataclass

from domain.applications.re_review import ReReview, ReReviewRequest, ReReviews
from domain.applications.status_links import answer_question
from domain.cases.case import Case, Decision, DecisionType, Task, TaskKind
from domain.cases.inbound_message import Handling, StoredMessage
from domain.cases.ports import Cases, ReviewWaits
from domain.model.api_key import KeyAction
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
        question = _question_for(reply, case)
        if question and answer_question(question, self._answer(reply), self.cases, self.waits):
            return Handling.QUESTION_ANSWERED
        first = case.rounds[0].outcome
        if first and reply.received_at < first.at:
            return Handling.KEPT
        if _is_about_key(reply, case):
            return Handling.ABOUT_KEY
        request = ReReviewRequest(words=reply.text, receipt=reply.receipt, at=reply.received_at)
        return _HANDLING[self.re_reviews.start(case.application.id, request)]

    def _answer(self, reply: StoredMessage) -> Decision:
        return Decision(
            answer=DecisionType.ANSWERED, by=reply.from_address, at=self.clock(), note=reply.text, receipt=reply.receipt
        )


def _is_about_key(reply: StoredMessage, case: Case) -> bool:
    """Whether the client was told that the key is used too much, or was suspended, resumed or revoked, before this."""
    told = (change for change in case.key_changes if change.action is not KeyAction.ISSUE)
    return any(change.at <= reply.received_at for change in told)


def _question_for(reply: StoredMessage, case: Case) -> Task | None:
    """The question that this reply has answered in an earlier call, or the one that was open when it came."""
    answered = (task for task in case.tasks if task.decision and task.decision.receipt == reply.receipt)
    last = case.task(TaskKind.INFO_REQUEST, case.current.number)
    is_open = last and last.decision is None and reply.received_at >= last.opened_at
    return next(answered, last if is_open else None)
