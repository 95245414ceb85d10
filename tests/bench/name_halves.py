"""Measures how names of people, companies and placeholders are judged, on the half of each list that was built with
and on the half that was not.

A hash of the name, or of the language, says which half it is in. ``make name-data`` and the authors of the policy's
word lists use the first half alone; the second is read here only. Don't look at its single cases.
"""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from infra.name_data.samples import (
    BUILT_WITH,
    HELD_OUT,
    brands,
    faker_names,
    half,
    mimesis_companies,
    mimesis_names,
)

LABELS = Path(__file__).parent / "form_labels.txt"
PEOPLE = 100  # of each locale and half
MIN_OF_GROUP = 5  # names; smaller groups are not named as the worst
WORST = 5
Judge = Callable[[str], str]
Named = Iterator[tuple[str, str]]
"""A name, after its language or script."""


@dataclass
class Measure:
    """How often the judge does what it should, by language or script."""

    title: str
    least: float  # per cent, of the half that is held out
    hits: dict[str, list[bool]] = field(default_factory=dict)

    def add(self, group: str, hit: bool) -> None:
        self.hits.setdefault(group, []).append(hit)

    @property
    def percent(self) -> float:
        found = list(chain.from_iterable(self.hits.values()))
        return _percent(found)

    @property
    def worst(self) -> str:
        shares = sorted((_percent(found), group) for group, found in self.hits.items() if len(found) >= MIN_OF_GROUP)
        return ", ".join(f"{group} {percent:.0f} %" for percent, group in shares[:WORST] if percent < 100)

    def __str__(self) -> str:
        return f"{self.percent:5.1f} % of {sum(map(len, self.hits.values())):5d}"


def _percent(found: list[bool]) -> float:
    return 100 * sum(found) / len(found) if found else 100.0


def measures(number: int, judge: Judge, forms: set[str], people: int = PEOPLE) -> list[Measure]:
    """The measures of one half. ``forms`` are the legal forms by which companies are told apart."""
    spared, unflagged = Measure("people not rejected", 100), Measure("people not even flagged", 97)
    for locale, name in _people(number, people):
        result = judge(name)
        spared.add(locale, result != "reject")
        unflagged.add(locale, result == "pass")
    with_form = Measure("companies with a legal form, flagged or rejected", 98)
    without = Measure("companies without one, flagged", 75)
    for locale, name in _companies(number):
        (with_form if _has_form(name, forms) else without).add(locale, judge(name) != "pass")
    of_brands = Measure("brands, flagged", 0)
    for name in brands():
        if half(name) == number:
            of_brands.add(_script(name), judge(name) != "pass")
    placeholders = Measure("labels of a form's fields, flagged or rejected", 0)
    for language, label in _labels(number):
        placeholders.add(language, judge(label) != "pass")
    return [spared, unflagged, with_form, without, of_brands, placeholders]


def _people(number: int, count: int) -> Named:
    for source in (faker_names(), mimesis_names()):
        for locale, names in source.items():
            yield from ((locale, name) for name in names.of_half(number).people(count))


def _companies(number: int) -> Named:
    for locale, names in mimesis_companies().items():
        yield from ((locale, name) for name in names if half(name) == number)


def _labels(number: int) -> Named:
    """Each label alone, and the first two as a name."""
    for line in LABELS.read_text("utf-8").splitlines():
        language, *labels = (part.strip() for part in line.split(" | "))
        if line[0] != "#" and half(language) == number:
            names = [f"{labels[0]} {labels[1]}", *filter(None, labels)]
            yield from ((language, name) for name in names)


def _has_form(name: str, forms: set[str]) -> bool:
    return any(name.endswith(f" {form}") or name.startswith(f"{form} ") for form in forms)


def _script(name: str) -> str:
    letter = next(filter(str.isalpha, name), "")
    return unicodedata.name(letter).split()[0].capitalize() if letter else "None"


def report(judge: Judge, forms: set[str]) -> list[str]:
    """Prints both halves; returns the bounds that are missed on the half that is held out."""
    built, held_out = measures(BUILT_WITH, judge, forms), measures(HELD_OUT, judge, forms)
    print(f"{'':50}{'built with':>18}{'held out':>18}   worst of those held out")
    for one, other in zip(built, held_out, strict=True):
        print(f"{one.title:50}{one!s:>18}{other!s:>18}   {other.worst}")
    return [f"{other.title}: {other}, not {other.least} %" for other in held_out if other.percent < other.least]
