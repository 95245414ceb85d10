"""Detects the brand's name: as written, in another script, with look-alike letters, or with spacing tricks.

A description may name the API that it is about, so there only the wordings are found that make the name the app's own.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from domain.model.application import Project
from domain.model.marketplace import BrandWords
from domain.policy.phrases import phrases_in
from domain.policy.text import fold, one_typo_apart, skeleton, skeleton_words, words

Hit = tuple[str, str]
"""The catalogue's case, and the evidence in words."""

_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")  # ExampleReports is two words
_BESIDE_LATIN = "[\u0590-\u1dff\u2e80-\ud7ff]"  # scripts that write a Latin name without a space beside it
_PARTED = re.compile(
    rf"(?<=[a-z0-9])(?={_BESIDE_LATIN})|(?<={_BESIDE_LATIN})(?=[a-z0-9])|(?<=[^\W\d_])(?=\d+\b)"  # and Example2
)
_APOSTROPHE = re.compile("['\u2018\u2019\u02bc`]")  # of a genitive: Example's, Example'in
_MOST_JOINED = 4  # words


def brand_hits(project: Project, brand: BrandWords, claims: tuple[str, ...] = ()) -> list[Hit]:
    """One hit for each field of the project that names the brand; in a description, only if it makes a claim.

    A claim has ``{brand}`` where the name stands.
    """
    hits = [_hit("name", project, *found, brand) for found in _brand_names_in(project.name, brand)]
    wordings = tuple(claim.replace("{brand}", word) for claim in claims for word in brand.words)
    hits += [("in_description", f"“{claim}” in the description") for claim in phrases_in(project.use, wordings)[:1]]
    return hits + [_hit("website", project, *found, brand) for found in _brand_names_in(project.website or "", brand)]


def _hit(place: str, project: Project, name: str, is_plain: bool, brand: BrandWords) -> Hit:
    host = _host(project.website or "")
    if place == "website" and any(host == site or host.endswith(f".{site}") for site in brand.own_sites):
        return "own_site", f"{project.website} as the website"
    return (f"in_{place}" if is_plain else "look_alike"), f"“{name}” in the {place}"


def _host(website: str) -> str:
    return re.sub(r"^[a-z]+://", "", website.lower()).partition("/")[0].partition(":")[0]


def _brand_names_in(text: str, brand: BrandWords) -> list[tuple[str, bool]]:
    """What names the brand, and whether it is the plain name, which is preferred; at most one."""
    spaced = _CAMEL_CASE.sub(" ", text)
    names = {*brand.words, *_folded(brand.transliterations)}
    for form in dict.fromkeys((text, spaced, _APOSTROPHE.sub(" ", text), _APOSTROPHE.sub(" ", spaced))):
        folded = fold(form)
        plain = next((word for word in (*words(folded), *words(_PARTED.sub(" ", folded))) if word in names), None)
        if plain:
            return [(plain, True)]
    alike = next(_look_alikes(text, spaced, brand), None)
    return [(alike, False)] if alike else []


def _look_alikes(text: str, spaced: str, brand: BrandWords) -> Iterator[str]:
    """Words that look like the brand's: look-alike characters, spaced letters, one typing error."""
    names, anywhere = brand_skeletons(brand.words), brand_skeletons(brand.anywhere)
    candidates = tuple(word for word in skeleton_words(spaced) if word not in brand.innocent)
    whole = tuple(word for word in skeleton_words(text) if word not in brand.innocent)
    alone = dict.fromkeys((*candidates, *whole))
    yield from (word for word in alone if word in names or any(name in word for name in anywhere))
    yield from (name for name in _folded(brand.transliterations) if name in fold(text))
    spaced_letters = ("".join(run) for single, run in groupby(candidates, key=lambda word: len(word) == 1) if single)
    yield from (run for run in spaced_letters if any(name in run for name in names))
    yield from (joined for joined in _joined(candidates) if joined.replace(" ", "") in names)
    for name in anywhere:
        yield from sorted(one_typo_apart(name, alone))


def _joined(candidates: tuple[str, ...]) -> Iterator[str]:
    """Neighbouring words, two to four of them."""
    for length in range(2, _MOST_JOINED + 1):
        for start in range(len(candidates) - length + 1):
            yield " ".join(candidates[start : start + length])


@cache
def brand_skeletons(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names as look-alikes are compared with them: a digit or a letter of another script may be in one, too."""
    return tuple(map(skeleton, names))


@cache
def _folded(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(fold, names))
