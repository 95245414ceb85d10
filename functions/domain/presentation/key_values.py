"""What pages and emails show of an application's API key, as plain values."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from domain.cases.case import Case, Status
from domain.cases.inbound_message import Handling, StoredMessage
from domain.cases.staff import Permission, StaffMember
from domain.keys.key_changes import LONGEST_REASON, POSSIBLE
from domain.model.api_key import KeyAction, KeyChange, KeyLocation, KeyStatus, Usage
from domain.model.dates import day_words
from domain.model.errors import FieldProblem
from domain.policy import load_policy
from domain.presentation.case_view import message_values
from domain.presentation.labels import (
    KEY_ACTION_TITLES,
    KEY_PROGRESS,
    KEY_SOURCES,
    KEY_STATUS_LABELS,
    LIMIT_REACHED_TITLE,
)

NEWEST_EVENTS = 20  # that the case page shows in full; its log has all
_LOOKS = {KeyStatus.ISSUED: "good", KeyStatus.SUSPENDED: "flag", KeyStatus.REVOKED: "bad"}


def key_values(case: Case, location: KeyLocation | None) -> dict[str, Any]:
    """``location`` is where keys are found that the marketplace issues outside of Keydesk; None if Keydesk issues them.

    ``key_id`` and ``key_status`` are empty as long as no key is issued, and the ``key_place_…`` until it is known.
    """
    place = case.key.location if case.key else location
    return {
        "key_id": case.key.id if case.key else "",
        "key_status": str(case.key_status or ""),
        "key_label": KEY_STATUS_LABELS[case.key_status] if case.key_status else "",
        "key_look": _LOOKS[case.key_status] if case.key_status else "",
        "key_place_text": place.text if place else "",
        "key_place_url": place.url if place else "",
    }


def change_values(case: Case, number: int) -> dict[str, Any]:
    """The values of the email about a change: its reason, or the ``day`` and number of ``requests`` of a report."""
    change = next(change for change in case.key_changes if change.number == number)
    values: dict[str, Any] = {"reason": change.reason, "changed_at": change.at}
    return {**values, **change.usage.model_dump()} if change.usage else values


def reply_values(case: Case, message: StoredMessage) -> dict[str, Any]:
    """Values of the email about a reply to a reviewer: the ``message``, and what the client was ``told`` before it."""
    told = [change for change in case.key_changes if change.at <= message.received_at]
    return {
        "message": message_values(message),
        "told": [
            {"title": change_title(change), "text": change_text(change), "at": change.at}
            for change in reversed(told)
            if change.action is not KeyAction.ISSUE
        ][:1],
    }


def client_key_values(case: Case, location: KeyLocation | None) -> dict[str, Any]:
    """The values for the status page: the key, and what its owner and the applicant have to know and do.

    ``reason`` says why the key is suspended or revoked, since ``changed_at``. ``usage`` is the report that asks for a
    reply, if there is one, and ``replied_at`` when they last replied to that or to the suspension.
    """
    last, replied = last_status_change(case), reply_to_last_change(case)
    is_stopped = case.key_status in (KeyStatus.SUSPENDED, KeyStatus.REVOKED)
    usage = open_report(case)
    return {
        **key_values(case, location),
        "daily_limit": load_policy().daily_limit,
        "reason": last.reason if last and is_stopped else "",
        "changed_at": last.at if last else None,
        "usage": usage.model_dump() if usage else None,
        "replied_at": replied.received_at if replied else None,
    }


def last_status_change(case: Case) -> KeyChange | None:
    """The newest change that set the status of the key."""
    setting = (change for change in reversed(case.key_changes) if change.action is not KeyAction.OVER_LIMIT)
    return next(setting, None)


def open_report(case: Case) -> Usage | None:
    """The newest report that the app is over its limit, unless somebody has changed the key since, or it's stopped."""
    if case.key_status in (KeyStatus.SUSPENDED, KeyStatus.REVOKED) or not case.key_changes:
        return None
    return case.key_changes[-1].usage


def reply_to_last_change(case: Case) -> StoredMessage | None:
    """The newest reply about the key, if the client was told nothing since."""
    replies = replies_about_key(case)
    is_newest = replies and case.key_changes and replies[-1].received_at >= case.key_changes[-1].at
    return replies[-1] if is_newest else None


def replies_about_key(case: Case) -> list[StoredMessage]:
    """The client's replies about the key, oldest first, with the quarantined ones that were accepted."""
    about = (message for message in case.messages if Handling.ABOUT_KEY in (message.handling, message.released_as))
    return sorted(about, key=lambda message: message.received_at)


def key_panel_values(
    case: Case,
    member: StaffMember,
    chosen: str = "",
    typed: Mapping[str, str] | None = None,
    problems: Iterable[FieldProblem] = (),
) -> dict[str, Any]:
    """The values of ``templates/pages/console/key.html``: the key, what happened to it, newest first, what can be done.

    ``chosen`` is the form that was refused, with what was ``typed`` and its ``problems``.
    """
    events = [*map(_of_change, case.key_changes), *map(_of_reply, replies_about_key(case))]
    return {
        **key_values(case, None),
        "events": sorted(events, key=lambda event: event["at"], reverse=True)[:NEWEST_EVENTS],
        "earlier_events": max(0, len(events) - NEWEST_EVENTS),
        "actions": [str(action) for action in POSSIBLE if case.key_status in POSSIBLE[action]],
        "may_change": member.may(Permission.MANAGE_KEYS),
        "can_report": case.status is Status.APPROVED and case.key_status is not KeyStatus.REVOKED,
        "limit": load_policy().daily_limit,
        "longest_reason": LONGEST_REASON,
        "chosen": chosen,
        "typed": {name: (typed or {}).get(name, "") for name in ("reason", "day", "requests")},
        "wrong": {problem.pointer.strip("/"): problem.message for problem in problems},
    }


def _of_change(change: KeyChange) -> dict[str, Any]:
    text = change.key.location.text if change.key else change_text(change)
    event = _event(change.at, change_title(change), change_source(change), text)
    return {**event, "progress": KEY_PROGRESS.get(change.progress, "")}


def _of_reply(message: StoredMessage) -> dict[str, Any]:
    values = message_values(message)
    return _event(message.received_at, "Reply", values["from"], values["text"], message.receipt)


def _event(at: datetime, title: str, by: str, text: str, receipt: str = "") -> dict[str, Any]:
    return {"at": at, "title": title, "by": by, "text": text, "receipt": receipt, "progress": ""}


def change_title(change: KeyChange) -> str:
    if change.usage and not change.usage.is_over:
        return LIMIT_REACHED_TITLE
    return KEY_ACTION_TITLES[change.action]


def change_source(change: KeyChange) -> str:
    """Who changed the key, or reported its usage: an address of the staff, or words for a system."""
    return KEY_SOURCES.get(change.by, change.by)


def change_text(change: KeyChange) -> str:
    """The reason of a change, or the usage that was reported."""
    return _usage_words(change.usage) if change.usage else change.reason


def _usage_words(usage: Usage) -> str:
    if not usage.is_over:
        return f"All {usage.limit:,} requests per day were used on {day_words(usage.day)}."
    return f"{usage.requests:,} requests on {day_words(usage.day)}. The limit is {usage.limit:,} requests per day."
