"""What the status page shows: where an application stands, what comes next, and what happened, in plain words."""

from typing import Any

from domain.cases.case import WEEKS_TO_ANSWER, Case, Status, Task
from domain.notifications.notifier import is_unconfirmed
from domain.presentation.case_view import application_case_values
from domain.presentation.labels import (
    DECISION_EVENTS,
    STATUS_ADVICE,
    STATUS_EVENTS,
    STATUS_HEADLINES,
    TASK_PROGRESS,
)


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
