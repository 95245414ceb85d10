"""Cases that ended long ago are forgotten as a whole."""

from datetime import timedelta

from domain.model.ports import Clock
from domain.operations.ports import EndedCases


def forget_what_ended(ended: EndedCases, keep_days: int, clock: Clock) -> int:
    """Forget every case that ended more than so many days ago; answers with how many. Safe to repeat.

    One that was rejected and never replied to has ended, too: it counts from its rejection.
    """
    return sum(ended.forget(case_id) for case_id in ended.before(clock() - timedelta(days=keep_days)))
