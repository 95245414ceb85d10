"""The timeline of an application for the applicant: the steps that are done, the one under way, and the next."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.cases.case import LAST_ROUND, Case, DecisionType, Outcome, Round, Status, Task, TaskKind
from domain.model.application import Proof
from domain.presentation.key_values import change_text, change_title, open_report, reply_to_last_change
from domain.presentation.labels import DECISION_EVENTS, STATUS_EVENTS, TASK_PROGRESS, TASK_STEPS

_PROVED = {
    Proof.APPLY_LINK: "By the application link that we emailed to the account holder.",
    Proof.CONFIRMATION: "By the account holder.",
    Proof.SIGNED_CALL: "By the marketplace.",
}
_REVIEWED = (Status.APPROVED, Status.REJECTED, Status.REJECTED_FOR_GOOD)


NEWEST_KEY_CHANGES = 5  # steps after the first one: an app may be over its limit every day


class StepState(StrEnum):
    DONE = "done"
    NOW = "now"
    NEXT = "next"


def timeline_values(case: Case, shows_key: bool = True, issues_key: bool = False) -> list[dict[str, Any]]:
    """The steps, oldest first. ``at`` is when a step was done, or since when it is under way, where that is known.

    ``answer_by`` is set for a step under way that ends by itself, and ``is_yours`` where the client has to act. The
    steps of the key are left out unless it ``shows_key``. ``issues_key`` says that an approved application gets a key
    from the key issuer.
    """
    steps = [step for judged in case.rounds for step in _steps_of_round(case, judged)]
    if shows_key and case.status is Status.APPROVED:
        steps += _steps_of_key(case, issues_key)
    if case.is_rejected_once:
        steps.append(_step("Re-review", StepState.NEXT, text="Only if you request it."))
    return steps


def _steps_of_key(case: Case, issues_key: bool) -> Iterator[dict[str, Any]]:
    first, later = case.key_changes[:1], case.key_changes[1:]
    for change in (*first, *later[-NEWEST_KEY_CHANGES:]):
        yield _step(change_title(change), StepState.DONE, change.at, change_text(change))
    if issues_key and case.key is None:
        yield _step("API key", StepState.NOW, text="We're creating it. You don't need to do anything.")
    elif open_report(case) and not reply_to_last_change(case):
        words = "Reply to our email about the request limit."
        yield {**_step("Your reply", StepState.NOW, case.key_changes[-1].at, words), "is_yours": True}


def _steps_of_round(case: Case, judged: Round) -> Iterator[dict[str, Any]]:
    if judged.number == 1:
        yield _step("Submitted", StepState.DONE, case.application.submitted_at)
        proof = case.application.proof
        yield _step("Account confirmed", StepState.DONE, case.application.submitted_at, _PROVED[proof] if proof else "")
    else:
        yield _step("Re-review requested", StepState.DONE, judged.started_at)
    tasks = [task for task in case.tasks if task.key.round == judged.number]
    tasks.sort(key=lambda task: (task.opened_at, task.key.turn))
    yield from (_of_task(task) for task in tasks if not _is_withdrawn(task))
    if judged.outcome:
        yield _of_outcome(judged.outcome, _decision(judged))
    else:
        yield from _to_come(case, judged, tasks)


def _of_task(task: Task) -> dict[str, Any]:
    title, decision = TASK_STEPS[task.key.kind], task.decision
    if decision:
        return _step(title, StepState.DONE, decision.at, DECISION_EVENTS.get(decision.answer, ""))
    step = _step(title, StepState.NOW, task.opened_at, TASK_PROGRESS[task.key.kind])
    return {**step, "answer_by": task.answer_by, "is_yours": task.key.kind is TaskKind.INFO_REQUEST}


def _is_withdrawn(task: Task) -> bool:
    return task.decision is not None and task.decision.answer is DecisionType.WITHDRAWN


def _decision(judged: Round) -> str:
    return "Final decision" if judged.number == LAST_ROUND else "Decision"


def _of_outcome(outcome: Outcome, decision: str) -> dict[str, Any]:
    title = decision if outcome.status in _REVIEWED else "Closed"
    return _step(title, StepState.DONE, outcome.at, STATUS_EVENTS[outcome.status])


def _to_come(case: Case, judged: Round, tasks: list[Task]) -> Iterator[dict[str, Any]]:
    """What follows. If nobody has been asked yet, the first of it starts within minutes."""
    owner = (TaskKind.OWNER,) if judged.number == 1 and case.request_of(1).other_owner else ()
    begun = {task.key.kind for task in tasks}
    titles = [TASK_STEPS[kind] for kind in (*owner, TaskKind.SAFETY, TaskKind.REVIEW) if kind not in begun]
    if tasks and tasks[-1].key.kind is TaskKind.INFO_REQUEST:
        titles.append(TASK_STEPS[TaskKind.REVIEW])
    titles.append(_decision(judged))
    is_waiting = any(task.decision is None for task in tasks)
    for title in titles:
        yield _step(title, StepState.NEXT if is_waiting else StepState.NOW)
        is_waiting = True


def _step(title: str, state: StepState, at: datetime | None = None, text: str = "") -> dict[str, Any]:
    return {"title": title, "state": str(state), "at": at, "text": text, "answer_by": None, "is_yours": False}
