"""The mails of the desk: which there are, and the plain values that their templates get."""

from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime

from review.fields import Record
from review.lifecycle import Case, TaskKind

WEEKS_TO_ANSWER = "6 to 8 weeks"
DAILY_LIMIT = 40_000


class MailName(StrEnum):
    """Each mail has a folder of this name under ``templates/emails``."""

    RECEIVED = "received"
    SAFETY_REQUEST = "safety_request"
    REVIEW_REQUEST = "review_request"
    APPROVED = "approved"
    REJECTED = "rejected"
    REJECTED_FOR_GOOD = "rejected_for_good"
    REVIEW_AGAIN = "review_again"
    REPLY_NOT_ACCEPTED = "reply_not_accepted"


REQUEST_OF: dict[TaskKind, MailName] = {
    TaskKind.SAFETY: MailName.SAFETY_REQUEST,
    TaskKind.REVIEW: MailName.REVIEW_REQUEST,
}


class Mail(Record):
    """A mail that is due: one name, one round, one person. The same values are the same mail, which is sent once.

    ``occasion`` tells two apart that are both due: a reply is answered once for each status that it meets.
    """

    name: MailName
    application_id: str
    round: int
    to: str
    occasion: str = ""


class SentMail(Record):
    """Proof that SES took a mail: its message id (as SES answers it) and the time."""

    message_id: str
    at: AwareDatetime


class Letter(Record):
    """A mail that is written out and ready to post."""

    to: str
    subject: str
    text: str
    html: str
    reply_to: str
    thread_id: str


def case_values(case: Case) -> dict[str, Any]:
    """The values that every template gets: strings, numbers, lists and dicts only."""
    request = case.application.request
    outcome = case.current.outcome
    return {
        "application_id": case.application.id,
        "status": str(case.status),
        "round": case.current.number,
        "applicant_name": request.applicant.name,
        "applicant_email": request.applicant.email,
        "applicant_role": request.applicant.role.replace("_", " "),
        "account_id": request.account_id,
        "project_name": request.project.name,
        "project_use": request.project.use,
        "project_website": request.project.website or "",
        "exposure": request.project.exposure.replace("_", " "),
        "requests_per_hour": request.requests_per_hour,
        "hours_per_day": request.hours_per_day,
        "requests_per_day": request.requests_per_day,
        "submitted_at": case.application.submitted_at,
        "reply": case.current.reply,
        "account": _account_facts(case),
        "findings": _findings(case),
        "reasons": [reason.model_dump() for reason in outcome.reasons] if outcome else [],
        "earlier": _earlier(case),
        "decisions": _decisions(case),
        "weeks_to_answer": WEEKS_TO_ANSWER,
        "daily_limit": DAILY_LIMIT,
    }


def _findings(case: Case) -> list[dict[str, str]]:
    findings = case.current.verdict.findings if case.current.verdict else ()
    return [
        {"title": one.rule.replace("_", " ").capitalize(), "result": str(one.result), "saw": one.saw}
        for one in findings
    ]


def _account_facts(case: Case) -> dict[str, str]:
    account = case.current.account
    if account is None:
        return {}
    return {
        "Registered name": account.name,
        "Legal name": account.legal_name or "not given",
        "Business name": account.business_name or "not given",
        "Plan": account.plan.capitalize(),
        "Address for notices": account.email,
    }


def _decisions(case: Case) -> list[dict[str, Any]]:
    return [
        {"round": task.key.round, "task": str(task.key.kind), **task.decision.model_dump()}
        for task in case.tasks
        if task.decision
    ]


def _earlier(case: Case) -> list[dict[str, Any]]:
    return [
        {"round": one.number, "reasons": [reason.model_dump() for reason in one.outcome.reasons], "at": one.outcome.at}
        for one in case.rounds[:-1]
        if one.outcome
    ]
