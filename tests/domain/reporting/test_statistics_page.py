"""The values of the page; ``tests/handlers/console/test_reports.py`` tests the page itself."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from adapters.web.templates import page
from domain.cases.staff import StaffMember
from domain.console.pages import shell_values
from domain.policy import RuleId
from domain.reporting.charts import lines, stacks
from domain.reporting.estimate_quality import EstimateQuality
from domain.reporting.outcomes import Decider
from domain.reporting.period import Period, last_weeks
from domain.reporting.statistics import WORDS_ALONE, Share, Statistics, Week
from domain.reporting.statistics_page import statistics_values
from tests.staff import OPERATOR, REVIEWER

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
BUSY = Week(date(2026, 3, 9), approved=3, rejected=2, other=1, median=4.25, ninetieth=41.0)
EMPTY = Week(date(2026, 3, 16))


def statistics(**changes: Any) -> Statistics:
    figures: dict[str, Any] = {
        "open_by_age": (4, 0, 0, 0, 0, 2, 1, 0, 3),
        "weeks": (BUSY, EMPTY),
        "reasons": ((RuleId.PROFILE_PHOTO, 4), (Decider.SAFETY, 3), (WORDS_ALONE, 1)),
        "re_reviews_approved": Share(1, 3),
        "overruled": ((RuleId.PERSONAL_NAME, Share(2, 4)),),
        "exceptions_granted": Share(0, 0),
        "estimates": EstimateQuality(within=7, earlier=2, later=1, median_days=15),
        "is_whole": True,
    }
    return Statistics(**figures | changes)


def values(member: StaffMember = REVIEWER, now: datetime = NOW, **changes: Any) -> dict[str, Any]:
    return statistics_values(statistics(**changes), last_weeks(13, now), member, now)


def test_open_reviews_are_shown_by_weeks_and_coloured_if_late() -> None:
    ages = values()["ages"]

    assert [age["label"] for age in ages] == [
        *("less than a week", "1 to 2 weeks", "2 to 3 weeks", "3 to 4 weeks", "4 to 5 weeks", "5 to 6 weeks"),
        *("6 to 7 weeks", "7 to 8 weeks", "8 weeks or more"),
    ]
    assert [age["look"] for age in ages] == ["pass"] * 6 + ["flag"] * 2 + ["reject"]
    assert [age["count"] for age in ages] == [4, 0, 0, 0, 0, 2, 1, 0, 3]
    assert [age["bar"] for age in ages] == [100, 0, 0, 0, 0, 50, 25, 0, 75]
    assert values()["open_count"] == 10


def test_week_has_its_figures_in_text_and_in_the_charts() -> None:
    shown = values()

    assert shown["weeks"] == [
        {"begins": "9 Mar", "approved": 3, "rejected": 2, "other": 1, "median": "4.2 days", "ninetieth": "41 days"},
        {"begins": "16 Mar", "approved": 0, "rejected": 0, "other": 0, "median": "", "ninetieth": ""},
    ]
    assert (shown["within"], shown["ended"]) == ("in the last 13 weeks", 6)
    assert shown["decisions"] == stacks([(3, 2, 1), (0, 0, 0)])
    assert shown["days"] == lines([[4.25, None], [41.0, None]], 56)


@pytest.mark.parametrize(
    ("days", "words"),
    [(0.0001, "less than a day"), (0.99, "less than a day"), (1, "1 day"), (1.04, "1 day"), (2.5, "2.5 days")],
)
def test_duration_is_never_zero(days: float, words: str) -> None:
    (week,) = values(weeks=(Week(date(2026, 3, 9), approved=1, median=days, ninetieth=days),))["weeks"]

    assert (week["median"], week["ninetieth"]) == (words, words)


def test_period_is_named_by_its_weeks_or_its_days() -> None:
    spring, day = Period(date(2026, 3, 1), date(2026, 3, 31)), Period(date(2026, 3, 9), date(2026, 3, 9))

    within = [statistics_values(statistics(), period, REVIEWER, NOW)["within"] for period in (spring, day)]

    assert within == ["from 1 March 2026 to 31 March 2026", "on 9 March 2026"]
    assert [choice["weeks"] for choice in values()["choices"] if choice["is_chosen"]] == [13]
    assert not any(choice["is_chosen"] for choice in statistics_values(statistics(), day, REVIEWER, NOW)["choices"])


def test_page_has_both_charts_and_every_figure() -> None:
    drawn = page("console/statistics", {**values(), **shell_values(REVIEWER, "csrf", "../")})

    charts = re.findall(r'<svg class="chart".*?</svg>', drawn, re.DOTALL)
    assert len(charts) == 2
    assert all('viewBox="0 0 560 218"' in chart for chart in charts)
    assert "<td>4.2 days</td><td>41 days</td>" in drawn and "<td>none</td><td>none</td>" in drawn
    assert "<td>3</td><td>2</td><td>1</td>" in drawn


def test_days_are_shown_once_somebody_has_decided() -> None:
    assert not values(weeks=(EMPTY,))["have_days"]
    assert values(weeks=(EMPTY, BUSY))["have_days"]


def test_reasons_have_the_titles_of_rules_or_say_who_rejected() -> None:
    assert values()["reasons"] == [
        {"title": "Profile photo", "count": 4, "bar": 100},
        {"title": "Not cleared by Trust & Safety", "count": 3, "bar": 75},
        {"title": "A reviewer's own words, no rule", "count": 1, "bar": 25},
    ]
    assert values(reasons=())["reasons"] == []


def test_shares_are_given_in_parts_and_percent() -> None:
    shown = values(exceptions_granted=Share(2, 3))

    assert shown["second_reviews"] == {"part": 1, "of": 3, "percent": 33, "bar": 33.3}
    assert shown["exceptions"] == {"part": 2, "of": 3, "percent": 67, "bar": 66.7}
    assert shown["overruled"] == [
        {"title": "Account in a person's own name", "part": 2, "of": 4, "percent": 50, "bar": 50}
    ]
    assert values()["exceptions"] == {"part": 0, "of": 0, "percent": 0, "bar": 0}


def test_page_says_how_good_estimates_were() -> None:
    drawn = page("console/statistics", {**values(), **shell_values(REVIEWER, "csrf", "../")})
    shown = re.sub(r"<svg.*?</svg>", "", drawn, flags=re.DOTALL)

    assert "Of 10 with an estimate" in shown
    assert re.findall(r'row">(within the days|earlier|later)</th><td><div>\s*<b>(.*?)</b>', shown) == [
        ("within the days", "70% (7)"),
        ("earlier", "20% (2)"),
        ("later", "10% (1)"),
    ]
    assert "Half of the estimates covered 15 days or fewer." in shown


def test_page_says_that_nothing_was_estimated() -> None:
    drawn = page("console/statistics", {**values(estimates=EstimateQuality()), **shell_values(REVIEWER, "csrf", "../")})

    assert "No review with an estimate was decided in the last 13 weeks." in drawn


def test_page_says_if_there_is_more_than_it_counts() -> None:
    part = values(is_whole=False)

    assert (part["is_whole"], part["most_open"], part["most_of_a_month"]) == (False, 20_000, 5_000)
    assert values()["is_whole"]


def test_exports_of_twelve_months_are_offered_to_those_who_may_export() -> None:
    months = values()["months"]

    assert len(months) == 12
    assert months[0] == {"name": "2026-03", "words": "March 2026"}
    assert months[1] == {"name": "2026-02", "words": "February 2026"}, "also on the 31st"
    assert months[-1] == {"name": "2025-04", "words": "April 2025"}
    assert values(OPERATOR)["months"] == []


@pytest.mark.parametrize("days", range(0, 400, 17))
def test_months_have_no_gap_on_any_day(days: int) -> None:
    names = [month["name"] for month in values(now=NOW + timedelta(days=days))["months"]]

    assert len(set(names)) == 12
    assert names == sorted(names, reverse=True)
