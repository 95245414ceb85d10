"""What ``operations`` needs from ``adapters/``. The tests have fakes of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from domain.cases.case import Task
from domain.operations.unfinished_rounds import Execution, Failure, RoundKey, Unfinished


class EndedCases(Protocol):
    """Applications and exceptions that have ended and were not reopened."""

    def list_ended_before(self, then: datetime) -> Iterable[str]:
        """The ids of those that ended before then, in the order of their ends."""

    def purge_case(self, case_id: str) -> bool:
        """Delete a case with all that belongs to it. Safe to repeat.

        False, without any change, if it is in review, or its API key was not revoked.
        """


class UnfinishedRounds(Protocol):
    """The rounds, exceptions and changes of keys whose state machine has not succeeded.

    ``list_all`` may be behind by a moment.
    """

    def list_all(self) -> Iterable[RoundKey]:
        """Those that run, then those that failed, each the oldest first."""

    def list_of_case(self, case_id: str) -> tuple[RoundKey, ...]: ...

    def get_round(self, key: RoundKey) -> Unfinished | None:
        """None if it has succeeded."""

    def last_task(self, unfinished: Unfinished) -> Task | None:
        """The newest task of its case, up to this round; the change of a key has none."""

    def record_next_try(self, unfinished: Unfinished, tries: int, at: datetime) -> Unfinished | None:
        """Number its next execution. None if that was done meanwhile, or it has succeeded."""

    def record_failure(self, unfinished: Unfinished, failure: str) -> None:
        """List it among the failures with the name of its error, unless it is there already."""


class Failures(Protocol):
    """The rounds and exceptions whose state machine failed. The list may be behind by a moment."""

    def list_failures(self) -> Iterable[Failure]:
        """In the order in which their rounds began."""


class Executions(Protocol):
    """The executions of the state machines."""

    def get_execution(self, unfinished: Unfinished) -> Execution | None:
        """The newest one of a round, if any."""

    def start_execution(self, unfinished: Unfinished) -> None:
        """Start the newest one of a round. Does nothing if an execution of its name exists."""
