"""The help page: its figures, and what is rejected at once, are the policy's own."""

import re
from collections.abc import Iterable
from typing import Any

from domain.cases.case import WEEKS_TO_ANSWER
from domain.policy import Policy, load_policy
from domain.policy.catalogue import CaseText
from domain.policy.verdict import Result

_SAW_AT_THE_END = re.compile(r":? \(?\{saw\}\)?(?=\.)")


def help_values() -> dict[str, Any]:
    """What the page shows."""
    policy = load_policy()
    return {
        "weeks_to_answer": WEEKS_TO_ANSWER,
        "daily_limit": policy.daily_limit,
        "exception_days": policy.exceptions.lasts_days,
        "rejections": rejections(policy),
    }


def rejections(policy: Policy) -> list[dict[str, Any]]:
    """The rules that reject by themselves: what the business asks, what stands in the way, how to mend it."""
    found = [
        {"title": rule.title, "asks": rule.serves, "cases": _cases(rule.cases.values())}
        for rule in policy.rules.values()
    ]
    return [one for one in found if one["cases"]]


def _cases(cases: Iterable[CaseText]) -> list[dict[str, Any]]:
    """The ways to fail, those of the same words together; what a rule saw is left out, or is an ellipsis."""
    found: dict[str, list[str]] = {}
    for one in cases:
        if one.result is Result.REJECT:
            message = _SAW_AT_THE_END.sub("", one.message).replace("{saw}", "…")
            found.setdefault(message, []).append(one.fix)
    return [{"message": message, "fixes": fixes} for message, fixes in found.items()]
