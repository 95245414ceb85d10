"""The days that statistics are about: the last weeks, or from one day to another."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from domain.model.errors import FieldProblem, InvalidInput

LAST_WEEKS = (4, 13, 26, 52)
USUAL_WEEKS = 13
LONGEST = timedelta(days=366)
EARLIEST = date(2000, 1, 1)
_FORMS = ("%d %B %Y", "%d %b %Y", "%Y-%m-%d")


@dataclass(frozen=True)
class Period:
    """Both days are part of it, in UTC. ``last_weeks`` is 0 unless it is one of ``LAST_WEEKS``, up to today."""

    first: date
    last: date
    last_weeks: int = 0

    @property
    def mondays(self) -> tuple[date, ...]:
        """On which the weeks of the period begin; the first and the last week can be incomplete."""
        monday = self.first - timedelta(days=self.first.weekday())
        return tuple(monday + timedelta(weeks=number) for number in range((self.last - monday).days // 7 + 1))


def last_weeks(number: int, now: datetime) -> Period:
    """So many weeks including the current one, from a Monday."""
    today = now.astimezone(UTC).date()
    return Period(today - timedelta(days=today.weekday(), weeks=number - 1), today, number)


def read_period(fields: Mapping[str, str], now: datetime) -> Period:
    """The period in a submitted form: ``from`` and ``to``, or a number of ``weeks``; without any, the usual one.

    Raises:
        InvalidInput: if the days are no days, in the wrong order, in the future, or too far apart.
    """
    if not (fields.get("from") or fields.get("to")):
        weeks = next((number for number in LAST_WEEKS if fields.get("weeks") == str(number)), USUAL_WEEKS)
        return last_weeks(weeks, now)
    first, last = _day(fields, "from", "start"), _day(fields, "to", "end")
    if last > now.astimezone(UTC).date():
        raise InvalidInput([FieldProblem("/to", "The end date can't be in the future.")])
    if first > last:
        raise InvalidInput([FieldProblem("/to", "The end date must be the start date or later.")])
    if last - first >= LONGEST:
        raise InvalidInput([FieldProblem("/to", "Choose at most 366 days.")])
    return Period(first, last)


def _day(fields: Mapping[str, str], name: str, words: str) -> date:
    text = " ".join(fields.get(name, "").split())
    for form in _FORMS:
        with suppress(ValueError):
            day = datetime.strptime(text, form).date()
            break
    else:
        raise InvalidInput([FieldProblem(f"/{name}", f"Enter the {words} date, like 3 March 2026.")])
    if day < EARLIEST:
        raise InvalidInput([FieldProblem(f"/{name}", f"The {words} date must be in 2000 or later.")])
    return day
