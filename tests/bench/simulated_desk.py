"""Two years of reviews with a clock of their own: who applies, who decides when, and what applicants are told.

Estimates are made and judged by the product's own functions, once a day where the product makes them every hour.
"""

import math
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from domain.cases.case import Status
from domain.model.estimate import Estimate
from domain.reporting.forecast import Forecast
from domain.reporting.measured_waits import KNOWN, make_forecast
from domain.reporting.outcomes import Decider, OutcomeRecord

START = datetime(2025, 1, 6, tzinfo=UTC)  # a Monday
DAYS = 730
WARM_UP = 210  # days, in which nothing is judged: as far back as a forecast looks
CLIENT_LIMIT = 14.0  # days that an owner, or the applicant for a question, has
Daily = Callable[[int], float]


@dataclass(frozen=True)
class Scenario:
    """``arrivals`` and ``capacity`` are means for a working day. Who works off a longer queue works somewhat faster.

    ``in_order`` is the share of reviews that are taken oldest first; the others are among the ``reach`` oldest, or any.
    A share of reviews (``stalls``) waits for a second look, ``stall_days`` in the middle.
    """

    name: str
    arrivals: Daily
    capacity: Daily
    backlog: int = 250
    in_order: float = 0.8
    reach: int = 40
    stalls: float = 0.1
    stall_days: float = 8
    in_batches: bool = False
    newest_first: bool = False
    effort: float = 0.3


@dataclass(eq=False)
class Review:
    began: float
    owner_days: float
    question_days: float
    stall_days: float
    stage: int = 0  # 0: Trust & Safety, 1: the reviewers
    ready: float = 0
    client_days: float = 0
    told: Estimate | None = None
    looked: list[tuple[date, date]] = field(default_factory=list)  # what the status page said, from when to when
    ended: float | None = None
    decider: Decider = Decider.REVIEWER

    def record(self) -> OutcomeRecord:
        assert self.ended is not None
        return OutcomeRecord(
            case_id="k",
            account_id="acct",
            title="",
            round=1,
            status=Status.WITHDRAWN if self.decider is Decider.APPLICANT else Status.APPROVED,
            started_at=moment(self.began),
            answered_at=moment(self.ended),
            decided_by=self.decider,
            client_time=timedelta(days=self.client_days),
            estimate=self.told,
        )


def moment(day: float) -> datetime:
    return START + timedelta(days=day)


class SimulatedDesk:
    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario = scenario
        self.random = random.Random(f"{scenario.name} {seed}")
        self.open: list[Review] = []
        self.ended: list[Review] = []
        self.records: list[OutcomeRecord] = []
        for _ in range(scenario.backlog):
            self._begin(-self.random.random(), None)

    def run(self, days: int = DAYS) -> None:
        for day in range(days):
            self._day(day)

    def judged(self) -> list[OutcomeRecord]:
        """The outcomes of the reviews that began after the warm-up."""
        since = moment(WARM_UP)
        return [record for record in self.records if record.started_at >= since]

    def _day(self, day: int) -> None:
        is_weekend = day % 7 >= 5
        forecast = self._forecast(day) if day >= WARM_UP else None
        for _ in range(self._poisson(self.scenario.arrivals(day) * (0.5 if is_weekend else 1.2))):
            self._begin(day + self.random.random(), forecast)
        if forecast:
            self._look(day, forecast)
        for review in [review for review in self.open if self.random.random() < 0.0008]:
            self._end(review, max(review.began, day + self.random.random()), Decider.APPLICANT)
        for stage in () if is_weekend else (0, 1):
            for _ in range(self._poisson(self._capacity(day, stage))):
                self._decide(day + 0.3 + 0.4 * self.random.random(), stage)

    def _forecast(self, day: int) -> Forecast | None:
        now = moment(day)
        recent = [record for record in self.records if record.answered_at >= now - KNOWN]
        return make_forecast(recent, [moment(review.began) for review in self.open], now)

    def _begin(self, at: float, forecast: Forecast | None) -> None:
        owner = min(CLIENT_LIMIT, self.random.expovariate(1 / 3)) if self._happens(0.2) else 0
        question = min(CLIENT_LIMIT, self.random.lognormvariate(1, 0.8)) if self._happens(0.15) else 0
        stall = self.random.lognormvariate(math.log(self.scenario.stall_days), 0.8)
        review = Review(at, owner, question, stall if self._happens(self.scenario.stalls) else 0)
        review.ready, review.client_days = at + owner, owner
        review.told = forecast.estimate(moment(at), moment(at)) if forecast else None
        self.open.append(review)

    def _look(self, day: int, forecast: Forecast) -> None:
        """Some applicants look at the status page of a review that waits for us."""
        for review in self.open:
            if review.ready <= day and self._happens(0.05):
                review.looked += self._page(review, moment(day), forecast)

    def _page(self, review: Review, now: datetime, forecast: Forecast) -> list[tuple[date, date]]:
        """The days on the status page; none where a question is still to come, which would move them."""
        told = review.told.moved_by(timedelta(days=review.client_days)) if review.told else None
        newer = forecast.estimate(moment(review.began + review.client_days), now)
        if review.question_days or newer is None:
            return []
        return [(told.earliest, told.latest)] if told and told.latest > now.date() else [(now.date(), newer.latest)]

    def _capacity(self, day: int, stage: int) -> float:
        scenario = self.scenario
        mean = scenario.capacity(day) * (1.15 if stage == 0 else 1)
        if scenario.effort:
            mean *= (len(self.open) / scenario.backlog) ** scenario.effort
        if scenario.in_batches and stage == 1:
            return mean * 2.5 if day % 7 in (1, 3) else 0
        return mean

    def _decide(self, at: float, stage: int) -> None:
        waiting = [review for review in self.open if review.stage == stage and review.ready <= at]
        if not waiting:
            return
        waiting.sort(key=lambda review: review.began + review.client_days, reverse=self.scenario.newest_first)
        reach = 1 if self._happens(self.scenario.in_order) else self.scenario.reach
        review = waiting[int(min(len(waiting), reach) * self.random.random())]
        if stage == 0 and self._happens(0.03):
            self._end(review, at, Decider.SAFETY)
        elif stage == 0:
            review.stage, review.ready = 1, at + review.stall_days
        elif review.question_days:
            review.ready, review.client_days = at + review.question_days, review.client_days + review.question_days
            review.question_days = 0
        else:
            self._end(review, at, Decider.REVIEWER)

    def _end(self, review: Review, at: float, decider: Decider) -> None:
        review.ended, review.decider = at, decider
        # Who withdraws may do so while the owner, or a question, is open.
        review.client_days = min(review.client_days, at - review.began)
        self.open.remove(review)
        self.ended.append(review)
        self.records.append(review.record())

    def _happens(self, share: float) -> bool:
        return self.random.random() < share

    def _poisson(self, mean: float) -> int:
        limit, count, product = math.exp(-mean), 0, self.random.random()
        while product > limit:
            count, product = count + 1, product * self.random.random()
        return count


def looks(reviews: Iterable[Review]) -> list[bool]:
    """Whether each estimate that the status page showed came true."""
    return [
        first <= decided <= last
        for review in reviews
        if review.ended is not None and review.decider is not Decider.APPLICANT
        for decided in [moment(review.ended).date()]
        for first, last in review.looked
    ]
