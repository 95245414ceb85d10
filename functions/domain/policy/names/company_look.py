"""Scores how much the words of a name are like those of companies, in any language.

A linear model of pieces of words: ``make name-data`` learns its weights from open lists of people and companies.
"""

import math
from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

WEIGHTS = Path(__file__).parent / "company_look.bin"
SIZE = 1 << 15  # weights, a byte each
SCALE = 16  # of a stored weight
_MAX_WORDS = 12
_MAX_LETTERS = 40  # of a word
_MIN_WORD = 4  # letters
_PIECES = (2, 3, 4)  # letters
_FIRST_EAST_ASIAN = "\u2e80"
_FIRST_HANGUL = "\uac00"
_MIN_EAST_ASIAN, _MIN_HANGUL = 7, 5  # letters; shorter names of people and of companies are too much alike

Feature = tuple[int, float]


class Look(NamedTuple):
    score: float
    word: str  # that adds most to it


def company_look(words: Sequence[str]) -> Look:
    """The score of a name's folded words: above 0, it is rather a company's."""
    letters = "".join(words)
    if not letters or _is_too_short(letters):
        return Look(-math.inf, "")
    weights = _weights()
    of_words = [(sum(weights[at] * value for at, value in word_features(word)), word) for word in words[:_MAX_WORDS]]
    score = sum(share for share, _ in of_words) + sum(weights[at] * value for at, value in shape_features(words))
    return Look(score / SCALE, max(of_words)[1])


def _is_too_short(letters: str) -> bool:
    least = _MIN_HANGUL if letters[0] >= _FIRST_HANGUL else _MIN_EAST_ASIAN
    return letters[0] >= _FIRST_EAST_ASIAN and len(letters) < least


def shape_features(words: Sequence[str]) -> list[Feature]:
    return [(0, 1.0), (_place(f"{min(len(words), 6)} words"), 1.0)]


def word_features(word: str) -> Iterator[Feature]:
    """The word, and its pieces of a few letters, which count as much together whatever its length.

    Short words say nothing: they can be legal forms, which are judged apart, but also surnames and initials.
    """
    if len(word) < _MIN_WORD and word < _FIRST_EAST_ASIAN:
        return
    marked = f"^{word[:_MAX_LETTERS]}$"
    yield _place(marked), 1.0
    pieces = [marked[at : at + size] for size in _PIECES for at in range(len(marked) - size + 1)]
    share = 1 / math.sqrt(len(pieces))
    yield from ((_place(piece), share) for piece in pieces)


def _place(feature: str) -> int:
    return crc32(feature.encode()) % SIZE


@cache
def _weights() -> Sequence[int]:
    return array("b", WEIGHTS.read_bytes())
