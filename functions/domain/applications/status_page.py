"""What the status page shows: where an application stands, what comes next, when, and what happened, in plain words."""

from datetime import UTC, datetime
from typing import Any

from domain.applications.status_links import question_id
from domain.cases.case import LAST_ROUND, WEEKS_TO_ANSWER, Case, DecisionType, Status, TaskKind
from domain.cases.summary import summarize
from domain.cases.waiting_time import CLIENT_TASKS, told_estimate
from domain.model.api_key import KeyLocation
from domain.notifications.notifier import is_unconfirmed
from domain.presentation.case_view import application_case_values, application_values
from domain.presentation.estimate_words import by_words, days_words, missed_words, place_words
from domain.presentation.key_values import client_key_values, open_report, reply_to_last_change
from domain.presentation.labels import (
    KEY_HEADLINES,
    LIMIT_REACHED_HEADLINE,
    OVER_LIMIT_HEADLINE,
    QUESTION_HIDDEN,
    REJECTED_FOR_OWNER,
    STATUS_ADVICE,
    STATUS_HEADLINES,
    TASK_PROGRESS,
)
from domain.presentation.timeline import timeline_values
from domain.reporting.forecast import Forecast


def status_values(case: Case, person: str = "", key_location: KeyLocation | None = None) -> dict[str, Any]:
    """Plain values for ``templates/pages/status.html``, for the reader of the address of ``person``.

    Nobody of the staff is named. ``question`` is the open one, and ``key`` is for an approved application; who has not
    confirmed the address doesn't get them. ``key_location`` is where keys are found that Keydesk doesn't issue.
    """
    unconfirmed = person if person and is_unconfirmed(case, person) else ""
    question = None if unconfirmed else _open_question(case)
    request = case.application.request
    shows_key = case.status is Status.APPROVED and not unconfirmed
    return {
        **application_case_values(case),
        "key": client_key_values(case, key_location) if shows_key else None,
        "application": application_values(case.application),
        "headline": "We have a question for you" if question else _headline(case, shows_key),
        "next": _next(case, person),
        "is_owner": person.casefold() == request.other_owner.email.casefold() if request.other_owner else False,
        "unconfirmed": unconfirmed,
        "is_open": case.status is Status.IN_REVIEW,
        "is_final": case.status is Status.REJECTED_FOR_GOOD,
        "can_be_revised": case.is_rejected_once and may_revise(case, person),
        "saved_at": case.revision.at if case.revision and case.is_rejected_once else None,
        "weeks_to_answer": WEEKS_TO_ANSWER,
        "question": question,
        "steps": timeline_values(case, shows_key, issues_key=key_location is None),
    }


def may_revise(case: Case, person: str) -> bool:
    """Whether a status link's reader may change the application: only the applicant, with a confirmed address."""
    return _is_applicant(case, person) and not is_unconfirmed(case, person)


def _is_applicant(case: Case, person: str) -> bool:
    return person.casefold() == case.application.request.applicant.email.casefold()


def _open_question(case: Case) -> dict[str, Any] | None:
    task = case.task(TaskKind.INFO_REQUEST, case.current.number)
    review = case.decision(TaskKind.REVIEW, case.current.number)
    if task is None or task.decision or review is None:
        return None
    return {"id": question_id(task), "text": review.note, "answer_by": task.answer_by}


def answered_at(case: Case) -> datetime | None:
    """When the last question of the current round was answered; None also if it is open, or was closed unanswered."""
    decision = case.decision(TaskKind.INFO_REQUEST, case.current.number)
    return decision.at if decision and decision.answer is DecisionType.ANSWERED else None


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


def _headline(case: Case, shows_key: bool) -> str:
    if shows_key and case.key_status in KEY_HEADLINES:
        return KEY_HEADLINES[case.key_status]
    usage = open_report(case) if shows_key else None
    if usage and not reply_to_last_change(case):
        return OVER_LIMIT_HEADLINE if usage.is_over else LIMIT_REACHED_HEADLINE
    is_re_review = case.status is Status.IN_REVIEW and case.current.number == LAST_ROUND
    return "In re-review" if is_re_review else STATUS_HEADLINES[case.status]


def _next(case: Case, person: str) -> str:
    if case.is_rejected_once and person and not _is_applicant(case, person):
        return REJECTED_FOR_OWNER
    if person and is_unconfirmed(case, person) and _open_question(case):
        return QUESTION_HIDDEN
    return STATUS_ADVICE.get(case.status) or _in_review(case)


def _in_review(case: Case) -> str:
    waiting = next((TASK_PROGRESS[task.key.kind] for task in case.tasks if task.decision is None), "")
    return waiting or "The application is being looked at. There is nothing you need to do."
