"""What the status page shows: where an application stands, what comes next, and what happened, in plain words."""

from typing import Any

from domain.cases.case import WEEKS_TO_ANSWER, Case, DecisionType, Status, Task, TaskKind
from domain.presentation.case_view import application_case_values

_HEADLINES = {
    Status.IN_REVIEW: "In review",
    Status.APPROVED: "Approved",
    Status.REJECTED: "Rejected, and you can have it reviewed once more",
    Status.REJECTED_FOR_GOOD: "Rejected",
    Status.DECLINED: "Ended: the owner declined",
    Status.EXPIRED: "Ended: the owner did not answer",
    Status.WITHDRAWN: "Withdrawn",
}
_ENDED = {
    Status.APPROVED: "It was approved.",
    Status.REJECTED: "It was rejected.",
    Status.REJECTED_FOR_GOOD: "It was rejected for good.",
    Status.DECLINED: "It ended, since the owner declined.",
    Status.EXPIRED: "It ended, since the owner did not answer.",
    Status.WITHDRAWN: "It was withdrawn.",
}
_NEXT = {
    Status.APPROVED: "The API key appears in the API Center of the account.",
    Status.REJECTED: "Mend what the mail names, then reply to that mail. Your reply opens the second and last review.",
    Status.REJECTED_FOR_GOOD: "This answer is final.",
    Status.DECLINED: "Agree with an owner first, then apply again.",
    Status.EXPIRED: "Agree with the owner first, then apply again.",
    Status.WITHDRAWN: "You can apply again at any time.",
}
_WAITS_FOR = {
    TaskKind.OWNER: "The owner of the key has been asked to confirm, by mail.",
    TaskKind.SAFETY: "Trust & Safety looks at the account. There is nothing you need to do.",
    TaskKind.REVIEW: "A reviewer looks at the application. There is nothing you need to do.",
    TaskKind.INFO_REQUEST: "A reviewer asked you something, by mail. Reply to that mail, and the review goes on.",
}
_ANSWERED = {
    DecisionType.CONFIRM: "The owner of the key confirmed.",
    DecisionType.DECLINE: "The owner of the key declined.",
    DecisionType.UNANSWERED: "Nobody answered in time.",
    DecisionType.CLEAR: "Trust & Safety looked at the account.",
    DecisionType.NOT_CLEAR: "Trust & Safety looked at the account.",
    DecisionType.REQUEST_INFO: "A reviewer asked you a question.",
    DecisionType.ANSWERED: "You answered the question.",
}


def status_values(case: Case) -> dict[str, Any]:
    """Plain values for ``templates/pages/status.html``. Nobody of the staff is named."""
    return {
        **application_case_values(case),
        "headline": _HEADLINES[case.status],
        "next": _NEXT.get(case.status) or _in_review(case),
        "is_open": case.status is Status.IN_REVIEW,
        "weeks_to_answer": WEEKS_TO_ANSWER,
        "history": _history(case),
    }


def _in_review(case: Case) -> str:
    waiting = next((_WAITS_FOR[task.key.kind] for task in case.tasks if task.decision is None), "")
    return waiting or "The application is being looked at. There is nothing you need to do."


def _history(case: Case) -> list[dict[str, Any]]:
    events = [{"at": case.application.submitted_at, "words": "The application was handed in."}]
    events += [{"at": one.started_at, "words": "Your reply opened the second review."} for one in case.rounds[1:]]
    events += [answered for task in case.tasks if (answered := _answered(task))]
    events += [{"at": one.outcome.at, "words": _ENDED[one.outcome.status]} for one in case.rounds if one.outcome]
    return sorted(events, key=lambda event: event["at"])


def _answered(task: Task) -> dict[str, Any] | None:
    decision = task.decision
    if decision is None or decision.answer not in _ANSWERED:
        return None
    return {"at": decision.at, "words": _ANSWERED[decision.answer]}
