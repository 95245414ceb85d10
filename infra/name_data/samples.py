"""Open lists of names of people and companies, each split by a hash: one half to build with, one to measure with."""

import hashlib
import json
import pkgutil
import random
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

from faker.providers import person

BRANDS = Path(__file__).parent / "brands.txt"
SEED = 20261128
NAME_LISTS = re.compile("first_name|last_name|^names")
BUILT_WITH, HELD_OUT = 0, 1


def half(name: str) -> int:
    """BUILT_WITH or HELD_OUT: the same for the same name, wherever it is listed."""
    return hashlib.sha256(name.encode()).digest()[0] % 2


class Names:
    """The first and last names of a locale, of one half or both."""

    def __init__(self, first: Iterable[str], last: Iterable[str]) -> None:
        self.first = sorted({name for name in first if "{" not in name})
        self.last = sorted({name for name in last if "{" not in name}) or self.first

    def of_half(self, number: int) -> "Names":
        first, last = ([name for name in names if half(name) == number] for names in (self.first, self.last))
        return Names(first, last)

    def people(self, count: int) -> Iterator[str]:
        """Full names in several orders; East Asian ones with and without a space."""
        if not self.first:
            return
        chosen = random.Random(SEED)
        for number in range(count):
            first, last = chosen.choice(self.first), chosen.choice(self.last)
            forms = (
                *(f"{first} {last}", f"{first} {last}", f"{first} {last}", f"{last} {first}"),
                *(f"{first} {chosen.choice(self.first)} {last}", f"{first} {last} {chosen.choice(self.last)}"),
            )
            name = f"{last} {first}" if first >= "\u2e80" else forms[number % len(forms)]
            yield name.replace(" ", "") if first >= "\u2e80" and number % 2 else name


@cache
def faker_names() -> dict[str, Names]:
    """By locale, from Faker (MIT)."""
    found = {}
    for module in pkgutil.iter_modules([str(Path(path)) for path in person.__path__]):
        lists = vars(import_module(f"{person.__name__}.{module.name}").Provider)
        kinds = {kind: value for kind, value in lists.items() if NAME_LISTS.search(kind) and "format" not in kind}
        last = _strings([value for kind, value in kinds.items() if "last" in kind])
        first = _strings([value for kind, value in kinds.items() if "last" not in kind])
        found[module.name] = Names(first, last)
    return found


@cache
def mimesis_names() -> dict[str, Names]:
    """By locale, from mimesis (MIT)."""
    found = {}
    for locale, lists in _mimesis("person.json"):
        if {"names", "surnames"} <= lists.keys():
            found[locale] = Names(_strings(lists["names"]), _strings(lists["surnames"]))
    return found


@cache
def mimesis_companies() -> dict[str, list[str]]:
    """Real companies, by locale, from mimesis (MIT)."""
    found = {locale: content.get("company", {}).get("name", []) for locale, content in _mimesis("finance.json")}
    return {locale: sorted(map(str.strip, names)) for locale, names in found.items() if names}


@cache
def brands() -> list[str]:
    """Brands of shops, banks and restaurants, from the name-suggestion-index (BSD, as the file says)."""
    lines = BRANDS.read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def _mimesis(file: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for folder in sorted(files("mimesis.datasets").iterdir(), key=lambda folder: folder.name):
        if (found := folder / file).is_file():
            yield folder.name, json.loads(found.read_text("utf-8"))


def _strings(value: Any) -> list[str]:
    """All texts in lists of lists, or in the values or weighted keys of a dictionary."""
    if isinstance(value, dict):
        is_weighted = all(isinstance(weight, (int, float)) for weight in value.values())
        value = list(value.keys() if is_weighted else value.values())
    if isinstance(value, (list, tuple)):
        return [text for part in value for text in _strings(part)]
    return [value] if isinstance(value, str) else []
