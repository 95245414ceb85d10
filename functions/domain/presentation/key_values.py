"""What pages and emails show of an application's API key, as plain values."""

from collections.abc import Iterable, Mapping
from typing import Any

from domain.cases.case import Case, Status
from domain.cases.staff import Permission, StaffMember
from domain.keys.key_changes import POSSIBLE
from domain.model.api_key import KeyChange, KeyLocation, KeyStatus, Usage
from domain.model.dates import day_words
from domain.model.errors import FieldProblem
from domain.policy import load_policy
from domain.presentation.labels import KEY_ACTION_TITLES, KEY_STATUS_LABELS


def key_values(case: Case, location: KeyLocation | None) -> dict[str, Any]:
    """``location`` is where keys are found that the marketplace issues outside of Keydesk; None if Keydesk issues them.

    ``key_id`` and ``key_status`` are empty as long as no key is issued, and the ``key_place_…`` until it is known.
    """
    place = case.key.location if case.key else location
    return {
        "key_id": case.key.id if case.key else "",
        "key_status": str(case.key_status or ""),
        "key_label": KEY_STATUS_LABELS[case.key_status] if case.key_status else "",
        "key_place_text": place.text if place else "",
        "key_place_url": place.url if place else "",
    }


def change_values(case: Case, number: int) -> dict[str, Any]:
    """The values of the email about a change: its reason, or the ``day`` and number of ``requests`` of a report."""
    change = next(change for change in case.key_changes if change.number == number)
    values: dict[str, Any] = {"reason": change.reason}
    return {**values, **change.usage.model_dump()} if change.usage else values


def key_panel_values(
    case: Case,
    member: StaffMember,
    chosen: str = "",
    typed: Mapping[str, str] | None = None,
    problems: Iterable[FieldProblem] = (),
) -> dict[str, Any]:
    """The values of ``templates/pages/console/key.html``: the key, its changes, newest first, and what can be done.

    ``chosen`` is the form that was refused, with what was ``typed`` and its ``problems``.
    """
    return {
        **key_values(case, None),
        "changes": [
            {"title": change_title(change), "text": change_text(change), "at": change.at, "by": change.by}
            for change in reversed(case.key_changes)
        ],
        "actions": [action for action in POSSIBLE if case.key_status in POSSIBLE[action]],
        "may_change": member.may(Permission.MANAGE_KEYS),
        "can_report": case.status is Status.APPROVED and case.key_status is not KeyStatus.REVOKED,
        "limit": load_policy().daily_limit,
        "chosen": chosen,
        "typed": {name: (typed or {}).get(name, "") for name in ("reason", "day", "requests")},
        "wrong": {problem.pointer.strip("/"): problem.message for problem in problems},
    }


def change_title(change: KeyChange) -> str:
    return KEY_ACTION_TITLES[change.action]


def change_text(change: KeyChange) -> str:
    """The reason of a change, or the usage that was reported."""
    return _usage_words(change.usage) if change.usage else change.reason


def _usage_words(usage: Usage) -> str:
    return f"{usage.requests:,} requests on {day_words(usage.day)}. The limit is {usage.limit:,} requests per day."
