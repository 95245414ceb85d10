"""The desk in numbers: what is open, and what was answered in the last weeks, counted from lists alone."""

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
from domain.reporting.outcomes import Decider, OutcomeRecord
from domain.reporting.ports import OutcomeRecords

WEEKS = 12
MAX_OPEN, MAX_OF_A_MONTH = 20_000, 5_000
"""As many as are counted at the most; ``Numbers.is_whole`` says whether that was all."""

REJECTED = (Status.REJECTED, Status.REJECTED_FOR_GOOD)
BY_PEOPLE = (Decider.SAFETY, Decider.REVIEWER)
WORDS_ALONE = "words"


@dataclass(frozen=True)
class Week:
    """A week from Monday to Sunday, by UTC: how many rounds were approved, rejected, or ended otherwise.

    ``median`` and ``ninetieth`` are the days from the beginning of a round to its answer, of those that people
    decided: what the policy rejects takes seconds, and would hide them. None where people decided nothing.
    """

    begins: date
    approved: int = 0
    rejected: int = 0
    other: int = 0
    median: float | None = None
    ninetieth: float | None = None

    @property
    def total(self) -> int:
        """Every round that ended."""
        return self.approved + self.rejected + self.other


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    of: int


@dataclass(frozen=True)
class Statistics:
    """``open_by_age`` counts the reviews that run by full weeks of waiting, the last one all of 8 weeks and more.

    The rest is of ``weeks``, the oldest first. ``reasons`` counts rejections by rule, by ``Decider.SAFETY`` and by a
    reviewer's ``WORDS_ALONE``, the most frequent first. ``overruled`` is, for each rule that flagged what a reviewer
    then decided, how much of it was approved all the same.
    """

    open_by_age: tuple[int, ...]
    weeks: tuple[Week, ...]
    reasons: tuple[tuple[str, int], ...]
    re_reviews_approved: Share
    overruled: tuple[tuple[RuleId, Share], ...]
    exceptions_granted: Share
    is_whole: bool

    @property
    def ended(self) -> int:
        """Every round that ended in these weeks."""
        return sum(week.total for week in self.weeks)


def read_statistics(answers: OutcomeRecords, queue: WorkQueue, now: datetime) -> Statistics:
    """Count what is on the lists: a query for each megabyte of what is open, and of each month of these weeks."""
    running = queue.list_review_starts(MAX_OPEN)
    months = [answers.list_outcomes(month, MAX_OF_A_MONTH) for month in _months(_first_day(now), now)]
    is_whole = len(running) < MAX_OPEN and all(len(month) < MAX_OF_A_MONTH for month in months)
    return compute_statistics(running, [answer for month in months for answer in month], now, is_whole=is_whole)


def compute_statistics(
    running: Iterable[datetime], answers: Iterable[OutcomeRecord], now: datetime, *, is_whole: bool
) -> Statistics:
    """Count it; of ``answers`` those of the last ``WEEKS`` weeks, this one among them."""
    first = _first_day(now)
    recent = [one for one in answers if one.answered_at.astimezone(UTC).date() >= first]
    rounds = [one for one in recent if isinstance(one.status, Status)]
    second = [one for one in rounds if one.round == LAST_ROUND and one.status in (Status.APPROVED, *REJECTED)]
    exceptions = [one for one in recent if isinstance(one.status, ExceptionStatus)]
    return Statistics(
        open_by_age=_by_age(running, now),
        weeks=tuple(_week(first + timedelta(weeks=number), rounds) for number in range(WEEKS)),
        reasons=_reasons(rounds),
        re_reviews_approved=_share(second, Status.APPROVED),
        overruled=_overruled(rounds),
        exceptions_granted=_share(exceptions, ExceptionStatus.GRANTED),
        is_whole=is_whole,
    )


def percentile(values: Iterable[float], percent: int) -> float | None:
    """The smallest of the values that at least so many percent of them do not exceed (nearest rank); None of none.

    So it is always a time that a case really took; the median of an even number is the lower one of the middle.
    """
    in_order = sorted(values)
    return in_order[ceil(percent * len(in_order) / 100) - 1] if in_order else None


def _first_day(now: datetime) -> date:
    today = now.astimezone(UTC).date()
    return today - timedelta(days=today.weekday(), weeks=WEEKS - 1)


def _months(first: date, now: datetime) -> list[str]:
    last = now.astimezone(UTC).date()
    days = ((first + timedelta(days=number)) for number in range((last - first).days + 1))
    return list(dict.fromkeys(f"{day:%Y-%m}" for day in days))


def _by_age(running: Iterable[datetime], now: datetime) -> tuple[int, ...]:
    last = TOO_LATE_DAYS // 7
    counted = Counter(max(0, min((now - since).days // 7, last)) for since in running)
    return tuple(counted[weeks] for weeks in range(last + 1))


def _week(begins: date, rounds: list[OutcomeRecord]) -> Week:
    ended = [one for one in rounds if begins <= one.answered_at.astimezone(UTC).date() < begins + timedelta(days=7)]
    days = [(one.answered_at - one.started_at) / timedelta(days=1) for one in ended if one.decided_by in BY_PEOPLE]
    approved = sum(one.status is Status.APPROVED for one in ended)
    rejected = sum(one.status in REJECTED for one in ended)
    other = len(ended) - approved - rejected
    return Week(begins, approved, rejected, other, percentile(days, 50), percentile(days, 90))


def _reasons(rounds: list[OutcomeRecord]) -> tuple[tuple[str, int], ...]:
    counted: Counter[str] = Counter()
    for one in rounds:
        if one.status in REJECTED:
            without_rule = Decider.SAFETY if one.decided_by is Decider.SAFETY else WORDS_ALONE
            counted.update(map(str, one.rejected_by or (without_rule,)))
    return tuple(counted.most_common())


def _overruled(rounds: list[OutcomeRecord]) -> tuple[tuple[RuleId, Share], ...]:
    decided = [one for one in rounds if one.decided_by is Decider.REVIEWER]
    flagged = {rule: [one for one in decided if rule in one.flagged] for rule in RuleId}
    shares = [(rule, _share(some, Status.APPROVED)) for rule, some in flagged.items() if some]
    return tuple(sorted(shares, key=lambda both: -both[1].part))


def _share(answers: list[OutcomeRecord], status: Status | ExceptionStatus) -> Share:
    return Share(sum(one.status is status for one in answers), len(answers))
