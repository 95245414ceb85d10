"""The email that a decision would send. Nothing is stored, and nothing is sent."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.cases.any_case import AnyCase, case_at
from domain.cases.case import Case, Decision, DecisionType
from domain.cases.conclusion import conclude_round
from domain.cases.exception import ExceptionCase, conclude_exception
from domain.decisions.decide import OpenedTask
from domain.model.api_key import KeyLocation
from domain.notifications.messages import REVIEWED, EmailName, recipients
from domain.notifications.outbox import EmailTemplates
from domain.policy import load_policy
from domain.presentation.case_view import case_values
from domain.presentation.key_values import key_values

LINK_VALUES = dict.fromkeys(("status_url", "revise_url", "apply_url", "help_url"), "(a link of their own)")
_KEY_TO_COME = {"key_id": "(its ID)", "key_place_text": "(Where to find it.)"}
_LINK = re.compile(r'\shref="[^"]*"')


@dataclass(frozen=True)
class EmailPreview:
    """``html`` is the email as it will look, with links that lead nowhere."""

    to: tuple[str, ...]
    subject: str
    text: str
    html: str


EMAILING_DECISIONS = frozenset(
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
"""The decisions after which an applicant or account manager gets an email."""


def decision_recipients(case: AnyCase, answer: DecisionType) -> tuple[str, ...]:
    """Who gets an email about the outcome: applicant and owner, or account manager and client; none if nobody does."""
    if answer not in EMAILING_DECISIONS:
        return ()
    if isinstance(case, ExceptionCase):
        is_granted = answer is DecisionType.GRANT
        return recipients(EmailName.EXCEPTION_GRANTED if is_granted else EmailName.EXCEPTION_REFUSED, case)
    if answer is DecisionType.REQUEST_INFO:
        return recipients(EmailName.QUESTION, case)
    name = {DecisionType.DECLINE: EmailName.DECLINED, DecisionType.APPROVE: EmailName.APPROVED}.get(answer)
    name = name or EmailName.REJECTED
    owners = recipients(EmailName.OWNER_OUTCOME, case) if name in REVIEWED else ()
    return (*recipients(name, case), *owners)


def preview_email(
    opened: OpenedTask,
    decision: Decision,
    templates: EmailTemplates,
    answer_days: int,
    reapply_days: int,
    key_location: KeyLocation | None,
) -> EmailPreview | None:
    """The email, or None if there is none, or the task is decided already.

    ``answer_days`` is how many days an applicant has to answer a question, ``reapply_days`` for how many an account
    can't apply again after a final rejection. ``key_location`` is where keys are found that Keydesk does not issue.
    """
    if opened.task.decision or decision.answer not in EMAILING_DECISIONS:
        return None
    case = _decided(opened, decision)
    if decision.answer is DecisionType.REQUEST_INFO:
        answer_by = decision.at + timedelta(days=answer_days)
        return _render(EmailName.QUESTION, case, templates, {"question": decision.note, "answer_by": answer_by})
    ended, name = _ended(case, decision.at, reapply_days)
    key = key_values(ended, key_location) if isinstance(ended, Case) else {}
    return _render(name, ended, templates, key if key_location else {**key, **_KEY_TO_COME})


def _decided(opened: OpenedTask, decision: Decision) -> AnyCase:
    """The case as if the task were decided."""
    case = case_at(opened.case, opened.task.key.round)
    task = opened.task.model_copy(update={"decision": decision})
    tasks = tuple(task if other.key == task.key else other for other in case.tasks)
    return case.model_copy(update={"tasks": tasks})


def _ended(case: AnyCase, at: datetime, reapply_days: int) -> tuple[AnyCase, EmailName]:
    """The case with the outcome that follows, and the email of that name."""
    if isinstance(case, ExceptionCase):
        ended = conclude_exception(case, at, load_policy().exceptions)
        return case.model_copy(update={"outcome": ended}), EmailName(ended.status)
    outcome = conclude_round(case, at, reapply_days)
    rounds = (*case.rounds[:-1], case.current.model_copy(update={"outcome": outcome}))
    return case.model_copy(update={"rounds": rounds, "status": outcome.status}), EmailName(outcome.status)


def _render(name: EmailName, case: AnyCase, templates: EmailTemplates, more: dict[str, Any]) -> EmailPreview:
    to = recipients(name, case)
    subject, text, html = templates.render_email(name, {**case_values(case), **LINK_VALUES, "to": to[0], **more})
    return EmailPreview(to=to, subject=subject, text=text, html=_LINK.sub("", html))
