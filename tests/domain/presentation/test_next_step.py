from datetime import timedelta
from typing import Any

import pytest

from domain.cases.case import Status, Task, TaskKey, TaskKind
from domain.model.api_key import KeyAction
from domain.presentation.next_step import next_step
from tests.domain.inbound_email.test_reply_handling import Rejected
from tests.domain.keys.approved import Approved
from tests.domain.presentation.test_key_values import with_reply
from tests.fakes import NOON
from tests.words import exception, task


def next_step_of(kind: TaskKind | None = None, status: Status = Status.IN_REVIEW, **facts: Any) -> str:
    """The next step of an application with an open task of round 1, or none."""
    rejected = Rejected()
    key = TaskKey(case_id=rejected.id, round=1, kind=kind) if kind else None
    tasks = (Task(key=key, opened_at=NOON, **facts),) if key else ()
    return next_step(rejected.desk.cases.get_case(rejected.id).model_copy(update={"status": status, "tasks": tasks}))


def test_open_task_says_whom_it_waits_for_and_since_when() -> None:
    assert next_step_of(TaskKind.SAFETY) == "Waiting for Trust & Safety since 2 March 2026."


@pytest.mark.parametrize(
    ("kind", "then"),
    [(TaskKind.INFO_REQUEST, "the review continues without it"), (TaskKind.OWNER, "we close the application")],
)
def test_task_with_a_deadline_says_what_follows_without_an_answer(kind: TaskKind, then: str) -> None:
    step = next_step_of(kind, answer_by=NOON + timedelta(days=14))

    assert step.endswith(f"since 2 March 2026. If no answer arrives by 16 March 2026, {then}.")


def test_case_between_two_tasks_is_ours() -> None:
    assert next_step_of() == "Keydesk is processing the case. The next email goes out within minutes."


def test_ended_case_waits_for_nobody() -> None:
    assert next_step_of(status=Status.APPROVED) == "The application is approved. No action needed."
    assert next_step(exception("Words.")) == "The exception is granted. No action needed."


def test_exception_waits_for_its_first_open_task() -> None:
    filed = exception("Words.").model_copy(update={"outcome": None})
    answered, waiting = filed.tasks
    assert answered.decision

    assert next_step(filed).startswith("Waiting for the exception approvers since")
    first = task(filed.id, 1, TaskKind.EXCEPTION_SAFETY, None, "")
    assert next_step(filed.model_copy(update={"tasks": (first, waiting)})).startswith("Waiting for Trust")


def test_issued_key_waits_for_nobody() -> None:
    assert next_step(Approved.with_key().case).endswith("its API key is issued. No action needed.")


@pytest.mark.parametrize(
    ("action", "words"),
    [(KeyAction.SUSPEND, "suspended until somebody resumes or revokes it."), (KeyAction.REVOKE, "revoked for good.")],
)
def test_stopped_key_says_what_it_waits_for(action: KeyAction, words: str) -> None:
    approved = Approved.with_key()
    approved.change(action)

    assert words in next_step(approved.case)


@pytest.mark.parametrize("has_issuer", [True, False])
def test_app_over_its_limit_waits_for_the_clients_reply(has_issuer: bool) -> None:
    approved = Approved.with_key() if has_issuer else Approved(has_issuer=False)
    approved.report(52_310)

    assert next_step(approved.case).endswith("We asked the client on 2 March 2026 to reply.")


def test_reply_about_a_key_waits_for_a_decision() -> None:
    approved = Approved.with_key()
    approved.report(52_310)

    expected = "The client replied about the API key on 2 March 2026. Read the reply, then decide about the key."
    assert next_step(with_reply(approved)) == expected
