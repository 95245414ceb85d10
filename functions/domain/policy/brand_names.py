"""Whether a text names the brand: plainly, or by look-alike letters and spacing tricks."""

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from domain.model.application import Project
from domain.model.field_types import Record
from domain.policy.text import one_slip_apart, skeleton_words, words

Hit = tuple[str, str]
"""The case that the catalogue names, and what was seen."""


class BrandWords(Record):
    """The brand's names in lower case, and the sites that are the brand's own; the data file says what each is for."""

    words: tuple[str, ...]
    anywhere: tuple[str, ...]
    innocent: frozenset[str]
    own_sites: tuple[str, ...]


def brand_hits(project: Project, brand: BrandWords) -> list[Hit]:
    """Every place in which the project names the brand."""
    places = [("name", project.name), ("description", project.use), ("website", project.website or "")]
    hits = [(place, _seen(text, place, brand)) for place, text in places]
    return [_hit(place, project, found, brand) for place, found in hits if found]


def _hit(place: str, project: Project, found: tuple[str, bool], brand: BrandWords) -> Hit:
    saw, is_plain = found
    host = _host(project.website or "")
    if place == "website" and any(host == site or host.endswith(f".{site}") for site in brand.own_sites):
        return "own_site", f"{project.website} as the website"
    return (f"in_{place}" if is_plain else "look_alike"), f"“{saw}” in the {place}"


def _host(website: str) -> str:
    return re.sub(r"^[a-z]+://", "", website.lower()).partition("/")[0].partition(":")[0]


def _seen(text: str, place: str, brand: BrandWords) -> tuple[str, bool] | None:
    """What names the brand, and whether plainly; the plain ones first."""
    in_running_text = place == "description"
    parted = text if in_running_text else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)  # ExampleReports are two words
    plain = next((word for word in words(parted) if word in brand.words), None)
    if plain:
        return plain, True
    alike = next(_look_alikes(parted, brand, joins=not in_running_text), None)
    return (alike, False) if alike else None


def _look_alikes(text: str, brand: BrandWords, joins: bool) -> Iterator[str]:
    """Words that look like the brand's: other letters, digits for letters, letters apart, a letter more or less.

    ``joins`` looks at neighbours that make the brand together, too. In running text that would be chance.
    """
    seen = tuple(word for word in skeleton_words(text) if word not in brand.innocent)
    yield from (word for word in seen if word in brand.words or any(name in word for name in brand.anywhere))
    apart = ("".join(run) for single, run in groupby(seen, key=lambda word: len(word) == 1) if single)
    yield from (run for run in apart if any(name in run for name in brand.words))
    if joins:
        pairs = (f"{one} {other}" for one, other in pairwise(seen))
        yield from (pair for pair in pairs if pair.replace(" ", "") in brand.words)
    for name in brand.anywhere:
        yield from sorted(one_slip_apart(name, seen))
