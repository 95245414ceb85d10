"""The words for a place in the queue, and for the days between which an answer is expected."""

from datetime import date, timedelta

from domain.cases.estimate import Estimate

_EXACT = 20  # up to so many are counted one by one; the queue is an hour old, and more would be false precision


def estimate_values(estimate: Estimate | None, today: date) -> dict[str, str]:
    """``ahead`` is a sentence, ``expected`` follows "We expect to answer"; both are empty once the days are over."""
    if estimate is None or estimate.latest <= today:
        return {"ahead": "", "expected": ""}
    return {
        "ahead": _ahead(estimate.ahead),
        "expected": _between(max(estimate.earliest, _after(today)), estimate.latest),
    }


def day_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _ahead(number: int) -> str:
    if number == 0:
        return "No other application is ahead of yours."
    if number == 1:
        return "One application is ahead of yours."
    return f"About {number if number <= _EXACT else round(number, -1)} applications are ahead of yours."


def _between(first: date, last: date) -> str:
    if first == last:
        return f"by {day_words(last)}"
    if first.year != last.year:
        return f"between {day_words(first)} and {day_words(last)}"
    return f"between {first.day}{'' if first.month == last.month else f' {first:%B}'} and {day_words(last)}"


def _after(day: date) -> date:
    return day + timedelta(days=1)
