"""Statistics: what is open, and what ended in a period, computed from lists alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil

from domain.cases.case import LAST_ROUND, Status
from domain.cases.exception import ExceptionStatus
from domain.cases.ports import WorkQueue
from domain.cases.work_queue import TOO_LATE_DAYS
from domain.policy import RuleId
from domain.reporting.estimate_quality import EstimateQuality, estimate_quality
from domain.reporting.outcomes import BY_PEOPLE, Decider, OutcomeRecord
from domain.reporting.period import Period
from domain.reporting.ports import OutcomeRecords

MAX_OPEN, MAX_OF_A_MONTH = 20_000, 5_000
"""The most that is counted; ``Statistics.is_whole`` says whether there was more."""

REJECTED = (Status.REJECTED, Status.REJECTED_FOR_GOOD)
WORDS_ALONE = "words"


@dataclass(frozen=True)
class Week:
    """The rounds of a period that ended from Monday to Sunday, in UTC.

    ``median`` and ``ninetieth`` are percentiles of the days from the start to the outcome of rounds that people
    decided; the policy's rejections take seconds, and would hide them. None if people decided no round.
    """

    begins: date
    approved: int = 0
    rejected: int = 0
    other: int = 0
    median: float | None = None
    ninetieth: float | None = None

    @property
    def total(self) -> int:
        return self.approved + self.rejected + self.other


@dataclass(frozen=True)
class Share:
    part: int
    of: int


@dataclass(frozen=True)
class Statistics:
    """``open_by_age`` counts open reviews by full weeks of waiting; its last entry counts 8 weeks and more.

    The rest is about the ``weeks`` of a period, oldest first. ``reasons`` counts rejections by rule,
    ``Decider.SAFETY`` or a reviewer's ``WORDS_ALONE``, most frequent first. ``overruled`` is, for each rule that
    flagged applications which reviewers decided, the share that was approved.
    """

    open_by_age: tuple[int, ...]
    weeks: tuple[Week, ...]
    reasons: tuple[tuple[str, int], ...]
    re_reviews_approved: Share
    overruled: tuple[tuple[RuleId, Share], ...]
    exceptions_granted: Share
    estimates: EstimateQuality
    is_whole: bool

    @property
    def ended(self) -> int:
        return sum(week.total for week in self.weeks)


def read_statistics(outcomes: OutcomeRecords, queue: WorkQueue, period: Period, now: datetime) -> Statistics:
    """Reads the open reviews and the months of the period, with one query per megabyte of each."""
    running = queue.list_review_starts(MAX_OPEN)
    months = [outcomes.list_outcomes(month, MAX_OF_A_MONTH) for month in months_between(period.first, period.last)]
    is_whole = len(running) < MAX_OPEN and all(len(month) < MAX_OF_A_MONTH for month in months)
    records = [record for month in months for record in month]
    return compute_statistics(running, records, period, now, is_whole=is_whole)


def compute_statistics(
    running: Iterable[datetime], records: Iterable[OutcomeRecord], period: Period, now: datetime, *, is_whole: bool
) -> Statistics:
    """Of ``records``, those of the period count; of ``running``, all as they are now."""
    recent = [record for record in records if period.first <= _end_day(record) <= period.last]
    rounds = [record for record in recent if isinstance(record.status, Status)]
    re_reviews = [record for record in rounds if record.round == LAST_ROUND]
    decided_again = [record for record in re_reviews if record.status in (Status.APPROVED, *REJECTED)]
    exceptions = [record for record in recent if isinstance(record.status, ExceptionStatus)]
    return Statistics(
        open_by_age=_by_age(running, now),
        weeks=tuple(_week(monday, rounds) for monday in period.mondays),
        reasons=_reasons(rounds),
        re_reviews_approved=_share(decided_again, Status.APPROVED),
        overruled=_overruled(rounds),
        exceptions_granted=_share(exceptions, ExceptionStatus.GRANTED),
        estimates=estimate_quality(rounds),
        is_whole=is_whole,
    )


def percentile(values: Iterable[float], percent: int) -> float | None:
    """The nearest-rank percentile, which is always one of the values; None if there are no values."""
    ascending = sorted(values)
    return ascending[ceil(percent * len(ascending) / 100) - 1] if ascending else None


def _end_day(record: OutcomeRecord) -> date:
    return record.answered_at.astimezone(UTC).date()


def months_between(first: date, last: date) -> list[str]:
    """The months of these days, as outcomes are stored by them."""
    days = ((first + timedelta(days=number)) for number in range((last - first).days + 1))
    return list(dict.fromkeys(f"{day:%Y-%m}" for day in days))


def _by_age(running: Iterable[datetime], now: datetime) -> tuple[int, ...]:
    last = TOO_LATE_DAYS // 7
    counted = Counter(max(0, min((now - since).days // 7, last)) for since in running)
    return tuple(counted[weeks] for weeks in range(last + 1))


def _week(begins: date, rounds: list[OutcomeRecord]) -> Week:
    ended = [record for record in rounds if begins <= _end_day(record) < begins + timedelta(days=7)]
    by_people = [record for record in ended if record.decided_by in BY_PEOPLE]
    days = [(record.answered_at - record.started_at) / timedelta(days=1) for record in by_people]
    approved = sum(record.status is Status.APPROVED for record in ended)
    rejected = sum(record.status in REJECTED for record in ended)
    other = len(ended) - approved - rejected
    return Week(begins, approved, rejected, other, percentile(days, 50), percentile(days, 90))


def _reasons(rounds: list[OutcomeRecord]) -> tuple[tuple[str, int], ...]:
    counted: Counter[str] = Counter()
    for record in rounds:
        if record.status in REJECTED:
            is_safety = record.decided_by in (Decider.SAFETY, Decider.SAFETY_CHECK)
            without_rule = Decider.SAFETY if is_safety else WORDS_ALONE
            counted.update(map(str, record.rejected_by or (without_rule,)))
    return tuple(counted.most_common())


def _overruled(rounds: list[OutcomeRecord]) -> tuple[tuple[RuleId, Share], ...]:
    decided = [record for record in rounds if record.decided_by is Decider.REVIEWER]
    flagged = {rule: [record for record in decided if rule in record.flagged] for rule in RuleId}
    shares = [(rule, _share(records, Status.APPROVED)) for rule, records in flagged.items() if records]
    return tuple(sorted(shares, key=lambda rule_share: -rule_share[1].part))


def _share(records: list[OutcomeRecord], status: Status | ExceptionStatus) -> Share:
    return Share(sum(record.status is status for record in records), len(records))
