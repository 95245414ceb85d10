"""Each figure by hand. The week of ``NOW`` begins on Monday, 23 November 2026."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.cases.case import Status
from domain.cases.exception import ExceptionStatus
from domain.policy import RuleId
from domain.reporting.outcomes import Decider, OutcomeRecord
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


def answer(days_ago: float = 0, took: float = 1, status: Any = Status.APPROVED, **more: Any) -> OutcomeRecord:
    at = NOW - timedelta(days=days_ago)
    facts = {"case_id": "k1", "account_id": "acct-1", "title": "Reports", "round": 1, "decided_by": Decider.REVIEWER}
    times = {"started_at": at - timedelta(days=took), "answered_at": at}
    return OutcomeRecord.model_validate({**facts, **times, "status": status, **more})


def numbers(*answers: OutcomeRecord) -> Statistics:
    return compute_statistics([], answers, NOW, is_whole=True)


@pytest.mark.parametrize(
    ("values", "median", "ninetieth"),
    [
        ([7], 7, 7),
        ([1, 3], 1, 3),
        ([3, 1, 2], 2, 3),
        ([4, 1, 3, 2], 2, 4),
        (range(1, 11), 5, 9),
        (range(1, 12), 6, 10),
        (range(1, 101), 50, 90),
    ],
)
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(
    values: list[float], median: float, ninetieth: float
) -> None:
    assert (percentile(values, 50), percentile(values, 90)) == (median, ninetieth)


def test_of_nothing_there_is_no_percentile() -> None:
    assert percentile([], 50) is None


def test_there_are_twelve_weeks_the_empty_ones_too() -> None:
    weeks = numbers(answer()).weeks

    assert [week.begins for week in weeks] == [date(2026, 9, 7) + timedelta(weeks=number) for number in range(12)]
    assert [week.total for week in weeks] == [0] * 11 + [1]
    assert weeks[0].median is weeks[0].ninetieth is None


def test_a_week_ends_on_sunday_at_midnight_of_utc() -> None:
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    sunday = monday - timedelta(seconds=1)
    both = [answer().model_copy(update={"answered_at": at}) for at in (monday, sunday)]

    assert [week.total for week in numbers(*both).weeks][-2:] == [1, 1]


def test_what_was_answered_before_these_weeks_counts_nowhere() -> None:
    before = [
        answer(81, status=Status.REJECTED, rejected_by=(RuleId.REAL_NAME,)),
        answer(81, round=2, flagged=(RuleId.REAL_NAME,)),
        answer(81, status=ExceptionStatus.GRANTED),
    ]

    assert numbers(*before) == numbers()
    assert numbers(answer(80)).ended == 1, "on the first Monday"


def test_rounds_are_approved_rejected_or_ended_otherwise() -> None:
    statuses = [*Status][1:]  # all but in review

    week = numbers(*(answer(status=status) for status in statuses)).weeks[-1]

    assert (week.approved, week.rejected, week.other) == (1, 2, 3)


def test_days_are_of_what_people_decided() -> None:
    by_people = [answer(took=days) for days in (2, 10, 4)] + [answer(took=6.5, decided_by=Decider.SAFETY)]
    at_once = [answer(took=0, status=Status.REJECTED, decided_by=Decider.POLICY) for _ in range(20)]
    others = [answer(took=90, status=Status.EXPIRED, decided_by=Decider.OWNER)]

    week = numbers(*by_people, *at_once, *others).weeks[-1]

    assert (week.median, week.ninetieth) == (4, 10)


def test_reasons_are_counted_by_rule_the_most_frequent_first() -> None:
    photo, look = RuleId.PROFILE_PHOTO, RuleId.NO_BRAND_LOOK
    counted = numbers(
        answer(status=Status.REJECTED, rejected_by=(photo, look), decided_by=Decider.POLICY),
        answer(status=Status.REJECTED_FOR_GOOD, rejected_by=(look,)),
        answer(status=Status.REJECTED, rejected_by=(look,)),
        answer(status=Status.REJECTED, decided_by=Decider.SAFETY),
        answer(status=Status.REJECTED, decided_by=Decider.SAFETY),
        answer(status=Status.REJECTED),
        answer(status=Status.WITHDRAWN, decided_by=Decider.APPLICANT),
    )

    assert counted.reasons == (("no_brand_look", 3), ("safety", 2), ("profile_photo", 1), ("words", 1))


def test_second_reviews_are_approved_or_rejected_and_nothing_else_counts() -> None:
    second = [Status.APPROVED, Status.REJECTED_FOR_GOOD, Status.REJECTED_FOR_GOOD, Status.WITHDRAWN]

    counted = numbers(answer(), *(answer(status=status, round=2) for status in second))

    assert counted.re_reviews_approved == Share(1, 3)


def test_a_flag_is_overruled_by_a_reviewers_approval_alone() -> None:
    name, use = RuleId.PERSONAL_NAME, RuleId.USE_STATED
    counted = numbers(
        answer(flagged=(name, use)),
        answer(flagged=(use,)),
        answer(flagged=(name,), status=Status.REJECTED),
        answer(flagged=(name,), status=Status.REJECTED, decided_by=Decider.SAFETY),
        answer(flagged=(name,), status=Status.WITHDRAWN, decided_by=Decider.APPLICANT),
    )

    assert counted.overruled == ((use, Share(2, 2)), (name, Share(1, 2)))


def test_exceptions_count_by_themselves() -> None:
    counted = numbers(*(answer(status=one, decided_by=Decider.APPROVER) for one in [*ExceptionStatus][1:]))

    assert counted.exceptions_granted == Share(1, 2)
    assert counted.ended == 0


def test_what_is_open_is_counted_by_full_weeks_up_to_eight() -> None:
    days = [0, 6.99, 7, 41.9, 42, 55.9, 56, 400, -0.01]

    counted = compute_statistics([NOW - timedelta(days=one) for one in days], [], NOW, is_whole=True)

    assert counted.open_by_age == (3, 1, 0, 0, 0, 1, 1, 1, 2)


class Months:
    """Answers that say of which months they were read; ``found`` of each."""

    def __init__(self, found: int = 0) -> None:
        self.read: list[str] = []
        self.found = found

    def list_outcomes(self, month: str, most: int, before: str = "") -> tuple[OutcomeRecord, ...]:
        self.read.append(month)
        return (answer(),) * min(self.found, most)


def test_the_months_of_these_weeks_are_read_and_no_others() -> None:
    months = Months()

    assert read_statistics(months, FakeWorkQueue(FakeCases()), NOW).is_whole

    assert months.read == ["2026-09", "2026-10", "2026-11"]


def test_numbers_say_where_there_was_more_than_is_counted() -> None:
    assert not read_statistics(Months(MAX_OF_A_MONTH), FakeWorkQueue(FakeCases()), NOW).is_whole
