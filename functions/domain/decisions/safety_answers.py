"""Answers that the company's safety check gives later, by a signed call."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from domain.cases.any_case import any_case
from domain.cases.case import Task, TaskKey
from domain.cases.ports import Cases, Exceptions, ReviewWaits
from domain.model.errors import AlreadyDecided, CaseNotStored, UnknownTask
from domain.model.ports import Clock
from domain.notifications.safety_check import SafetyResult, decision_of, parse_answer, parse_task_id


@dataclass(frozen=True)
class SafetyAnswers:
    """``is_set_up``: whether there is a safety check."""

    is_set_up: bool
    cases: Cases
    exceptions: Exceptions
    waits: ReviewWaits
    clock: Clock

    def record(self, task_id: str, data: Any) -> tuple[TaskKey, SafetyResult]:
        """Decide a task that the safety check was asked about, and resume its state machine. Safe to repeat.

        Returns the task and its answer.

        Raises:
            InvalidInput: names every wrong field.
            UnknownTask: if the safety check was not asked about such a task.
            AlreadyDecided: if the task has another decision, or its application was withdrawn.
        """
        if not self.is_set_up:
            raise UnknownTask
        answer = parse_answer(data)
        task = self._task(parse_task_id(task_id))
        decision = decision_of(answer, self.clock())
        if task.decision is None:
            with suppress(AlreadyDecided):  # a moment ago
                self.cases.decide(task.key, decision)
            task = self._task(task.key)
        if task.decision is None or task.decision.answer is not decision.answer:
            raise AlreadyDecided
        self.waits.resume(task.key)
        return task.key, answer.answer

    def _task(self, key: TaskKey | None) -> Task:
        with suppress(CaseNotStored):
            case = any_case(key.case_id, self.cases, self.exceptions) if key else None
            for task in case.tasks if case else ():
                if task.key == key and task.asks_check:
                    return task
        raise UnknownTask
