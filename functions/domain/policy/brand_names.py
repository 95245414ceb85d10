"""Detects the brand's name in a text: as written, with look-alike letters, or with spacing tricks."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby, pairwise

from domain.model.application import Project
from domain.model.marketplace import BrandWords
from domain.policy.text import one_typo_apart, skeleton, skeleton_words, words

Hit = tuple[str, str]
"""The catalogue's case, and the evidence in words."""


def brand_hits(project: Project, brand: BrandWords) -> list[Hit]:
    """One hit for each field of the project that names the brand."""
    places = [("name", project.name), ("description", project.use), ("website", project.website or "")]
    names = [(place, _brand_name_in(text, place, brand)) for place, text in places]
    return [_hit(place, project, *name, brand) for place, name in names if name]


def _hit(place: str, project: Project, name: str, is_plain: bool, brand: BrandWords) -> Hit:
    host = _host(project.website or "")
    if place == "website" and any(host == site or host.endswith(f".{site}") for site in brand.own_sites):
        return "own_site", f"{project.website} as the website"
    return (f"in_{place}" if is_plain else "look_alike"), f"“{name}” in the {place}"


def _host(website: str) -> str:
    return re.sub(r"^[a-z]+://", "", website.lower()).partition("/")[0].partition(":")[0]


def _brand_name_in(text: str, place: str, brand: BrandWords) -> tuple[str, bool] | None:
    """What names the brand, and whether it is the plain name, which is preferred."""
    in_running_text = place == "description"
    spaced = text if in_running_text else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)  # ExampleReports is two words
    plain = next((word for word in words(spaced) if word in brand.words), None)
    if plain:
        return plain, True
    alike = next(_look_alikes(spaced, brand, joins=not in_running_text), None)
    return (alike, False) if alike else None


def _look_alikes(text: str, brand: BrandWords, joins: bool) -> Iterator[str]:
    """Words that look like the brand's: look-alike characters, spaced letters, one typing error.

    ``joins`` also tests pairs of neighbouring words, which in running text would match by chance.
    """
    names, anywhere = brand_skeletons(brand.words), brand_skeletons(brand.anywhere)
    candidates = tuple(word for word in skeleton_words(text) if word not in brand.innocent)
    yield from (word for word in candidates if word in names or any(name in word for name in anywhere))
    spaced_letters = ("".join(run) for single, run in groupby(candidates, key=lambda word: len(word) == 1) if single)
    yield from (run for run in spaced_letters if any(name in run for name in names))
    if joins:
        pairs = map(" ".join, pairwise(candidates))
        yield from (pair for pair in pairs if pair.replace(" ", "") in names)
    for name in anywhere:
        yield from sorted(one_typo_apart(name, candidates))


@cache
def brand_skeletons(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names as look-alikes are compared with them: a digit or a letter of another script may be in one, too."""
    return tuple(map(skeleton, names))
