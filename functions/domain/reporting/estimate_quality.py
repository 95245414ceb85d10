"""How good estimates were: what applicants were told when a round began, against the day on which it was decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC

from domain.reporting.outcomes import BY_PEOPLE, OutcomeRecord


@dataclass(frozen=True)
class EstimateQuality:
    """Of the rounds that people decided, and whose applicants were told days: how many were decided when.

    ``median_days`` is how many days the middle one of the estimates had; 0 if there was none.
    """

    within: int = 0
    earlier: int = 0
    later: int = 0
    median_days: int = 0

    @property
    def total(self) -> int:
        return self.within + self.earlier + self.later


def estimate_quality(records: Iterable[OutcomeRecord]) -> EstimateQuality:
    """Days on which we waited for the client are left out: applicants are told that these are added."""
    days, earlier, later = [], 0, 0
    for record in records:
        told = record.estimate
        if told is None or record.decided_by not in BY_PEOPLE:
            continue
        decided = (record.answered_at - record.client_time).astimezone(UTC).date()
        earlier += decided < told.earliest
        later += decided > told.latest
        days.append((told.latest - told.earliest).days + 1)
    median = sorted(days)[len(days) // 2] if days else 0
    return EstimateQuality(len(days) - earlier - later, earlier, later, median)
