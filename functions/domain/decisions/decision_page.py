"""The decision page: the case, and the decisions to choose from or the one that was made."""

from typing import Any

from domain.cases.any_case import AnyCase, case_at
from domain.cases.case import DECISION_TYPES, Case, Decision, DecisionType, TaskKind
from domain.cases.history import EarlierApplication
from domain.decisions.decide import Draft, OpenedTask
from domain.decisions.email_preview import EMAILING_DECISIONS, EmailPreview, decision_recipients
from domain.decisions.saved_replies import SavedReply
from domain.model.errors import FieldProblem
from domain.notifications.delivery_status import OutboxRecord, delivery_problems
from domain.policy import Verdict, load_policy
from domain.presentation.case_rows import assignment_values
from domain.presentation.case_view import case_values, history_values, message_values
from domain.presentation.external_link import external_link
from domain.presentation.fact_sheet import (
    USE,
    WEBSITE,
    account_facts,
    changes,
    own_account_facts,
    request_facts,
    rule_results,
)
from domain.presentation.labels import DECISION_LABELS
from domain.presentation.next_step import next_step

NEWEST_MESSAGES = 5
_GOOD = (DecisionType.CONFIRM, DecisionType.CLEAR, DecisionType.APPROVE, DecisionType.GRANT)
_BAD = (DecisionType.DECLINE, DecisionType.NOT_CLEAR, DecisionType.REJECT, DecisionType.REFUSE)


def decision_values(
    opened: OpenedTask,
    draft: Draft | None = None,
    problems: list[FieldProblem] | None = None,
    preview: EmailPreview | None = None,
    replies: tuple[SavedReply, ...] = (),
    whole_message: str = "",
) -> dict[str, Any]:
    """Plain values for ``templates/pages/decision.html``. ``whole_message`` is the receipt of one to show whole.

    A draft is shown as it was typed, with its problems or the email that it would send. ``replies`` are those that a
    reviewer can insert into the note.
    """
    kind = opened.task.key.kind
    case = case_at(opened.case, opened.task.key.round)
    values = facts_values(case, opened.emails, opened.earlier, whole_message)
    decision = opened.task.decision
    return {
        **values,
        "kind": str(kind),
        "person": opened.token.person,
        "replies": [reply.model_dump() for reply in replies] if kind is TaskKind.REVIEW else [],
        "answer_by": opened.task.answer_by,
        "checked_since": opened.task.opened_at if opened.task.asks_check else None,
        "assigned": assignment_values(opened.task, opened.token.person),
        "now": next_step(opened.case),
        "answers": [{"name": str(known), "brings_mail": known in EMAILING_DECISIONS} for known in DECISION_TYPES[kind]],
        "chosen": draft.answer if draft else str(opened.token.answer),
        "note": draft.note if draft else "",
        "problem": problems[0].message if problems else "",
        "preview": {"to": list(preview.to), "subject": preview.subject, "text": preview.text} if preview else None,
        "email_html": preview.html if preview else "",
        "reasons_to_choose": _reasons_to_choose(values, draft) if kind is TaskKind.REVIEW else [],
        "decided": decided_values(decision, opened.token.person) if decision else None,
        "told": list(decision_recipients(case, decision.answer)) if decision else [],
    }


def facts_values(
    case: AnyCase, emails: tuple[OutboxRecord, ...], earlier: tuple[EarlierApplication, ...], whole_message: str = ""
) -> dict[str, Any]:
    """All facts of a case, for reviewers; ``kind`` is that of its main task."""
    return {
        **case_values(case),
        **_messages(case, whole_message),
        **_application(case),
        **_account(case),
        "changed": _changed(case),
        "history": history_values(earlier, case) if isinstance(case, Case) else [],
        "mail_problems": delivery_problems(emails),
        "kind": str(TaskKind.REVIEW if isinstance(case, Case) else TaskKind.EXCEPTION),
    }


def _application(case: AnyCase) -> dict[str, Any]:
    """The applicant's statements, apart from them what the API will be used for, and the website as a link."""
    facts = request_facts(case.application.request) if isinstance(case, Case) else {}
    return {"use": facts.pop(USE, ""), "said": facts, "website": external_link(facts.get(WEBSITE, ""))}


def _messages(case: AnyCase, whole: str) -> dict[str, Any]:
    """The newest messages and the one to show whole; the others by subject and sender, since there can be many."""
    received = case.messages if isinstance(case, Case) else ()
    newest = received[-NEWEST_MESSAGES:]
    shown = [message for message in received if message in newest or message.receipt == whole]
    return {
        "messages": [message_values(message, is_whole=message.receipt == whole) for message in shown],
        "earlier_messages": [message_values(message) for message in received if message not in shown],
    }


def decided_values(decision: Decision, person: str) -> dict[str, Any]:
    rules = load_policy().rules
    return {
        "answer": str(decision.answer),
        "words": DECISION_LABELS[decision.answer],
        "look": "good" if decision.answer in _GOOD else "bad" if decision.answer in _BAD else "doubt",
        "by": decision.by,
        "at": decision.at,
        "rules": [rules[rule].title for rule in decision.rules],
        "note": decision.note,
        "by_you": decision.by == person,
    }


def _account(case: AnyCase) -> dict[str, Any]:
    """The account's facts: those of the lookup, and Keydesk's own."""
    if not isinstance(case, Case):
        return {"looked_up": account_facts(case.account), "looked_up_on": case.filed_at, "own_records": {}}
    account = case.current.account
    return {
        "looked_up": account_facts(account),
        "looked_up_on": account.as_of if account else None,
        "own_records": own_account_facts(account),
    }


def _changed(case: AnyCase) -> list[dict[str, Any]]:
    """What has changed since the first round, by its source."""
    if not isinstance(case, Case) or len(case.rounds) == 1:
        return []
    before, now = case.rounds[-2:]
    old, new = (request_facts(case.request_of(judged.number)) for judged in (before, now))
    groups = {
        "The application": changes(old, new),
        "The account": changes(account_facts(before.account), account_facts(now.account)),
        "Our own records": changes(own_account_facts(before.account), own_account_facts(now.account)),
        "The policy checks": _changed_results(before.verdict, now.verdict),
    }
    return [{"title": title, "facts": facts} for title, facts in groups.items()]


def _changed_results(before: Verdict | None, now: Verdict | None) -> list[dict[str, Any]]:
    """The rules with another result, not those that saw something else and came to the same one."""
    found = changes(rule_results(before), rule_results(now))
    return [rule for rule in found if rule["before"].partition(":")[0] != rule["after"].partition(":")[0]]


def _reasons_to_choose(values: dict[str, Any], draft: Draft | None) -> list[dict[str, Any]]:
    """The rules by which a reviewer can reject, with what they found. Those that are flagged come first, and chosen."""
    flagged = {finding["rule"]: finding["saw"] for finding in values["findings"] if finding["result"] == "flag"}
    policy = load_policy()
    reasons = [
        {
            "rule": str(rule),
            "title": policy.rules[rule].title,
            "message": text.message,
            "fix": text.fix,
            "saw": flagged.get(rule, ""),
            "is_flagged": rule in flagged,
            "is_chosen": rule in draft.rules if draft else rule in flagged,
        }
        for rule, text in policy.judged.items()
    ]
    return sorted(reasons, key=lambda reason: not reason["is_flagged"])
