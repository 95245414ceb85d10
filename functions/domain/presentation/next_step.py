"""Whom a case waits for, or how it ended, in plain words."""

from datetime import datetime

from domain.cases.any_case import AnyCase
from domain.cases.case import Status, TaskKind
from domain.cases.exception import ExceptionStatus

_WAITS_FOR = {
    TaskKind.OWNER: "the owner of the key, who was asked to confirm",
    TaskKind.SAFETY: "Trust & Safety",
    TaskKind.REVIEW: "the reviewers",
    TaskKind.INFO_REQUEST: "the applicant, who was asked a question by mail",
    TaskKind.EXCEPTION_SAFETY: "Trust & Safety",
    TaskKind.EXCEPTION: "those who approve exceptions",
}
_ENDED = {
    Status.APPROVED: "The application is approved. Nobody is waited for.",
    Status.REJECTED: "The application is rejected. One reply of the applicant opens the second and last review.",
    Status.REJECTED_FOR_GOOD: "The application is rejected for good. Nobody is waited for.",
    Status.DECLINED: "The application has ended, since the owner declined. Nobody is waited for.",
    Status.EXPIRED: "The application has ended, since the owner did not answer in time. Nobody is waited for.",
    Status.WITHDRAWN: "The applicant has withdrawn the application. Nobody is waited for.",
    ExceptionStatus.GRANTED: "The exception is granted. Nobody is waited for.",
    ExceptionStatus.REFUSED: "The exception is refused. Nobody is waited for.",
}


def next_step(case: AnyCase) -> str:
    """Where the case stands now: a sentence or two."""
    if case.status in _ENDED:
        return _ENDED[case.status]
    waiting = next((task for task in case.tasks if task.decision is None), None)
    if waiting is None:
        return "The desk is at work on it: who comes next is asked by mail within minutes."
    since = f"The case waits for {_WAITS_FOR[waiting.key.kind]}, since {_day(waiting.opened_at)}."
    if waiting.answer_by is None:
        return since
    silence = "the reviewers go on without" if waiting.key.kind is TaskKind.INFO_REQUEST else "the application ends"
    return f"{since} Without an answer by {_day(waiting.answer_by)}, {silence}."


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"
