from datetime import timedelta
from typing import Any

import pytest

from domain.cases.case import Status, Task, TaskKey, TaskKind
from domain.presentation.next_step import next_step
from tests.domain.inbound_email.test_reply_handling import Rejected
from tests.fakes import NOON
from tests.words import exception, task


def turn(kind: TaskKind | None = None, status: Status = Status.IN_REVIEW, **facts: Any) -> str:
    """What is said of an application with a question of round 1 open, or none."""
    rejected = Rejected()
    key = TaskKey(case_id=rejected.id, round=1, kind=kind) if kind else None
    tasks = (Task(key=key, opened_at=NOON, **facts),) if key else ()
    return next_step(rejected.desk.cases.get_case(rejected.id).model_copy(update={"status": status, "tasks": tasks}))


def test_an_open_question_says_whom_it_waits_for_and_since_when() -> None:
    assert turn(TaskKind.SAFETY) == "The case waits for Trust & Safety, since 2 March 2026."


@pytest.mark.parametrize(
    ("kind", "then"), [(TaskKind.INFO_REQUEST, "the reviewers go on without"), (TaskKind.OWNER, "the application ends")]
)
def test_a_question_with_a_last_day_says_what_silence_means(kind: TaskKind, then: str) -> None:
    said = turn(kind, answer_by=NOON + timedelta(days=14))

    assert said.endswith(f"since 2 March 2026. Without an answer by 16 March 2026, {then}.")


def test_between_two_questions_the_desk_is_at_work() -> None:
    assert turn() == "The desk is at work on it: who comes next is asked by mail within minutes."


def test_nobody_is_waited_for_once_it_has_ended() -> None:
    assert turn(status=Status.APPROVED) == "The application is approved. Nobody is waited for."
    assert next_step(exception("Words.")) == "The exception is granted. Nobody is waited for."


def test_an_exception_waits_for_the_first_open_question() -> None:
    filed = exception("Words.").model_copy(update={"outcome": None})
    answered, waiting = filed.tasks
    assert answered.decision

    assert next_step(filed).startswith("The case waits for those who approve exceptions, since")
    first = task(filed.id, 1, TaskKind.EXCEPTION_SAFETY, None, "")
    assert next_step(filed.model_copy(update={"tasks": (first, waiting)})).startswith("The case waits for Trust")
