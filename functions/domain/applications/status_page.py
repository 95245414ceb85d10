"""What the status page shows: where an application stands, what comes next, when, and what happened, in plain words."""

from datetime import UTC, datetime
from typing import Any

from domain.cases.case import WEEKS_TO_ANSWER, Case, Status, Task
from domain.cases.summary import summarize
from domain.cases.waiting_time import CLIENT_TASKS, told_estimate
from domain.notifications.notifier import is_unconfirmed
from domain.presentation.case_view import application_case_values
from domain.presentation.estimate_words import by_words, days_words, missed_words, place_words
from domain.presentation.labels import (
    DECISION_EVENTS,
    STATUS_ADVICE,
    STATUS_EVENTS,
    STATUS_HEADLINES,
    TASK_PROGRESS,
)
from domain.reporting.forecast import Forecast


def status_values(case: Case, person: str = "") -> dict[str, Any]:
    """Plain values for ``templates/pages/status.html``, for the reader of the address of ``person``.

    Nobody of the staff is named.
    """
    return {
        **application_case_values(case),
        "headline": STATUS_HEADLINES[case.status],
        "next": STATUS_ADVICE.get(case.status) or _in_review(case),
        "unconfirmed": person if person and is_unconfirmed(case, person) else "",
        "is_open": case.status is Status.IN_REVIEW,
        "is_final": case.status is Status.REJECTED_FOR_GOOD,
        "weeks_to_answer": WEEKS_TO_ANSWER,
        "history": _history(case),
    }


def waiting_values(case: Case, forecast: Forecast | None, now: datetime) -> dict[str, Any]:
    """How long it will take, as far as that can be said; more plain values for the status page.

    The days that the applicant was told when the review began stay: they come true more often than newer ones.
    ``missed`` is the last of them, once it is over; then there is a new last day. While we wait for the client, or
    after the answer, nothing is estimated.
    """
    waits_for_client = any(task.key.kind in CLIENT_TASKS and task.decision is None for task in case.tasks)
    if waits_for_client or case.status is not Status.IN_REVIEW:
        return {"ahead": "", "expected": "", "missed": ""}
    today, told = now.astimezone(UTC).date(), told_estimate(case, now)
    newer = forecast.estimate(summarize(case, now).waits_since, now) if forecast else None
    expected = by_words(newer.latest) if newer else ""
    if told and told.latest > today:
        expected = days_words(told, today)
    return {
        "ahead": place_words(newer.ahead) if newer else "",
        "expected": expected,
        "missed": missed_words(told, today),
    }


def _in_review(case: Case) -> str:
    waiting = next((TASK_PROGRESS[task.key.kind] for task in case.tasks if task.decision is None), "")
    return waiting or "The application is being looked at. There is nothing you need to do."


def _history(case: Case) -> list[dict[str, Any]]:
    events = [{"at": case.application.submitted_at, "words": "The application was handed in."}]
    events += [{"at": again.started_at, "words": "The re-review started."} for again in case.rounds[1:]]
    events += [answered for task in case.tasks if (answered := _answered(task))]
    outcomes = [judged.outcome for judged in case.rounds if judged.outcome]
    events += [{"at": outcome.at, "words": STATUS_EVENTS[outcome.status]} for outcome in outcomes]
    return sorted(events, key=lambda event: event["at"])


def _answered(task: Task) -> dict[str, Any] | None:
    decision = task.decision
    if decision is None or decision.answer not in DECISION_EVENTS:
        return None
    return {"at": decision.at, "words": DECISION_EVENTS[decision.answer]}
