"""What an estimate is made from: the queue, its pace, and how far off such estimates would have been lately."""

from datetime import UTC, date, datetime, timedelta

from pydantic import AwareDatetime

from domain.model.estimate import Estimate
from domain.model.field_types import Record

MAX_AGE = timedelta(days=2)
"""A forecast is made every hour. An older one says nothing about the queue any more."""


class Forecast(Record):
    """One item, so that a page reads no list.

    ``waiting`` counts the open reviews by the day (UTC) on which they began. ``days_each`` is the time, in days, from
    one decision to the next. ``shortest`` and ``longest`` are what the expected wait is multiplied by.
    """

    made_at: AwareDatetime
    waiting: dict[date, int]
    days_each: float
    shortest: float
    longest: float

    def estimate(self, since: datetime, now: datetime) -> Estimate | None:
        """For a round that has waited for us since then. The last day is to come. None if the forecast is too old.

        Of a round that has waited for long, only the last day says much: it was one that was not decided early.
        """
        if now - self.made_at > MAX_AGE:
            return None
        ahead = self._ahead(since)
        wait = expected_wait(ahead, self.days_each)
        tomorrow = _day(now) + timedelta(days=1)
        earliest, latest = _day(now + wait * self.shortest), _day(now + wait * self.longest)
        return Estimate(ahead=ahead, earliest=earliest, latest=max(latest, tomorrow))

    def _ahead(self, since: datetime) -> int:
        so_far = sum(count for began, count in self.waiting.items() if began <= _day(since))
        itself = since <= self.made_at
        return max(0, so_far - itself)


def expected_wait(ahead: int, days_each: float) -> timedelta:
    """Until the round itself is answered: behind those ahead, and a day for what no queue explains."""
    return timedelta(days=1 + (ahead + 1) * days_each)


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()
