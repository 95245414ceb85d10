"""Reminders to those who have not answered, and escalations when a review takes too long. Nothing is decided here.

When the time that the applicant was told is over, they hear that it takes longer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from domain.cases.any_case import AnyCase
from domain.cases.case import Task, TaskKey, TaskKind
from domain.cases.conflict_of_interest import without_involved
from domain.cases.ports import OpenTasks
from domain.cases.staff import ROLE_FOR_TASK
from domain.cases.waiting_time import CLIENT_TASKS, days_waiting_for_us, told_estimate
from domain.cases.work_queue import OpenTask
from domain.notifications.messages import EmailName, OutboxEntry, request_entry
from domain.notifications.notifier import Notifier, recipients_of_request
from domain.presentation.case_view import case_values

Colleagues = Callable[[TaskKind], tuple[str, ...]]
"""The addresses of the staff members who are asked in a task of this kind."""


@dataclass(frozen=True)
class Intervals:
    """A reminder is sent every ``remind_days`` of a task. The others count the days that a round has waited for us.

    After ``overdue_days`` (more than ``escalate_days``) the weeks are over within which we usually answer.
    """

    remind_days: int
    escalate_days: int
    overdue_days: int


@dataclass(frozen=True)
class Reminders:
    """``escalation`` are the addresses that escalations go to; ``measure`` takes a metric's name and value."""

    open_tasks: OpenTasks
    notifier: Notifier
    intervals: Intervals
    staff: Colleagues
    escalation: tuple[str, ...]
    measure: Callable[[str, int], None]

    def send_due(self) -> int:
        """Send what is due and was not sent. Returns how many tasks are open. Safe to repeat.

        Measures the number of open cases, and for how many days the oldest has waited for us.

        Raises:
            ExceptionGroup: of the errors of single tasks, after all others were handled.
        """
        number, oldest, errors = 0, 0, []
        cases: set[str] = set()
        for task in (task for kind in TaskKind for task in self.open_tasks.list_open_tasks(kind)):
            number += 1
            cases.add(task.key.case_id)
            try:
                oldest = max(oldest, self._remind_and_escalate(task))
            except Exception as error:  # a case that can't be read must not stop the others' reminders
                errors.append(error)
        self.measure("OpenCases", len(cases))
        self.measure("OldestOpenDays", oldest)
        if errors:
            raise ExceptionGroup(f"{len(errors)} of {number} open questions", errors)
        return number

    def _remind_and_escalate(self, open_task: OpenTask) -> int:
        """Returns the days that the round has waited for us; 0 if it waits for the client."""
        case = self.notifier.case(open_task.key.case_id, open_task.key.round)
        task = next((task for task in case.tasks if task.key == open_task.key), None)
        if task is None or task.decision:
            return 0  # decided a moment ago
        self._remind(task, case)
        if task.key.kind in CLIENT_TASKS:
            return 0
        waiting = days_waiting_for_us(case, self.notifier.outbox.clock())
        self._escalate(task, case, waiting)
        if self._is_later_than_told(case, waiting):
            self.notifier.notify(EmailName.TAKES_LONGER, task.key.case_id, task.key.round)
        return waiting

    def _is_later_than_told(self, case: AnyCase, waiting: int) -> bool:
        """Later than the days that the applicant was told; without any, than we usually answer."""
        now = self.notifier.outbox.clock()
        told = told_estimate(case, now)
        return now.astimezone(UTC).date() > told.latest if told else waiting >= self.intervals.overdue_days

    def _remind(self, task: Task, case: AnyCase) -> None:
        days = self._days_since(task.opened_at)
        number = days // self.intervals.remind_days
        if task.asks_check and number == 0:
            return  # the safety check has time to answer
        people = recipients_of_request(task.key, case, self.staff(task.key.kind))
        if not people:
            self.notifier.outbox.count("NobodyToAsk")
        if number == 0:
            self._ask_newcomers(task, case, people)
        for person in people if number else ():
            entry = _entry(EmailName.REMINDER, task.key, person, f"{task.key.kind} {task.key.turn} {number}")
            values = partial(self._reminder_values, task, case, person, days)
            if task.key.kind in CLIENT_TASKS:
                self.notifier.send_to_client(entry, case, values)
            else:
                self.notifier.outbox.send_once(entry, case.thread_id, values)

    def _ask_newcomers(self, task: Task, case: AnyCase, people: tuple[str, ...]) -> None:
        """Ask those who have the role now, if none of them was asked: it was nobody's, or of people who have left."""
        if task.key.kind not in ROLE_FOR_TASK:
            return
        asked = {record.entry for record in self.notifier.outbox.store.list_entries(task.key.case_id)}
        if people and not any(request_entry(task.key, person) in asked for person in people):
            self.notifier.ask(task, case, people)

    def _reminder_values(self, task: Task, case: AnyCase, person: str, days: int) -> dict[str, Any]:
        values = {"question": "", **self.notifier.request_values(task, case, person)}
        asked = {"asked_at": task.opened_at, "asked_check": task.asks_check, "days_open": days}
        return {**values, **asked, "kind": str(task.key.kind)}

    def _escalate(self, task: Task, case: AnyCase, waiting: int) -> None:
        """Escalate each task once, and once more when the round is overdue."""
        if waiting < self.intervals.escalate_days:
            return
        is_overdue = waiting >= self.intervals.overdue_days
        values = {
            "kind": str(task.key.kind),
            "asked_at": task.opened_at,
            "days_open": self._days_since(task.opened_at),
            "days_waiting": waiting,
            "is_overdue": is_overdue,
            "people": list(recipients_of_request(task.key, case, self.staff(task.key.kind))),
        }
        if not self.escalation:
            self.notifier.outbox.count("NobodyToAsk")
        for person in without_involved(case, self.escalation):
            entry = _entry(EmailName.ESCALATION, task.key, person, "overdue" if is_overdue else str(task.key.kind))
            self.notifier.outbox.send_once(entry, case.thread_id, lambda: {**case_values(case), **values})

    def _days_since(self, then: datetime) -> int:
        return (self.notifier.outbox.clock() - then) // timedelta(days=1)


def _entry(name: EmailName, key: TaskKey, person: str, occasion: str) -> OutboxEntry:
    return OutboxEntry(name=name, case_id=key.case_id, round=key.round, to=person, occasion=occasion)
