"""Whom a case waits for, or how it ended, in plain words."""

from datetime import datetime

from domain.cases.any_case import AnyCase
from domain.cases.case import TaskKind
from domain.presentation.labels import STATUS_SENTENCES, TASK_WAITS_FOR


def next_step(case: AnyCase) -> str:
    """Where the case stands now: a sentence or two."""
    if case.status in STATUS_SENTENCES:
        return STATUS_SENTENCES[case.status]
    waiting = next((task for task in case.tasks if task.decision is None), None)
    if waiting is None:
        return "The desk is at work on it: who comes next is asked by mail within minutes."
    since = f"The case waits for {TASK_WAITS_FOR[waiting.key.kind]}, since {_day(waiting.opened_at)}."
    if waiting.answer_by is None:
        return since
    silence = "the reviewers go on without" if waiting.key.kind is TaskKind.INFO_REQUEST else "the application ends"
    return f"{since} Without an answer by {_day(waiting.answer_by)}, {silence}."


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"
