"""Plain values for the statistics page, ``templates/pages/console/statistics.html``."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from domain.cases.staff import Permission, StaffMember
from domain.cases.work_queue import TOO_LATE_DAYS
from domain.model.dates import day_words, duration_words, last_months
from domain.model.errors import FieldProblem
from domain.policy import RuleId, load_policy
from domain.presentation.case_rows import age_look
from domain.reporting.charts import bar, lines, stacks
from domain.reporting.estimate_quality import EstimateQuality
from domain.reporting.outcomes import Decider
from domain.reporting.period import LAST_WEEKS, USUAL_WEEKS, Period
from domain.reporting.statistics import MAX_OF_A_MONTH, MAX_OPEN, WORDS_ALONE, Share, Statistics, Week

MONTHS = 12


def statistics_values(
    statistics: Statistics,
    period: Period,
    member: StaffMember,
    now: datetime,
    typed: Mapping[str, str] | None = None,
    problems: Iterable[FieldProblem] = (),
) -> dict[str, Any]:
    """The charts of a period with their figures; ``months`` are those that the member may export.

    ``typed`` are the fields of a form that was refused, with its problems.
    """
    weeks, typed = statistics.weeks, typed or {}
    return {
        "choices": [{"weeks": number, "is_chosen": number == period.last_weeks} for number in LAST_WEEKS],
        "first": typed.get("from", day_words(period.first)),
        "last": typed.get("to", day_words(period.last)),
        "within": _within(period),
        "usual_weeks": USUAL_WEEKS,
        "wrong": {problem.pointer.strip("/"): problem.message for problem in problems},
        "ended": statistics.ended,
        "open_count": sum(statistics.open_by_age),
        "ages": _ages(statistics.open_by_age),
        "weeks": [_week_values(week) for week in weeks],
        "decisions": stacks([(week.approved, week.rejected, week.other) for week in weeks]),
        "days": lines([[week.median for week in weeks], [week.ninetieth for week in weeks]], TOO_LATE_DAYS),
        "have_days": any(week.median is not None for week in weeks),
        "reasons": _reasons(statistics),
        "second_reviews": _share_values(statistics.re_reviews_approved),
        "overruled": [{"title": _title(rule), **_share_values(share)} for rule, share in statistics.overruled],
        "exceptions": _share_values(statistics.exceptions_granted),
        "estimates": _estimate_values(statistics.estimates),
        "is_whole": statistics.is_whole,
        "most_open": MAX_OPEN,
        "most_of_a_month": MAX_OF_A_MONTH,
        "months": _last_months(now.date()) if member.may(Permission.EXPORT) else [],
    }


def _within(period: Period) -> str:
    if period.last_weeks:
        return f"in the last {period.last_weeks} weeks"
    if period.first == period.last:
        return f"on {day_words(period.first)}"
    return f"from {day_words(period.first)} to {day_words(period.last)}"


def _ages(open_by_age: tuple[int, ...]) -> list[dict[str, Any]]:
    last, largest = len(open_by_age) - 1, max(open_by_age)
    return [
        {"label": _age_label(weeks, last), "look": age_look(weeks * 7), "count": count, "bar": bar(count, largest)}
        for weeks, count in enumerate(open_by_age)
    ]


def _age_label(weeks: int, last: int) -> str:
    if weeks == 0:
        return "less than a week"
    return f"{weeks} weeks or more" if weeks == last else f"{weeks} to {weeks + 1} weeks"


def _week_values(week: Week) -> dict[str, Any]:
    return {
        "begins": _short(week.begins),
        "approved": week.approved,
        "rejected": week.rejected,
        "other": week.other,
        "median": _days(week.median),
        "ninetieth": _days(week.ninetieth),
    }


def _reasons(statistics: Statistics) -> list[dict[str, Any]]:
    largest = max((count for _, count in statistics.reasons), default=0)
    return [{"title": _title(key), "count": count, "bar": bar(count, largest)} for key, count in statistics.reasons]


def _title(key: str) -> str:
    others = {Decider.SAFETY: "Not cleared by Trust & Safety", WORDS_ALONE: "A reviewer's own words, no rule"}
    return others.get(key) or load_policy().rules[RuleId(key)].title


def _share_values(share: Share) -> dict[str, Any]:
    percent = round(100 * share.part / share.of) if share.of else 0
    return {"part": share.part, "of": share.of, "percent": percent, "bar": bar(share.part, share.of)}


def _estimate_values(quality: EstimateQuality) -> dict[str, Any]:
    shares = {
        "within the days": Share(quality.within, quality.total),
        "earlier": Share(quality.earlier, quality.total),
        "later": Share(quality.later, quality.total),
    }
    rows = [{"label": label, **_share_values(share)} for label, share in shares.items()]
    return {"total": quality.total, "rows": rows, "median_days": quality.median_days}


def _last_months(today: date) -> list[dict[str, str]]:
    """The current month and those before it, as the export names them and in words."""
    return [{"name": f"{first:%Y-%m}", "words": f"{first:%B %Y}"} for first in last_months(today, MONTHS)]


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"


def _days(value: float | None) -> str:
    return "" if value is None else duration_words(value)
