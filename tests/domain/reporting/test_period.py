"""The week of ``NOW`` begins on Monday, 23 November 2026."""

from datetime import UTC, date, datetime

import pytest

from domain.model.errors import InvalidInput
from domain.reporting.period import LAST_WEEKS, Period, last_weeks, read_period

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TODAY = NOW.date()


@pytest.mark.parametrize("fields", [{}, {"weeks": "13"}, {"weeks": "0"}, {"weeks": "-1"}, {"weeks": "9999999"}])
def test_usual_period_is_thirteen_weeks(fields: dict[str, str]) -> None:
    assert read_period(fields, NOW) == Period(date(2026, 8, 31), TODAY, 13)


@pytest.mark.parametrize("number", LAST_WEEKS)
def test_last_weeks_include_the_current_one(number: int) -> None:
    mondays = read_period({"weeks": str(number)}, NOW).mondays

    assert len(mondays) == number
    assert mondays[-1] == date(2026, 11, 23)


def test_both_days_of_a_period_are_part_of_it() -> None:
    period = read_period({"from": "2026-11-18", "to": "2026-11-23", "weeks": "4"}, NOW)

    assert period == Period(date(2026, 11, 18), date(2026, 11, 23))
    assert period == read_period({"from": " 18 November  2026", "to": "23 Nov 2026"}, NOW)
    assert period.mondays == (date(2026, 11, 16), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("first", "last", "field", "words"),
    [
        ("", "2026-11-01", "/from", "Enter the start date"),
        ("2026-11-01", "", "/to", "Enter the end date"),
        ("11/01/2026", "2026-11-01", "/from", "Enter the start date"),
        ("2026-02-30", "2026-11-01", "/from", "Enter the start date"),
        ("1999-12-31", "2026-11-01", "/from", "2000 or later"),
        ("0001-01-01", "0001-01-02", "/from", "2000 or later"),
        ("2026-11-02", "2026-11-01", "/to", "must be the start date or later"),
        ("2026-11-01", "2026-11-27", "/to", "in the future"),
        ("2026-11-01", "9999-12-31", "/to", "in the future"),
        ("2025-11-25", "2026-11-26", "/to", "at most 366 days"),
    ],
)
def test_days_that_cannot_be_are_refused(first: str, last: str, field: str, words: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_period({"from": first, "to": last}, NOW)

    (problem,) = caught.value.problems
    assert problem.pointer == field
    assert words in problem.message


def test_longest_period_is_a_year_and_a_day() -> None:
    period = read_period({"from": "2025-11-26", "to": "2026-11-26"}, NOW)

    assert len(period.mondays) == 53
    assert last_weeks(4, NOW).first == date(2026, 11, 2)
