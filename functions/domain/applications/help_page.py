"""The help page. Its figures, and what is rejected at once, come from the policy."""

import re
from collections.abc import Iterable
from typing import Any

from domain.cases.case import WEEKS_TO_ANSWER
from domain.policy import Policy, load_policy
from domain.policy.catalogue import CaseText
from domain.policy.verdict import Result

_SAW_AT_THE_END = re.compile(r":? \(?\{saw\}\)?(?=\.)")


def help_values() -> dict[str, Any]:
    policy = load_policy()
    return {
        "weeks_to_answer": WEEKS_TO_ANSWER,
        "daily_limit": policy.daily_limit,
        "exception_days": policy.exceptions.lasts_days,
        "rejections": rejections(policy),
    }


def rejections(policy: Policy) -> list[dict[str, Any]]:
    """The rules that reject at once: what each asks for, what breaks it, and how to fix that."""
    rules = [
        {"title": rule.title, "asks": rule.serves, "cases": _cases(rule.cases.values())}
        for rule in policy.rules.values()
    ]
    return [rule for rule in rules if rule["cases"]]


def _cases(cases: Iterable[CaseText]) -> list[dict[str, Any]]:
    """Grouped by message; a placeholder for what a rule saw is removed, or becomes an ellipsis."""
    fixes_by_message: dict[str, list[str]] = {}
    for case in cases:
        if case.result is Result.REJECT:
            message = _SAW_AT_THE_END.sub("", case.message).replace("{saw}", "…")
            fixes_by_message.setdefault(message, []).append(case.fix)
    return [{"message": message, "fixes": fixes} for message, fixes in fixes_by_message.items()]
