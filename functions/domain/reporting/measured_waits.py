"""Makes the forecast from the queue, the pace of decisions, and how long recent decisions took.

The expected wait is the place in the queue, divided by the pace. Each recent decision took so many times what had to be
expected when its round began; the forecast has the shortest range that holds most of these factors. So it includes what
no plan knows: the order in which reviews are taken, second looks, slow weeks. ``make bench`` shows on simulated
histories how often the answer comes within the estimate.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import ceil

from domain.cases.case import Status
from domain.cases.ports import WorkQueue
from domain.reporting.forecast import Forecast, expected_wait
from domain.reporting.outcomes import BY_PEOPLE, Decider, OutcomeRecord
from domain.reporting.ports import Forecasts, OutcomeRecords
from domain.reporting.statistics import MAX_OF_A_MONTH, MAX_OPEN, months_between

RECENT = timedelta(weeks=12)
"""How far back decisions are measured."""
KNOWN = timedelta(weeks=30)
"""How far back outcomes are read, to know the queue as it was when the rounds of the recent decisions began."""
MIN_DECISIONS = 30
"""With 30, the share of later answers in a range that held ``SHARE`` of them still varies by some 6 points."""
PACE_WEEKS = 6
"""The pace is measured over so many weeks, without the two slowest and the fastest: a holiday is no pace."""
SHARE = 0.88
"""The share of recent decisions that lie in the range."""
MARGIN = 0.05
"""By this part of the expected wait the range is longer at both ends, since the pace changes until the answer."""

_WEEK = timedelta(weeks=1)


def store_forecast(outcomes: OutcomeRecords, queue: WorkQueue, forecasts: Forecasts, now: datetime) -> None:
    """Store the forecast of this hour, if there are enough decisions, and all can be read. The one before gets old."""
    running = queue.list_review_starts(MAX_OPEN)
    months = [
        outcomes.list_outcomes(month, MAX_OF_A_MONTH)
        for month in months_between((now - KNOWN).astimezone(UTC).date(), now.astimezone(UTC).date())
    ]
    is_whole = len(running) < MAX_OPEN and all(len(month) < MAX_OF_A_MONTH for month in months)
    forecast = make_forecast((record for month in months for record in month), running, now)
    if is_whole and forecast:
        forecasts.put_forecast(forecast)


def make_forecast(records: Iterable[OutcomeRecord], running: Sequence[datetime], now: datetime) -> Forecast | None:
    """From outcomes, those since ``now - KNOWN``, and the starts of the open reviews; None with too few decisions."""
    ended = [record for record in records if _left_the_queue(record) and now - KNOWN <= record.answered_at <= now]
    queue = _QueueHistory.of(ended, running)
    recent = [record for record in ended if record.decided_by in BY_PEOPLE and record.answered_at > now - RECENT]
    expected = ((record, queue.expected_wait(record.started_at)) for record in recent)
    measured = [record.our_time / wait for record, wait in expected if wait]
    days_each = queue.days_each(now)
    if len(measured) < MIN_DECISIONS or days_each is None:
        return None
    shortest, longest = shortest_range(measured, SHARE)
    waiting = Counter(began.astimezone(UTC).date() for began in running)
    return Forecast(
        made_at=now,
        waiting=dict(waiting),
        days_each=days_each,
        shortest=max(0.0, shortest - MARGIN),
        longest=longest + MARGIN,
    )


def shortest_range(values: Iterable[float], share: float) -> tuple[float, float]:
    """The two values between which this share of values lies, as close to each other as can be."""
    ascending = sorted(values)
    size = min(len(ascending), ceil(share * (len(ascending) + 1)))
    ranges = zip(ascending, ascending[size - 1 :], strict=False)
    return min(ranges, key=lambda both: both[1] - both[0])


def _left_the_queue(record: OutcomeRecord) -> bool:
    """The policy's rejections take seconds: they never were in it."""
    return isinstance(record.status, Status) and record.decided_by is not Decider.POLICY


@dataclass(frozen=True)
class _QueueHistory:
    """When reviews began, when they ended, and when people decided them, each in ascending order."""

    starts: Sequence[datetime]
    ends: Sequence[datetime]
    decisions: Sequence[datetime]

    @classmethod
    def of(cls, ended: Sequence[OutcomeRecord], running: Sequence[datetime]) -> "_QueueHistory":
        return cls(
            starts=sorted([*(record.started_at for record in ended), *running]),
            ends=sorted(record.answered_at for record in ended),
            decisions=sorted(record.answered_at for record in ended if record.decided_by in BY_PEOPLE),
        )

    def expected_wait(self, at: datetime) -> timedelta | None:
        """What a round that began then had to expect; None if too little is known of the weeks before."""
        days_each = self.days_each(at)
        ahead = bisect_left(self.starts, at) - bisect_left(self.ends, at)
        return None if days_each is None else expected_wait(ahead, days_each)

    def days_each(self, at: datetime) -> float | None:
        """The days from one decision to the next, in the weeks before; None if there were too few, or it isn't known.

        Only decisions of people count: otherwise, somebody who submits and withdraws would quicken the pace.
        """
        if not self.decisions or self.decisions[0] > at - PACE_WEEKS * _WEEK:
            return None
        edges = [bisect_left(self.decisions, at - week * _WEEK) for week in range(PACE_WEEKS + 1)]
        typical = sorted(later - earlier for later, earlier in pairwise(edges))[2:-1]
        return 7 * len(typical) / sum(typical) if sum(typical) else None
