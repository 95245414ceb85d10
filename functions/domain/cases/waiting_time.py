"""How long the desk itself has had a case: its clock stands still while the client owes an answer."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.cases.case import Case, Task, TaskKind
from domain.cases.exception import ExceptionCase

CLIENT_TASKS = (TaskKind.OWNER, TaskKind.INFO_REQUEST)  # while these are open it is not the staff who take long


def days_waiting_for_us(case: Case | ExceptionCase, now: datetime) -> int:
    """Whole days that the desk has had the case's current round, up to its outcome if there is one.

    The time in which the owner had to confirm, or the applicant to answer a question, is not the desk's.
    """
    began = case.current.started_at if isinstance(case, Case) else case.filed_at
    outcome = case.current.outcome if isinstance(case, Case) else case.outcome
    until = outcome.at if outcome else now
    return (until - began - time_waiting_for_client(case, until)) // timedelta(days=1)


def time_waiting_for_client(case: Case | ExceptionCase, until: datetime) -> timedelta:
    """How long the client has had the current round: one is asked at a time, so no time counts twice."""
    number = case.current.number if isinstance(case, Case) else 1
    return sum((_open_for(task, until) for task in _of_the_client(case.tasks, number)), timedelta())


def _of_the_client(tasks: Iterable[Task], number: int) -> Iterable[Task]:
    return (task for task in tasks if task.key.kind in CLIENT_TASKS and task.key.round == number)


def _open_for(task: Task, until: datetime) -> timedelta:
    return (task.decision.at if task.decision else until) - task.opened_at
