"""The one form of a date for people, 3 March 2026, and of a duration, 3 days."""

from datetime import date


def day_words(day: date) -> str:
    """The day of a date or a time, without its hour."""
    return f"{day.day} {day:%B %Y}"


def duration_words(days: float) -> str:
    """In days, with one decimal where it is no whole number."""
    number = f"{days:,.1f}".removesuffix(".0")
    return "less than a day" if days < 1 else f"{number} day{'s' * (number != '1')}"
