"""What the decision page shows: the case, the answers that can be given, or what was decided."""

from typing import Any

from domain.cases.any_case import AnyCase, case_at
from domain.cases.case import DECISION_TYPES, Case, Decision, DecisionType, TaskKind
from domain.decisions.decide import Draft, OpenedTask
from domain.decisions.email_preview import TELLS, Preview
from domain.decisions.saved_replies import SavedReply
from domain.model.errors import FieldProblem
from domain.notifications.delivery_status import OutboxRecord, delivery_problems
from domain.policy import load_policy
from domain.presentation.case_view import case_values
from domain.presentation.fact_sheet import account_facts, changes, own_account_facts, request_facts, rule_results
from domain.presentation.labels import DECISION_LABELS
from domain.presentation.next_step import next_step

_GOOD = (DecisionType.CONFIRM, DecisionType.CLEAR, DecisionType.APPROVE, DecisionType.GRANT)
_BAD = (DecisionType.DECLINE, DecisionType.NOT_CLEAR, DecisionType.REJECT, DecisionType.REFUSE)


def decision_values(
    opened: OpenedTask,
    draft: Draft | None = None,
    problems: list[FieldProblem] | None = None,
    preview: Preview | None = None,
    replies: tuple[SavedReply, ...] = (),
) -> dict[str, Any]:
    """Plain values for ``templates/pages/decision.html``.

    With a draft the page has it as it was typed, with what is wrong with it or the mail that it would bring.
    ``replies`` are what a reviewer can put into the words for the applicant.
    """
    kind = opened.task.key.kind
    values = facts_values(case_at(opened.case, opened.task.key.round), opened.mails)
    decision = opened.task.decision
    return {
        **values,
        "kind": str(kind),
        "person": opened.link.person,
        "replies": [one.model_dump() for one in replies] if kind is TaskKind.REVIEW else [],
        "answer_by": opened.task.answer_by,
        "now": next_step(opened.case),
        "answers": [{"name": str(one), "brings_mail": one in TELLS} for one in DECISION_TYPES[kind]],
        "chosen": draft.answer if draft else str(opened.link.answer),
        "note": draft.note if draft else "",
        "problem": problems[0].message if problems else "",
        "preview": {"to": list(preview.to), "subject": preview.subject, "text": preview.text} if preview else None,
        "reasons_to_choose": _reasons_to_choose(values, draft) if kind is TaskKind.REVIEW else [],
        "decided": decided_values(decision, opened.link.person) if decision else None,
    }


def facts_values(case: AnyCase, mails: tuple[OutboxRecord, ...]) -> dict[str, Any]:
    """All that is known of a case, for whoever judges it: ``kind`` is the question that it leads to."""
    return {
        **case_values(case),
        "said": request_facts(case.application.request) if isinstance(case, Case) else {},
        **_account(case),
        "changed": _changed(case),
        "mail_problems": delivery_problems(mails),
        "kind": str(TaskKind.REVIEW if isinstance(case, Case) else TaskKind.EXCEPTION),
    }


def decided_values(decision: Decision, person: str) -> dict[str, Any]:
    """Who answered what, when, and with which words."""
    rules = load_policy().rules
    return {
        "words": DECISION_LABELS[decision.answer],
        "look": "good" if decision.answer in _GOOD else "bad" if decision.answer in _BAD else "doubt",
        "by": decision.by,
        "at": decision.at,
        "rules": [rules[rule].title for rule in decision.rules],
        "note": decision.note,
        "by_you": decision.by == person,
    }


def _account(case: AnyCase) -> dict[str, Any]:
    """The account's facts, by where they come from."""
    if not isinstance(case, Case):
        return {"looked_up": account_facts(case.account), "looked_up_on": case.filed_at, "of_the_desk": {}}
    account = case.current.account
    return {
        "looked_up": account_facts(account),
        "looked_up_on": account.as_of if account else None,
        "of_the_desk": own_account_facts(account),
    }


def _changed(case: AnyCase) -> list[dict[str, Any]]:
    """What is not as it was in the round before, by where it comes from; nothing in the first round."""
    if not isinstance(case, Case) or len(case.rounds) == 1:
        return []
    before, now = case.rounds[-2:]
    old, new = (request_facts(case.request_of(one.number)) for one in (before, now))
    return [
        {"title": "The application", "facts": changes(old, new)},
        {"title": "The account", "facts": changes(account_facts(before.account), account_facts(now.account))},
        {
            "title": "The desk's own records",
            "facts": changes(own_account_facts(before.account), own_account_facts(now.account)),
        },
        {"title": "What the rules say", "facts": changes(rule_results(before.verdict), rule_results(now.verdict))},
    ]


def _reasons_to_choose(values: dict[str, Any], draft: Draft | None) -> list[dict[str, Any]]:
    """The rules by which a reviewer can reject; those that are flagged come first, with what they saw."""
    flagged = {one["rule"]: one["saw"] for one in values["findings"] if one["result"] == "flag"}
    policy = load_policy()
    reasons = [
        {
            "rule": str(rule),
            "title": policy.rules[rule].title,
            "message": text.message,
            "fix": text.fix,
            "saw": flagged.get(rule, ""),
            "is_flagged": rule in flagged,
            "is_chosen": bool(draft and rule in draft.rules),
        }
        for rule, text in policy.judged.items()
    ]
    return sorted(reasons, key=lambda one: not one["is_flagged"])
