"""The week of ``NOW`` begins on Monday, 23 November 2026."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.cases.case import Status
from domain.cases.exception import ExceptionStatus
from domain.policy import RuleId
from domain.reporting.outcomes import Decider, OutcomeRecord
from domain.reporting.period import Period, last_weeks
from domain.reporting.statistics import (
    MAX_OF_A_MONTH,
    Share,
    Statistics,
    compute_statistics,
    percentile,
    read_statistics,
)
from tests.fakes import FakeCases, FakeWorkQueue

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def outcome(days_ago: float = 0, took: float = 1, status: Any = Status.APPROVED, **more: Any) -> OutcomeRecord:
    at = NOW - timedelta(days=days_ago)
    facts = {"case_id": "k1", "account_id": "acct-1", "title": "Reports", "round": 1, "decided_by": Decider.REVIEWER}
    times = {"started_at": at - timedelta(days=took), "answered_at": at}
    return OutcomeRecord.model_validate({**facts, **times, "status": status, **more})


def statistics(*records: OutcomeRecord) -> Statistics:
    return compute_statistics([], records, last_weeks(12, NOW), NOW, is_whole=True)


@pytest.mark.parametrize(
    ("values", "median", "ninetieth"),
    [
        ([], None, None),
        ([7], 7, 7),
        ([1, 3], 1, 3),
        ([3, 1, 2], 2, 3),
        ([4, 1, 3, 2], 2, 4),
        (range(1, 11), 5, 9),
        (range(1, 12), 6, 10),
        (range(1, 101), 50, 90),
    ],
)
def test_percentile_is_the_nearest_rank(values: list[float], median: float | None, ninetieth: float | None) -> None:
    assert (percentile(values, 50), percentile(values, 90)) == (median, ninetieth)


def test_weeks_are_those_of_the_period_including_empty_ones() -> None:
    weeks = statistics(outcome()).weeks

    assert [week.begins for week in weeks] == [date(2026, 9, 7) + timedelta(weeks=number) for number in range(12)]
    assert [week.total for week in weeks] == [0] * 11 + [1]
    assert weeks[0].median is weeks[0].ninetieth is None


def test_week_ends_on_sunday_at_midnight_utc() -> None:
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    sunday = monday - timedelta(seconds=1)
    both = [outcome().model_copy(update={"answered_at": at}) for at in (monday, sunday)]

    assert [week.total for week in statistics(*both).weeks][-2:] == [1, 1]


def test_earlier_outcomes_count_nowhere() -> None:
    before = [
        outcome(81, status=Status.REJECTED, rejected_by=(RuleId.REAL_NAME,)),
        outcome(81, round=2, flagged=(RuleId.REAL_NAME,)),
        outcome(81, status=ExceptionStatus.GRANTED),
    ]

    assert statistics(*before) == statistics()
    assert statistics(outcome(80)).ended == 1, "on the first Monday"


def test_period_within_weeks_counts_its_own_days_alone() -> None:
    wednesday, thursday, friday = (NOW + timedelta(days=day) for day in (-1, 0, 1))
    records = [outcome().model_copy(update={"answered_at": at}) for at in (wednesday, thursday, friday)]

    of_a_day = compute_statistics([], records, Period(NOW.date(), NOW.date()), NOW, is_whole=True)

    assert [(week.begins, week.total) for week in of_a_day.weeks] == [(date(2026, 11, 23), 1)]


def test_rounds_are_approved_rejected_or_other() -> None:
    statuses = [*Status][1:]  # all but in review

    week = statistics(*(outcome(status=status) for status in statuses)).weeks[-1]

    assert (week.approved, week.rejected, week.other) == (1, 2, 3)


def test_days_are_those_of_rounds_that_people_decided() -> None:
    by_people = [outcome(took=days) for days in (2, 10, 4)] + [outcome(took=6.5, decided_by=Decider.SAFETY)]
    at_once = [
        outcome(took=0, status=Status.REJECTED, decided_by=decider)
        for decider in (Decider.POLICY, Decider.SAFETY_CHECK)
        for _ in range(10)
    ]
    others = [outcome(took=90, status=Status.EXPIRED, decided_by=Decider.OWNER)]

    week = statistics(*by_people, *at_once, *others).weeks[-1]

    assert (week.median, week.ninetieth) == (4, 10)


def test_reasons_are_counted_by_rule_most_frequent_first() -> None:
    photo, look = RuleId.PROFILE_PHOTO, RuleId.NO_BRAND_LOOK
    counted = statistics(
        outcome(status=Status.REJECTED, rejected_by=(photo, look), decided_by=Decider.POLICY),
        outcome(status=Status.REJECTED_FOR_GOOD, rejected_by=(look,)),
        outcome(status=Status.REJECTED, rejected_by=(look,)),
        outcome(status=Status.REJECTED, decided_by=Decider.SAFETY),
        outcome(status=Status.REJECTED, decided_by=Decider.SAFETY_CHECK),
        outcome(status=Status.REJECTED),
        outcome(status=Status.WITHDRAWN, decided_by=Decider.APPLICANT),
    )

    assert counted.reasons == (("no_brand_look", 3), ("safety", 2), ("profile_photo", 1), ("words", 1))


def test_re_reviews_count_if_approved_or_rejected() -> None:
    second = [Status.APPROVED, Status.REJECTED_FOR_GOOD, Status.REJECTED_FOR_GOOD, Status.WITHDRAWN]

    counted = statistics(outcome(), *(outcome(status=status, round=2) for status in second))

    assert counted.re_reviews_approved == Share(1, 3)


def test_flag_is_overruled_by_a_reviewers_approval_alone() -> None:
    name, use = RuleId.PERSONAL_NAME, RuleId.USE_STATED
    counted = statistics(
        outcome(flagged=(name, use)),
        outcome(flagged=(use,)),
        outcome(flagged=(name,), status=Status.REJECTED),
        outcome(flagged=(name,), status=Status.REJECTED, decided_by=Decider.SAFETY),
        outcome(flagged=(name,), status=Status.WITHDRAWN, decided_by=Decider.APPLICANT),
    )

    assert counted.overruled == ((use, Share(2, 2)), (name, Share(1, 2)))


def test_exceptions_are_counted_separately() -> None:
    counted = statistics(*(outcome(status=status, decided_by=Decider.APPROVER) for status in [*ExceptionStatus][1:]))

    assert counted.exceptions_granted == Share(1, 2)
    assert counted.ended == 0


def test_open_reviews_are_counted_by_full_weeks_up_to_eight() -> None:
    days = [0, 6.99, 7, 41.9, 42, 55.9, 56, 400, -0.01]

    counted = compute_statistics(
        [NOW - timedelta(days=age) for age in days], [], last_weeks(4, NOW), NOW, is_whole=True
    )

    assert counted.open_by_age == (3, 1, 0, 0, 0, 1, 1, 1, 2)


class Months:
    """Outcome records that note which months are read, with ``found`` of each."""

    def __init__(self, found: int = 0) -> None:
        self.read: list[str] = []
        self.found = found

    def list_outcomes(self, month: str, limit: int, before: str = "") -> tuple[OutcomeRecord, ...]:
        self.read.append(month)
        return (outcome(),) * min(self.found, limit)


def test_statistics_read_the_months_of_these_weeks_and_say_if_there_is_more() -> None:
    months = Months()

    assert read_statistics(months, FakeWorkQueue(FakeCases()), last_weeks(12, NOW), NOW).is_whole
    assert months.read == ["2026-09", "2026-10", "2026-11"]
    assert not read_statistics(Months(MAX_OF_A_MONTH), FakeWorkQueue(FakeCases()), last_weeks(12, NOW), NOW).is_whole
