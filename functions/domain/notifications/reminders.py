"""Reminding those who were asked and have not answered, and telling others when it takes too long.

Nothing is decided here: a reminder asks again, an escalation asks somebody else to ask. When the time that was promised
is over, whoever waits is told so, too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from domain.cases.any_case import AnyCase
from domain.cases.case import OpenTask, Task, TaskKey, TaskKind
from domain.cases.ports import OpenTasks
from domain.cases.waiting_time import CLIENT_TASKS, days_waiting_for_us
from domain.notifications.messages import EmailName, OutboxEntry
from domain.notifications.notifier import Notifier, recipients_of_request
from domain.presentation.case_view import case_values

Staff = Callable[[TaskKind], tuple[str, ...]]
"""The mail addresses of those of the staff whom a question of this kind goes to."""


@dataclass(frozen=True)
class Intervals:
    """A question is asked again every so many days; others hear of a round that the desk has had for so many days.

    After ``overdue_days`` the time that whoever waits was told is over; it is more than ``escalate_days``.
    """

    remind_days: int
    escalate_days: int
    overdue_days: int


@dataclass(frozen=True)
class Reminders:
    """Everything that reminding needs.

    ``escalation`` are the addresses of those who hear of what takes too long; ``measure`` is told a name and how many.
    """

    open_tasks: OpenTasks
    notifier: Notifier
    intervals: Intervals
    staff: Staff
    escalation: tuple[str, ...]
    measure: Callable[[str, int], None]

    def send_due(self) -> int:
        """Send what is due and was not sent; answers with how many questions are open. Safe to repeat.

        Measures how many cases are open, and how many days the desk has had the oldest that waits for the staff.

        Raises:
            ExceptionGroup: of what went wrong with single questions, after all others.
        """
        number, oldest, faults = 0, 0, []
        cases: set[str] = set()
        for one in (task for kind in TaskKind for task in self.open_tasks.list_open_tasks(kind)):
            number += 1
            cases.add(one.key.case_id)
            try:
                oldest = max(oldest, self._remind_and_escalate(one))
            except Exception as fault:  # one case that cannot be read must not silence the others
                faults.append(fault)
        self.measure("OpenCases", len(cases))
        self.measure("OldestOpenDays", oldest)
        if faults:
            raise ExceptionGroup(f"{len(faults)} of {number} open questions", faults)
        return number

    def _remind_and_escalate(self, one: OpenTask) -> int:
        """Answers with for how many days the desk has had the round, if it waits for the staff; else with 0."""
        case = self.notifier.case(one.key.case_id, one.key.round)
        task = next((task for task in case.tasks if task.key == one.key), None)
        if task is None or task.decision:
            return 0  # answered a moment ago
        self._remind(task, case)
        if task.key.kind in CLIENT_TASKS:
            return 0
        waiting = days_waiting_for_us(case, self.notifier.outbox.clock())
        self._escalate(task, case, waiting)
        return waiting

    def _remind(self, task: Task, case: AnyCase) -> None:
        days = self._days_since(task.opened_at)
        number = days // self.intervals.remind_days
        if number == 0:
            return
        for person in recipients_of_request(task.key, case, self.staff(task.key.kind)):
            mail = _mail(EmailName.REMINDER, task.key, person, f"{task.key.kind} {task.key.turn} {number}")
            self.notifier.outbox.send_once(mail, case.thread_id, partial(self._reminder, task, case, person, days))

    def _reminder(self, task: Task, case: AnyCase, person: str, days: int) -> dict[str, Any]:
        request = {"question": "", **self.notifier.request(task, case, person)}
        return {**request, "kind": str(task.key.kind), "asked_at": task.opened_at, "days_open": days}

    def _escalate(self, task: Task, case: AnyCase, waiting: int) -> None:
        """Tell others once for each question, and once more when the round is overdue; the applicant then, too."""
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
        for person in self.escalation:
            mail = _mail(EmailName.ESCALATION, task.key, person, "overdue" if is_overdue else str(task.key.kind))
            self.notifier.outbox.send_once(mail, case.thread_id, lambda: {**case_values(case), **values})
        if is_overdue:
            self.notifier.notify(EmailName.TAKES_LONGER, task.key.case_id, task.key.round)

    def _days_since(self, then: datetime) -> int:
        return (self.notifier.outbox.clock() - then) // timedelta(days=1)


def _mail(name: EmailName, key: TaskKey, person: str, occasion: str) -> OutboxEntry:
    return OutboxEntry(name=name, case_id=key.case_id, round=key.round, to=person, occasion=occasion)
