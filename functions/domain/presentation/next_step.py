"""Who has to act next on a case, or how it ended."""

from datetime import datetime

from domain.cases.any_case import AnyCase
from domain.cases.case import TaskKind
from domain.presentation.labels import STATUS_SENTENCES, TASK_WAITS_FOR


def next_step(case: AnyCase) -> str:
    if case.status in STATUS_SENTENCES:
        return STATUS_SENTENCES[case.status]
    task = next((task for task in case.tasks if task.decision is None), None)
    if task is None:
        return "Keydesk is processing the case. The next person will be emailed within minutes."
    since = f"Waiting for {TASK_WAITS_FOR[task.key.kind]} since {_day(task.opened_at)}."
    if task.answer_by is None:
        return since
    silence = (
        "the review continues without it" if task.key.kind is TaskKind.INFO_REQUEST else "we close the application"
    )
    return f"{since} If no answer arrives by {_day(task.answer_by)}, {silence}."


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"
