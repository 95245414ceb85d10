"""What pages and emails show of a case, as plain values: templates call nothing."""

from collections.abc import Iterable
from typing import Any

from domain.cases.case import WEEKS_TO_ANSWER, Case, DecisionType, Reason, Recheck, TaskKind
from domain.cases.exception import ExceptionCase
from domain.cases.history import EarlierApplication
from domain.cases.inbound_message import Handling, StoredMessage
from domain.model.account import Account
from domain.model.application import Application
from domain.policy import Finding, Verdict, load_policy
from domain.presentation.exception_criteria import criteria
from domain.presentation.fact_sheet import account_facts, own_account_facts, usage_words
from domain.presentation.labels import EXPOSURE_WORDS, HANDLING_LABELS, STATUS_LABELS, value_words

FIRST_LINES, FIRST_CHARACTERS, FIRST_ATTACHMENTS = 12, 700, 5
_TEXT_SHOWN_ELSEWHERE = (Handling.REVIEW_STARTED, Handling.QUESTION_ANSWERED)


def case_values(case: Case | ExceptionCase) -> dict[str, Any]:
    """The values for every template of a case: strings, numbers, times, lists and dicts."""
    return exception_values(case) if isinstance(case, ExceptionCase) else application_case_values(case)


def application_case_values(case: Case) -> dict[str, Any]:
    outcome, verdict = case.current.outcome, case.current.verdict
    return {
        **application_values(case.application),
        "first_project_name": case.request_of(1).project.name,  # in subjects: one search finds every email of a case
        "status": str(case.status),
        "round": case.current.number,
        "reply": case.current.reply,
        "account": all_account_facts(case.current.account),
        "findings": staff_finding_values(verdict),
        "policy_version": verdict.policy_version if verdict else "",
        "judged_at": case.current.judged_at,
        "reasons": [_reason(reason) for reason in outcome.reasons] if outcome else [],
        "flags": [_reason(flag) for flag in outcome.flags] if outcome else [],
        "reapply_on": outcome.reapply_on if outcome else None,
        "recheck": _recheck(case.recheck) if case.recheck else None,
        "earlier": _earlier(case),
        "decisions": _decisions(case),
        "questions": _questions(case),
        "messages": [message_values(message) for message in case.messages],
    }


def message_values(message: StoredMessage, *, is_whole: bool = False) -> dict[str, Any]:
    """The values of a received message; an attachment's ``size`` is in whole kilobytes.

    ``text`` is the beginning, and some attachments are missing, unless the message is to be shown whole. ``text`` is
    empty where the case shows it elsewhere, as the reply or as the answer to a question.
    """
    text = "" if message.handling in _TEXT_SHOWN_ELSEWHERE and not message.judgement else message.text
    shown = text if is_whole else beginning_of(text)
    files = message.attachments if is_whole else message.attachments[:FIRST_ATTACHMENTS]
    return {
        "receipt": message.receipt,
        "case_id": message.case_id,
        "from": message.from_address or "unknown sender",
        "subject": message.subject or "(no subject)",
        "at": message.received_at,
        "text": shown,
        "is_cut": shown != text or len(files) < len(message.attachments),
        "is_whole": is_whole,
        "attachments": [{"name": file.name, "type": file.media_type, "size": -(-file.size // 1024)} for file in files],
        "more_attachments": len(message.attachments) - len(files),
        "became": _became(message),
        "has_virus": message.has_virus,
    }


def beginning_of(text: str) -> str:
    """The first lines of a text. What somebody sends us must not push everything else off the page."""
    return "".join(text.splitlines(keepends=True)[:FIRST_LINES])[:FIRST_CHARACTERS].rstrip()


def _became(message: StoredMessage) -> str:
    if message.judgement:
        decided = "Accepted" if message.judgement.is_released else "Discarded"
        then = f" {HANDLING_LABELS[message.released_as]}." if message.released_as else ""
        return f"{decided} by {message.judgement.by}.{then} It was quarantined: {message.why}"
    return f"{HANDLING_LABELS[message.handling]}{': ' if message.why else '.'}{message.why}"


def application_values(application: Application) -> dict[str, Any]:
    """The values of an application without its review."""
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
        "exposure": EXPOSURE_WORDS[project.exposure],
        "commercial": "Yes" if project.commercial else "No",
        "theme_colours": list(project.theme_colours),
        "icon": project.icon.thumbnail if project.icon else "",
        "usage": usage_words(request),
        "submitted_at": application.submitted_at,
        "proof": value_words(application.proof or "none"),
        "weeks_to_answer": WEEKS_TO_ANSWER,
        "daily_limit": load_policy().daily_limit,
    }


def exception_values(case: ExceptionCase) -> dict[str, Any]:
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
        "criteria": [criterion.model_dump() for criterion in criteria(case, policy.exceptions)],
        "lasts_days": policy.exceptions.lasts_days,
        "weeks_to_answer": WEEKS_TO_ANSWER,
        "reason": outcome.reason if outcome else "",
        "ends_on": outcome.grant.ends_on if outcome and outcome.grant else None,
        "decisions": _decisions(case),
    }


def history_values(found: Iterable[EarlierApplication], case: Case) -> list[dict[str, Any]]:
    """Earlier applications of the account and the owner, for staff."""
    account_id = case.application.request.account_id
    return [
        {
            **earlier.model_dump(include={"case_id", "title", "account_id", "submitted_at", "ended_at"}),
            "is_of_account": earlier.account_id == account_id,
            "status": STATUS_LABELS[earlier.status],
            "reasons": [reason.message for reason in earlier.reasons],
        }
        for earlier in found
    ]


def finding_values(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """The findings: rejections first, then flags, then passes."""
    rules = load_policy().rules
    order = ["reject", "flag", "pass"]
    values = [
        {
            "rule": str(finding.rule),
            "title": rules[finding.rule].title,
            "result": str(finding.result),
            "saw": finding.saw,
            "message": finding.message,
            "fix": finding.fix,
        }
        for finding in findings
    ]
    return sorted(values, key=lambda finding: order.index(finding["result"]))


def staff_finding_values(verdict: Verdict | None) -> list[dict[str, str]]:
    """The findings of a verdict, each with its ``staff_message``, which never addresses the applicant."""
    found = verdict.findings if verdict else ()
    by_rule = {str(finding.rule): load_policy().staff_message(finding) for finding in found}
    return [{**values, "staff_message": by_rule[values["rule"]]} for values in finding_values(found)]


def verdict_values(verdict: Verdict) -> dict[str, Any]:
    """A verdict as the pre-check shows it; ``not_checked`` are rules whose results only the account holder may see."""
    policy = load_policy()
    findings = finding_values(verdict.findings)
    checked = {finding["rule"] for finding in findings}
    return {
        "policy_version": verdict.policy_version,
        "result": findings[0]["result"],
        "findings": findings,
        "not_checked": [
            {"rule": rule_id, "title": rule.title} for rule_id, rule in policy.rules.items() if rule_id not in checked
        ],
    }


def all_account_facts(account: Account | None) -> dict[str, str]:
    """The account's facts, as emails to staff show them."""
    return {**account_facts(account), **own_account_facts(account)}


def _decisions(case: Case | ExceptionCase) -> list[dict[str, Any]]:
    return [
        {"round": task.key.round, "task": str(task.key.kind), **task.decision.model_dump()}
        for task in case.tasks
        if task.decision
    ]


def _questions(case: Case) -> list[dict[str, Any]]:
    """The reviewers' questions to the applicant; ``answer`` is empty where there is none (yet)."""
    decisions = {task.key: task.decision for task in case.tasks}
    questions = [(key, made) for key, made in decisions.items() if made and made.answer is DecisionType.REQUEST_INFO]
    answers = [decisions.get(key.model_copy(update={"kind": TaskKind.INFO_REQUEST})) for key, _ in questions]
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
        for (key, question), answer in zip(questions, answers, strict=True)
    ]


def _reason(reason: Reason) -> dict[str, str]:
    """``title`` is that of the rule that gave the reason, or empty."""
    title = load_policy().rules[reason.rule].title if reason.rule else ""
    return {"title": title, "message": reason.message, "fix": reason.fix}


def _recheck(recheck: Recheck) -> dict[str, Any]:
    reasons, flags = ([_reason(reason) for reason in found] for found in (recheck.reasons, recheck.flags))
    return {"at": recheck.at, "reasons": reasons, "flags": flags}


def _earlier(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "round": past.number,
            "reasons": [_reason(reason) for reason in past.outcome.reasons],
            "policy_version": past.verdict.policy_version if past.verdict else "",
            "at": past.outcome.at,
        }
        for past in case.rounds[:-1]
        if past.outcome
    ]
