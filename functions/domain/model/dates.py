"""Dates and durations as people read them, 3 March 2026 and 3 days; and the last months."""

from datetime import date, timedelta


def day_words(day: date) -> str:
    """The day of a date or a time, without its hour."""
    return f"{day.day} {day:%B %Y}"


def duration_words(days: float) -> str:
    """In days, with one decimal where it is no whole number."""
    number = f"{days:,.1f}".removesuffix(".0")
    return "less than a day" if days < 1 else f"{number} day{'s' * (number != '1')}"


def last_months(day: date, number: int) -> list[date]:
    """The first days of the month of a day and of those before it, so many in all, the newest first."""
    months = [day.replace(day=1)]
    while len(months) < number:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months
