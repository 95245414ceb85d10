"""What pages and mails show of a case: plain values, so that templates call nothing."""

from typing import Any

from domain.cases.case import WEEKS_TO_ANSWER, Case, DecisionType, TaskKind
from domain.cases.exception import ExceptionCase
from domain.cases.exception_criteria import criteria
from domain.cases.inbound_message import Handling, StoredMessage
from domain.model.account import Account
from domain.model.application import Application
from domain.policy import Finding, Verdict, load_policy
from domain.presentation.fact_sheet import account_facts, own_account_facts
from domain.presentation.labels import HANDLING_LABELS, value_words

_SHOWN_ELSEWHERE = (Handling.REVIEW_STARTED, Handling.QUESTION_ANSWERED)


def case_values(case: Case | ExceptionCase) -> dict[str, Any]:
    """The values that every template of a case gets: strings, numbers, times, lists and dicts only."""
    return exception_values(case) if isinstance(case, ExceptionCase) else application_case_values(case)


def application_case_values(case: Case) -> dict[str, Any]:
    """What there is to show of an application and its rounds."""
    outcome = case.current.outcome
    verdict = case.current.verdict
    return {
        **application_values(case.application),
        "first_project_name": case.request_of(1).project.name,  # in subjects: a conversation keeps its own
        "status": str(case.status),
        "round": case.current.number,
        "reply": case.current.reply,
        "account": all_account_facts(case.current.account),
        "findings": finding_values(verdict.findings if verdict else ()),
        "reasons": [reason.model_dump() for reason in outcome.reasons] if outcome else [],
        "earlier": _earlier(case),
        "decisions": _decisions(case),
        "questions": _questions(case),
        "messages": [message_values(mail) for mail in case.received],
    }


def message_values(mail: StoredMessage) -> dict[str, Any]:
    """What there is to show of a received message; ``size`` of an attachment in whole kilobytes.

    ``text`` is empty where the case shows it in its place: as the reply, or as the answer to a question.
    """
    return {
        "receipt": mail.receipt,
        "case_id": mail.case_id,
        "from": mail.from_address or "nobody who could be read",
        "subject": mail.subject or "(no subject)",
        "at": mail.received_at,
        "text": "" if mail.handling in _SHOWN_ELSEWHERE and not mail.judgement else mail.text,
        "attachments": [
            {"name": one.name, "type": one.media_type, "size": -(-one.size // 1024)} for one in mail.attachments
        ],
        "became": _became(mail),
        "has_virus": mail.has_virus,
    }


def _became(mail: StoredMessage) -> str:
    if mail.judgement:
        judged = "Released" if mail.judgement.is_released else "Dropped"
        then = f" {HANDLING_LABELS[mail.released_as]}." if mail.released_as else ""
        return f"{judged} by {mail.judgement.by}.{then} It was held: {mail.why}"
    return f"{HANDLING_LABELS[mail.handling]}{': ' if mail.why else '.'}{mail.why}"


def application_values(application: Application) -> dict[str, Any]:
    """What an application says, without what the desk found."""
    request = application.request
    project, owner = request.project, request.other_owner
    return {
        "case_id": application.id,
        "what": "application",
        "applicant_name": request.applicant.name,
        "applicant_email": request.applicant.email,
        "applicant_role": value_words(request.applicant.role),
        "owner_name": owner.name if owner else "",
        "owner_email": owner.email if owner else "",
        "account_id": request.account_id,
        "project_name": project.name,
        "project_use": project.use,
        "project_website": project.website or "",
        "exposure": value_words(project.exposure),
        "commercial": "commercial" if project.commercial else "not commercial",
        "theme_colours": list(project.theme_colours),
        "icon": project.icon.thumbnail if project.icon else "",
        "requests_per_hour": request.requests_per_hour,
        "hours_per_day": request.hours_per_day,
        "requests_per_day": request.requests_per_day,
        "submitted_at": application.submitted_at,
        "proof": value_words(application.proof or "none"),
        "weeks_to_answer": WEEKS_TO_ANSWER,
        "daily_limit": load_policy().daily_limit,
    }


def exception_values(case: ExceptionCase) -> dict[str, Any]:
    """What there is to show of an exception."""
    policy = load_policy()
    outcome = case.outcome
    return {
        "case_id": case.id,
        "what": "exception",
        "account_id": case.request.account_id,
        "account_name": case.account.name,
        "client_email": case.account.email,
        "manager_name": case.request.account_manager.name,
        "manager_email": case.request.account_manager.email,
        "plan": case.account.plan.capitalize(),
        "is_high_value": case.account.is_high_value,
        "filed_at": case.filed_at,
        "criteria": [one.model_dump() for one in criteria(case, policy.exceptions)],
        "lasts_days": policy.exceptions.lasts_days,
        "weeks_to_answer": WEEKS_TO_ANSWER,
        "reason": outcome.reason if outcome else "",
        "ends_on": outcome.grant.ends_on if outcome and outcome.grant else None,
        "decisions": _decisions(case),
    }


def finding_values(findings: "tuple[Finding, ...] | list[Finding]") -> list[dict[str, str]]:
    """What the rules found: those that reject first, then the flags, then the passes."""
    rules = load_policy().rules
    order = ["reject", "flag", "pass"]
    values = [
        {
            "rule": str(one.rule),
            "title": rules[one.rule].title,
            "result": str(one.result),
            "saw": one.saw,
            "message": one.message,
            "fix": one.fix,
        }
        for one in findings
    ]
    return sorted(values, key=lambda one: order.index(one["result"]))


def verdict_values(verdict: Verdict) -> dict[str, Any]:
    """A verdict as the pre-check answers it; ``not_checked`` are rules of which only the account's holder hears."""
    policy = load_policy()
    findings = finding_values(verdict.findings)
    seen = {one["rule"] for one in findings}
    return {
        "policy_version": verdict.policy_version,
        "result": findings[0]["result"],
        "findings": findings,
        "not_checked": [{"rule": rule, "title": one.title} for rule, one in policy.rules.items() if rule not in seen],
    }


def all_account_facts(account: Account | None) -> dict[str, str]:
    """The account's facts as staff read them in a mail."""
    return {**account_facts(account), **own_account_facts(account)}


def _decisions(case: Case | ExceptionCase) -> list[dict[str, Any]]:
    return [
        {"round": task.key.round, "task": str(task.key.kind), **task.decision.model_dump()}
        for task in case.tasks
        if task.decision
    ]


def _questions(case: Case) -> list[dict[str, Any]]:
    """What reviewers asked the applicant, and the answers; ``answer`` is empty where there is none (yet)."""
    decisions = {task.key: task.decision for task in case.tasks}
    asked = [(key, one) for key, one in decisions.items() if one and one.answer is DecisionType.REQUEST_INFO]
    answers = [decisions.get(key.model_copy(update={"kind": TaskKind.INFO_REQUEST})) for key, _ in asked]
    return [
        {
            "round": key.round,
            "question": question.note,
            "asked_by": question.by,
            "asked_at": question.at,
            "answer": answer.note if answer else "",
            "answered_at": answer.at if answer and answer.answer is DecisionType.ANSWERED else None,
            "is_closed": answer is not None,
        }
        for (key, question), answer in zip(asked, answers, strict=True)
    ]


def _earlier(case: Case) -> list[dict[str, Any]]:
    return [
        {"round": one.number, "reasons": [reason.model_dump() for reason in one.outcome.reasons], "at": one.outcome.at}
        for one in case.rounds[:-1]
        if one.outcome
    ]
