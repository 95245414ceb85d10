"""The mail that a decision would bring, before anything is decided: nothing is stored, and nothing is sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.cases.any_case import AnyCase, case_at
from domain.cases.case import Answer, Decision, conclude
from domain.cases.exception import ExceptionCase, conclude_exception
from domain.decisions.decide import OpenedLink
from domain.notifications.messages import MailName, recipients
from domain.notifications.outbox import Templates
from domain.policy import load_policy
from domain.presentation.case_view import values_of

LINKS = dict.fromkeys(("status_url", "revise_url", "apply_url", "help_url"), "(a link of their own)")


@dataclass(frozen=True)
class Preview:
    """A mail as it would be sent: to whom, its subject and its text."""

    to: tuple[str, ...]
    subject: str
    text: str


TELLS = frozenset(
    {
        Answer.DECLINE,
        Answer.NOT_CLEAR,
        Answer.APPROVE,
        Answer.REJECT,
        Answer.ASK,
        Answer.GRANT,
        Answer.REFUSE,
    }
)
"""The answers that somebody outside hears of by mail. After any other the review goes on in silence."""


def preview(opened: OpenedLink, decision: Decision, templates: Templates, answer_days: int) -> Preview | None:
    """The mail that this decision would bring, or None where it brings none, or the task is decided already.

    ``answer_days`` is how many days an applicant has to answer a question.
    """
    if opened.task.decision or decision.answer not in TELLS:
        return None
    case = _decided(opened, decision)
    if decision.answer is Answer.ASK:
        answer_by = decision.at + timedelta(days=answer_days)
        return _mail(MailName.QUESTION, case, templates, {"question": decision.note, "answer_by": answer_by})
    ended, name = _ended(case, decision.at)
    return _mail(name, ended, templates, {})


def _decided(opened: OpenedLink, decision: Decision) -> AnyCase:
    """The case, as if the task were decided so."""
    case = case_at(opened.case, opened.task.key.round)
    task = opened.task.model_copy(update={"decision": decision})
    tasks = tuple(task if one.key == task.key else one for one in case.tasks)
    return case.model_copy(update={"tasks": tasks})


def _ended(case: AnyCase, at: datetime) -> tuple[AnyCase, MailName]:
    """The case with the outcome that follows, and the mail that is named like it."""
    if isinstance(case, ExceptionCase):
        refused_or_granted = conclude_exception(case, at, load_policy().exceptions)
        return case.model_copy(update={"outcome": refused_or_granted}), MailName(refused_or_granted.status)
    outcome = conclude(case, at)
    rounds = (*case.rounds[:-1], case.current.model_copy(update={"outcome": outcome}))
    return case.model_copy(update={"rounds": rounds, "status": outcome.status}), MailName(outcome.status)


def _mail(name: MailName, case: AnyCase, templates: Templates, more: dict[str, Any]) -> Preview:
    to = recipients(name, case)
    subject, text, _ = templates.write(name, {**values_of(case), **LINKS, "to": to[0], **more})
    return Preview(to=to, subject=subject, text=text)
