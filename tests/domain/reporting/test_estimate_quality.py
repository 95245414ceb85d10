from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.cases.case import Status
from domain.model.estimate import Estimate
from domain.reporting.estimate_quality import EstimateQuality, estimate_quality
from domain.reporting.outcomes import Decider, OutcomeRecord

TOLD = Estimate(ahead=3, earliest=date(2026, 3, 20), latest=date(2026, 4, 2))
WEEK = Estimate(ahead=3, earliest=date(2026, 3, 20), latest=date(2026, 3, 26))


def outcome(month: int, day: int, estimate: Estimate | None = TOLD, **more: Any) -> OutcomeRecord:
    facts = {"case_id": "k1", "account_id": "acct-1", "title": "Reports", "round": 1, "status": Status.APPROVED}
    times = {"started_at": datetime(2026, 3, 1, tzinfo=UTC), "answered_at": datetime(2026, month, day, 23, tzinfo=UTC)}
    return OutcomeRecord.model_validate(
        {**facts, **times, "decided_by": Decider.REVIEWER, "estimate": estimate, **more}
    )


def test_first_and_last_day_are_within() -> None:
    ended = [outcome(3, 19), outcome(3, 20), outcome(4, 2), outcome(4, 3)]

    assert estimate_quality(ended) == EstimateQuality(within=2, earlier=1, later=1, median_days=14)


def test_time_of_the_client_is_left_out() -> None:
    assert estimate_quality([outcome(4, 5, client_time=timedelta(days=3))]).within == 1
    assert estimate_quality([outcome(3, 21, client_time=timedelta(days=3))]).earlier == 1


def test_only_what_people_decided_with_an_estimate_counts() -> None:
    others = [outcome(3, 21, decided_by=decider) for decider in Decider if decider not in (Decider.REVIEWER, "safety")]

    assert estimate_quality([outcome(3, 21, None), *others]) == EstimateQuality()


def test_median_is_of_the_days_of_the_estimates() -> None:
    assert estimate_quality([outcome(3, 21, WEEK), outcome(3, 21, WEEK), outcome(3, 21)]).median_days == 7
