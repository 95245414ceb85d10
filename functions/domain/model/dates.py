"""The one form of a date for people: 3 March 2026."""

from datetime import date


def day_words(day: date) -> str:
    """The day of a date or a time, without its hour."""
    return f"{day.day} {day:%B %Y}"
