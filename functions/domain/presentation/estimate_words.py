"""The words for a place in the queue, and for the dates between which a decision is expected."""

from datetime import date

from domain.model.dates import day_words
from domain.model.estimate import Estimate

_EXACT = 20  # with more, the number is rounded: the queue is up to an hour old


def estimate_values(estimate: Estimate | None, today: date) -> dict[str, str]:
    """``ahead`` is a sentence, ``expected`` follows "We expect to decide"; both are empty once the dates are past."""
    if estimate is None or estimate.latest <= today:
        return {"ahead": "", "expected": ""}
    return {"ahead": place_words(estimate.ahead), "expected": days_words(estimate, today)}


def missed_words(told: Estimate | None, today: date) -> str:
    """The last date that the applicant was told, once it is past."""
    return day_words(told.latest) if told and told.latest < today else ""


def place_words(ahead: int) -> str:
    if ahead == 0:
        return "No other applications are ahead of yours."
    if ahead == 1:
        return "One application is ahead of yours."
    return f"About {ahead if ahead <= _EXACT else round(ahead, -1)} applications are ahead of yours."


def days_words(estimate: Estimate, today: date) -> str:
    """The dates to come, or "by" the last one if the first has passed."""
    first, last = estimate.earliest, estimate.latest
    if first <= today or first == last:
        return by_words(last)
    if first.year != last.year:
        return f"between {day_words(first)} and {day_words(last)}"
    return f"between {first.day}{'' if first.month == last.month else f' {first:%B}'} and {day_words(last)}"


def by_words(day: date) -> str:
    return f"by {day_words(day)}"
