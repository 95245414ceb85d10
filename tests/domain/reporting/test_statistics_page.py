"""The values of the page, from figures given by hand; ``tests/handlers/test_console_numbers.py`` shows the page."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from adapters.web.templates import page
from domain.cases.staff import StaffMember
from domain.console.pages import shell_values
from domain.policy import RuleId
from domain.reporting.charts import lines, stacks
from domain.reporting.outcomes import Decider
from domain.reporting.statistics import WORDS_ALONE, Share, Statistics, Week
from domain.reporting.statistics_page import statistics_values
from tests.staff import OPERATOR, REVIEWER

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
BUSY = Week(date(2026, 3, 9), approved=3, rejected=2, other=1, median=4.25, ninetieth=41.0)
EMPTY = Week(date(2026, 3, 16))


def numbers(**changes: Any) -> Statistics:
    figures: dict[str, Any] = {
        "open_by_age": (4, 0, 0, 0, 0, 2, 1, 0, 3),
        "weeks": (BUSY, EMPTY),
        "reasons": ((RuleId.PROFILE_PHOTO, 4), (Decider.SAFETY, 3), (WORDS_ALONE, 1)),
        "re_reviews_approved": Share(1, 3),
        "overruled": ((RuleId.PERSONAL_NAME, Share(2, 4)),),
        "exceptions_granted": Share(0, 0),
        "is_whole": True,
    }
    return Statistics(**figures | changes)


def values(member: StaffMember = REVIEWER, now: datetime = NOW, **changes: Any) -> dict[str, Any]:
    return statistics_values(numbers(**changes), member, now)


def test_what_is_open_is_shown_by_weeks_and_coloured_as_it_gets_late() -> None:
    ages = values()["ages"]

    assert [one["label"] for one in ages] == [
        "less than a week",
        *(
            "1 to 2 weeks",
            "2 to 3 weeks",
            "3 to 4 weeks",
            "4 to 5 weeks",
            "5 to 6 weeks",
            "6 to 7 weeks",
            "7 to 8 weeks",
        ),
        "8 weeks or more",
    ]
    assert [one["look"] for one in ages] == ["pass"] * 6 + ["flag"] * 2 + ["reject"]
    assert [one["count"] for one in ages] == [4, 0, 0, 0, 0, 2, 1, 0, 3]
    assert [one["bar"] for one in ages] == [100, 0, 0, 0, 0, 50, 25, 0, 75]
    assert values()["open_count"] == 10


def test_a_week_has_its_figures_in_words_and_none_where_nobody_decided() -> None:
    shown = values()

    assert shown["weeks"] == [
        {"begins": "9 Mar", "approved": 3, "rejected": 2, "other": 1, "median": "4.2", "ninetieth": "41.0"},
        {"begins": "16 Mar", "approved": 0, "rejected": 0, "other": 0, "median": "", "ninetieth": ""},
    ]
    assert (shown["weeks_count"], shown["ended"]) == (12, 6)


def test_the_pictures_are_of_the_weeks_figures_with_the_eight_weeks_on_their_scale() -> None:
    shown = values()

    assert shown["decisions"] == stacks([(3, 2, 1), (0, 0, 0)])
    assert shown["days"] == lines([[4.25, None], [41.0, None]], 56)


def test_both_pictures_are_drawn_with_their_scales_and_every_figure_stands_below() -> None:
    drawn = page("console/numbers", {**values(), **shell_values(REVIEWER, "csrf", "../")})

    charts = re.findall(r'<svg class="chart".*?</svg>', drawn, re.DOTALL)
    assert len(charts) == 2
    assert all('viewBox="0 0 360 190"' in chart for chart in charts)
    assert "<td>4.2</td><td>41.0</td>" in drawn and "<td>none</td><td>none</td>" in drawn
    assert "<td>3</td><td>2</td><td>1</td>" in drawn


@pytest.mark.parametrize(("weeks", "shown"), [((EMPTY,), False), ((EMPTY, BUSY), True)])
def test_the_days_are_shown_once_somebody_has_decided_anything(weeks: tuple[Week, ...], shown: bool) -> None:
    assert values(weeks=weeks)["have_days"] is shown


def test_reasons_have_the_titles_of_their_rules_or_say_who_rejected() -> None:
    assert values()["reasons"] == [
        {"title": "Profile photo", "count": 4, "bar": 100},
        {"title": "Not cleared by Trust & Safety", "count": 3, "bar": 75},
        {"title": "A reviewer's own words, no rule", "count": 1, "bar": 25},
    ]
    assert values(reasons=())["reasons"] == []


def test_shares_are_told_in_parts_and_in_percent() -> None:
    shown = values(exceptions_granted=Share(2, 3))

    assert shown["second_reviews"] == {"part": 1, "of": 3, "percent": 33, "bar": 33.3}
    assert shown["exceptions"] == {"part": 2, "of": 3, "percent": 67, "bar": 66.7}
    assert shown["overruled"] == [
        {"title": "Account under a person's own name", "part": 2, "of": 4, "percent": 50, "bar": 50}
    ]
    assert values()["exceptions"] == {"part": 0, "of": 0, "percent": 0, "bar": 0}


def test_it_says_where_there_is_more_than_it_counts() -> None:
    part = values(is_whole=False)

    assert (part["is_whole"], part["most_open"], part["most_of_a_month"]) == (False, 20_000, 5_000)
    assert values()["is_whole"]


def test_files_are_offered_of_the_last_twelve_months_to_those_who_may_take_them() -> None:
    months = values()["months"]

    assert len(months) == 12
    assert months[0] == {"name": "2026-03", "words": "March 2026"}
    assert months[1] == {"name": "2026-02", "words": "February 2026"}, "also on the 31st"
    assert months[-1] == {"name": "2025-04", "words": "April 2025"}
    assert values(OPERATOR)["months"] == []


@pytest.mark.parametrize("days", range(0, 400, 17))
def test_no_month_is_left_out_whatever_the_day(days: int) -> None:
    names = [one["name"] for one in values(now=NOW + timedelta(days=days))["months"]]

    assert len(set(names)) == 12
    assert names == sorted(names, reverse=True)
