"""Cases that ended long ago are forgotten as a whole."""

from datetime import timedelta

from domain.model.ports import Clock
from domain.operations.ports import EndedCases


def purge_expired_cases(ended: EndedCases, keep_days: int, clock: Clock) -> int:
    """Forget every case that ended more than so many days ago; answers with how many. Safe to repeat.

    One that was rejected and never replied to has ended, too: it counts from its rejection.
    """
    return sum(ended.purge_case(case_id) for case_id in ended.list_ended_before(clock() - timedelta(days=keep_days)))
