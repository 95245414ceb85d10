"""Cases that ended long ago are deleted as a whole."""

from datetime import timedelta

from domain.model.ports import Clock
from domain.operations.ports import EndedCases


def purge_expired_cases(ended: EndedCases, keep_days: int, clock: Clock) -> int:
    """Delete every case that ended more than so many days ago; returns the number. Safe to repeat.

    A rejected application that nobody replied to has ended with its rejection.
    """
    return sum(ended.purge_case(case_id) for case_id in ended.list_ended_before(clock() - timedelta(days=keep_days)))
