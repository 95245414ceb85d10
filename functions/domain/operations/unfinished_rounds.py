"""What has not ended well yet: rounds of applications, and exceptions, whose state machine runs or has failed."""

from datetime import timedelta

from pydantic import AwareDatetime

from domain.cases.summary import CaseSummary
from domain.model.field_types import Record


class RoundKey(Record):
    """Which round of which case. An exception has but one."""

    case_id: str
    round: int = 1


class Unfinished(Record):
    """A round whose state machine has not ended well.

    ``restarts`` is the number in the name of its newest execution, which began at ``started_at``, or was to: 0 for the
    first one. ``tries`` of them were in a row, without an execution between that lived for long. ``is_judged`` says
    whether the policy was checked, ``is_failed`` whether a state failed for good, or it was given up.
    """

    key: RoundKey
    account_id: str
    started_at: AwareDatetime
    is_judged: bool = False
    is_failed: bool = False
    restarts: int = 0
    tries: int = 0


class Execution(Record):
    """An execution of a state machine: how long it has lived, and how it ended (an error's name), if it did."""

    lived: timedelta
    ended: str = ""


class Failure(Record):
    """What a list shows of a round that failed: the error's name, the case in a line, and when the round began."""

    key: RoundKey
    failure: str
    brief: CaseSummary
    since: AwareDatetime
