"""``steady_desk`` is a desk where 14 reviews a week end, one each half day, each 10 days after it began."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.cases.case import Status
from domain.cases.exception import ExceptionStatus
from domain.reporting.forecast import Forecast
from domain.reporting.measured_waits import MARGIN, MIN_DECISIONS, make_forecast, shortest_range, store_forecast
from domain.reporting.outcomes import Decider, OutcomeRecord
from tests.bench.estimates import measure
from tests.bench.simulated_desk import Scenario
from tests.fakes import FakeCases, FakeForecasts, FakeOutcomeRecords, FakeWorkQueue

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
DAY = timedelta(days=1)
TOOK = 10


def outcome(days_ago: float, took: float = TOOK, **more: Any) -> OutcomeRecord:
    at = NOW - days_ago * DAY
    facts = {"case_id": "k1", "account_id": "acct-1", "title": "Reports", "round": 1, "decided_by": Decider.REVIEWER}
    times = {"started_at": at - took * DAY, "answered_at": at, "status": Status.APPROVED}
    return OutcomeRecord.model_validate({**facts, **times, **more})


def steady_desk(days: int = 200, **more: Any) -> list[OutcomeRecord]:
    return [outcome(number / 2 + 0.1, **more) for number in range(2 * days)]


RUNNING = [NOW - (0.1 + number / 2) * DAY for number in range(2 * TOOK)]


def forecast(records: list[OutcomeRecord], running: list[datetime] = RUNNING) -> Forecast | None:
    return make_forecast(records, running, NOW)


def test_steady_desk_is_expected_to_go_on_as_it_does() -> None:
    made = forecast(steady_desk())

    assert made and made.days_each == 0.5
    assert sum(made.waiting.values()) == 2 * TOOK
    estimate = made.estimate(LATER, LATER)
    assert estimate and estimate.ahead == 2 * TOOK
    assert estimate.earliest <= (NOW + TOOK * DAY).date() <= estimate.latest
    assert (estimate.latest - estimate.earliest).days <= 2


def test_longer_queue_takes_longer() -> None:
    twice = [*RUNNING, *RUNNING]

    made = forecast(steady_desk(), twice)

    estimate = made and made.estimate(LATER, LATER)
    assert estimate and estimate.ahead == 4 * TOOK
    assert estimate.earliest >= (NOW + 1.7 * TOOK * DAY).date()


def test_time_of_the_client_is_not_measured() -> None:
    plain = forecast(steady_desk())
    with_client = forecast(steady_desk(client_time=2 * DAY))

    assert plain and with_client
    assert with_client.longest - MARGIN == pytest.approx((plain.longest - MARGIN) * 0.8, rel=0.01)


def test_range_is_the_shortest_that_holds_the_share() -> None:
    assert shortest_range([5, 1, 2, 2.5, 3, 9], 0.6) == (1, 5)
    assert shortest_range([5, 1, 2, 2.5, 3, 9], 0.5) == (1, 3)
    assert shortest_range([4, 1], 0.88) == (1, 4)


@pytest.mark.parametrize("decisions", [MIN_DECISIONS - 1, MIN_DECISIONS])
def test_estimates_need_enough_decisions_by_people(decisions: int) -> None:
    by_owners = [outcome(number / 2 + 0.2, decided_by=Decider.OWNER, status=Status.DECLINED) for number in range(400)]
    by_people = [outcome(2.7 * number + 0.1) for number in range(decisions)]
    long_ago = [outcome(85 + number / 2) for number in range(200)]

    assert bool(forecast([*by_owners, *by_people, *long_ago])) == (decisions >= MIN_DECISIONS)


def test_new_desk_estimates_nothing_before_its_pace_is_known() -> None:
    assert forecast(steady_desk(60)) is None, "when these began, the pace of six weeks was not known"
    assert forecast(steady_desk(75))


def test_neither_the_policys_rejections_nor_exceptions_are_in_the_queue() -> None:
    seconds = 1 / 86_400
    others = [outcome(number / 9, seconds, decided_by=Decider.POLICY, status=Status.REJECTED) for number in range(900)]
    others += [
        outcome(number / 5, decided_by=Decider.APPROVER, status=ExceptionStatus.GRANTED) for number in range(900)
    ]

    assert forecast([*steady_desk(), *others]) == forecast(steady_desk())


def test_two_weeks_without_decisions_do_not_change_the_pace() -> None:
    with_gap = [record for record in steady_desk() if not NOW - 21 * DAY < record.answered_at < NOW - 7 * DAY]

    made = forecast(with_gap)
    assert made and made.days_each == 0.5


def test_who_submits_and_withdraws_does_not_quicken_the_pace() -> None:
    withdrawn = [
        outcome(number / 9, 0.01, decided_by=Decider.APPLICANT, status=Status.WITHDRAWN) for number in range(900)
    ]

    assert forecast([*steady_desk(), *withdrawn]) == forecast(steady_desk())


def test_standstill_estimates_nothing() -> None:
    assert forecast([record for record in steady_desk() if record.answered_at < NOW - 43 * DAY]) is None


def store(records: list[OutcomeRecord], queue: FakeWorkQueue | None = None) -> Forecast | None:
    cases, forecasts = FakeCases(), FakeForecasts()
    cases.answers.extend(records)
    store_forecast(FakeOutcomeRecords(cases), queue or FakeWorkQueue(cases), forecasts, NOW)
    return forecasts.stored


def test_forecast_is_stored_for_all_pages() -> None:
    assert store(steady_desk()) == make_forecast(steady_desk(), [], NOW)
    assert store([]) is None


def test_forecast_of_a_part_is_not_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    class LongQueue(FakeWorkQueue):
        def list_review_starts(self, most: int) -> tuple[datetime, ...]:
            return (NOW,) * most

    assert store(steady_desk(), LongQueue(FakeCases())) is None
    monkeypatch.setattr("domain.reporting.measured_waits.MAX_OF_A_MONTH", 40)
    assert store(steady_desk()) is None


def test_answers_of_a_simulated_desk_come_within_the_days() -> None:
    """Short; ``make bench`` has the others, and two years of each."""
    scenario = Scenario("one a day", lambda _: 1, lambda _: 1.55, backlog=30)

    quality = measure(scenario, (7,), 420).quality

    assert quality.total > 100
    assert quality.within / quality.total >= 0.75
    assert 0 < quality.median_days < 60
