"""The mail that a decision would bring, before anything is decided: nothing is stored, and nothing is sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.cases.any_case import AnyCase, case_at
from domain.cases.case import Decision, DecisionType, conclude_round
from domain.cases.exception import ExceptionCase, conclude_exception
from domain.decisions.decide import OpenedTask
from domain.notifications.messages import EmailName, recipients
from domain.notifications.outbox import EmailTemplates
from domain.policy import load_policy
from domain.presentation.case_view import case_values

LINKS = dict.fromkeys(("status_url", "revise_url", "apply_url", "help_url"), "(a link of their own)")


@dataclass(frozen=True)
class Preview:
    """A mail as it would be sent: to whom, its subject and its text."""

    to: tuple[str, ...]
    subject: str
    text: str


TELLS = frozenset(
    {
        DecisionType.DECLINE,
        DecisionType.NOT_CLEAR,
        DecisionType.APPROVE,
        DecisionType.REJECT,
        DecisionType.REQUEST_INFO,
        DecisionType.GRANT,
        DecisionType.REFUSE,
    }
)
"""The answers that somebody outside hears of by mail. After any other the review goes on in silence."""


def preview(opened: OpenedTask, decision: Decision, templates: EmailTemplates, answer_days: int) -> Preview | None:
    """The mail that this decision would bring, or None where it brings none, or the task is decided already.

    ``answer_days`` is how many days an applicant has to answer a question.
    """
    if opened.task.decision or decision.answer not in TELLS:
        return None
    case = _decided(opened, decision)
    if decision.answer is DecisionType.REQUEST_INFO:
        answer_by = decision.at + timedelta(days=answer_days)
        return _mail(EmailName.QUESTION, case, templates, {"question": decision.note, "answer_by": answer_by})
    ended, name = _ended(case, decision.at)
    return _mail(name, ended, templates, {})


def _decided(opened: OpenedTask, decision: Decision) -> AnyCase:
    """The case, as if the task were decided so."""
    case = case_at(opened.case, opened.task.key.round)
    task = opened.task.model_copy(update={"decision": decision})
    tasks = tuple(task if one.key == task.key else one for one in case.tasks)
    return case.model_copy(update={"tasks": tasks})


def _ended(case: AnyCase, at: datetime) -> tuple[AnyCase, EmailName]:
    """The case with the outcome that follows, and the mail that is named like it."""
    if isinstance(case, ExceptionCase):
        refused_or_granted = conclude_exception(case, at, load_policy().exceptions)
        return case.model_copy(update={"outcome": refused_or_granted}), EmailName(refused_or_granted.status)
    outcome = conclude_round(case, at)
    rounds = (*case.rounds[:-1], case.current.model_copy(update={"outcome": outcome}))
    return case.model_copy(update={"rounds": rounds, "status": outcome.status}), EmailName(outcome.status)


def _mail(name: EmailName, case: AnyCase, templates: EmailTemplates, more: dict[str, Any]) -> Preview:
    to = recipients(name, case)
    subject, text, _ = templates.render_email(name, {**case_values(case), **LINKS, "to": to[0], **more})
    return Preview(to=to, subject=subject, text=text)
