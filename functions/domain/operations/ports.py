"""What this package needs from the outside world: ``adapters/`` has it on AWS, the tests have fakes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from domain.cases.case import Task
from domain.operations.unfinished_rounds import Execution, Failure, RoundKey, Unfinished


class EndedCases(Protocol):
    """Applications and exceptions that have ended and were not reopened."""

    def list_ended_before(self, then: datetime) -> Iterable[str]:
        """The ids of those that ended before then, those first that ended first."""

    def purge_case(self, case_id: str) -> bool:
        """Delete a case with all that belongs to it. Safe to repeat.

        False, and nothing changes, where it is in review: it was reopened a moment ago.
        """


class UnfinishedRounds(Protocol):
    """The rounds, and the exceptions, whose state machine has not ended well."""

    def list_all(self) -> Iterable[RoundKey]:
        """All of them: those that run, then those that failed, the oldest first. May be behind by a moment."""

    def list_of_case(self, case_id: str) -> tuple[RoundKey, ...]:
        """Those of one case."""

    def get_round(self, key: RoundKey) -> Unfinished | None:
        """One, as it is now; None where it has ended well."""

    def last_task(self, one: Unfinished) -> Task | None:
        """The task of its case that was opened last, up to this round."""

    def record_next_try(self, one: Unfinished, tries: int, at: datetime) -> Unfinished | None:
        """Give its next execution a number. None where that was done meanwhile, or it has ended well."""

    def record_failure(self, one: Unfinished, failure: str) -> None:
        """Put it on the list of what failed, with the error's name, unless it stands there already."""


class Failures(Protocol):
    """The rounds, and the exceptions, whose state machine failed. Reconciling starts them again, or a person does."""

    def list_failures(self) -> Iterable[Failure]:
        """All of them, those first whose round began first. May be behind by a moment."""


class Executions(Protocol):
    """The executions of both state machines."""

    def get_execution(self, one: Unfinished) -> Execution | None:
        """The newest one of a round; None where there is none."""

    def start_execution(self, one: Unfinished) -> None:
        """Start the newest one of a round; does nothing where one of its name was started before."""
