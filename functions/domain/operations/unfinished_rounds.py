"""Rounds of applications, exceptions, and changes of keys, whose state machine runs or has failed."""

from datetime import timedelta

from pydantic import AwareDatetime

from domain.cases.summary import CaseSummary
from domain.model.field_types import Record


class RoundKey(Record):
    """An exception has one round. ``key_change`` is the number of a change of the application's key, or 0."""

    case_id: str
    round: int = 1
    key_change: int = 0


class Unfinished(Record):
    """A round whose state machine has not succeeded.

    ``restarts`` is the number in the name of its newest execution (0 for the first), which began or was to begin at
    ``started_at``. ``tries`` counts the executions since the last one that lived long. ``is_failed`` says whether a
    state failed for good, or it was given up.
    """

    key: RoundKey
    account_id: str
    started_at: AwareDatetime
    is_failed: bool = False
    restarts: int = 0
    tries: int = 0


class Execution(Record):
    """An execution of a state machine; ``ended`` is the name of the error with which it ended, if it did."""

    lived: timedelta
    ended: str = ""


class Failure(Record):
    """A round that failed: the name of its error, and when the round began."""

    key: RoundKey
    failure: str
    brief: CaseSummary
    since: AwareDatetime
