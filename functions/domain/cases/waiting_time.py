"""How long a case has waited for us, not counting the time in which it waits for the client."""

from datetime import datetime, timedelta

from domain.cases.case import Case, Task, TaskKind
from domain.cases.exception import ExceptionCase
from domain.model.estimate import Estimate

CLIENT_TASKS = (TaskKind.OWNER, TaskKind.INFO_REQUEST)  # while these are open, the case waits for the client


def days_waiting_for_us(case: Case | ExceptionCase, now: datetime) -> int:
    """Whole days from the start of the current round to its outcome, or to ``now``, without the client's time."""
    began = case.current.started_at if isinstance(case, Case) else case.filed_at
    outcome = case.current.outcome if isinstance(case, Case) else case.outcome
    until = outcome.at if outcome else now
    return (until - began - time_waiting_for_client(case, until)) // timedelta(days=1)


def told_estimate(case: Case | ExceptionCase, now: datetime) -> Estimate | None:
    """What the applicant was told when the round began, with the time added in which we have waited for the client."""
    told = case.current.estimate if isinstance(case, Case) else None
    return told.moved_by(time_waiting_for_client(case, now)) if told else None


def time_waiting_for_client(case: Case | ExceptionCase, until: datetime) -> timedelta:
    """The time that the client's tasks of the current round are open, of which never two are at the same time."""
    number = case.current.number if isinstance(case, Case) else 1
    tasks = (task for task in case.tasks if task.key.kind in CLIENT_TASKS and task.key.round == number)
    return sum((_open_for(task, until) for task in tasks), timedelta())


def _open_for(task: Task, until: datetime) -> timedelta:
    return (task.decision.at if task.decision else until) - task.opened_at
