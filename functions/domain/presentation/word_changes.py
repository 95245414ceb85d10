"""What changed between two versions of a text, word by word."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

_WORDS = re.compile(r"^\s+|\S+\s*")
_MOST_COMPARED = 200_000  # pairs of words: more takes too long, so the whole text counts as changed
_LEAST_IN_COMMON = 0.3  # of the longer text: with less, two whole texts are easier to read
_FOLDED_FROM, _KEPT = 160, 60  # characters of what stayed the same

Changes = list[tuple[str, str]]
"""Pieces in reading order: ``same``, ``removed``, ``added``, or ``left_out`` (an empty text) in a long same part."""


def word_changes(before: str, after: str) -> Changes:
    """The pieces of both texts. Long parts that stayed the same are shortened to what stands beside a change.

    A text without a space, such as a URL, changes as a whole.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    least = _LEAST_IN_COMMON * max(len(before), len(after))
    is_too_long = len(old) * len(new) > _MOST_COMPARED
    if is_too_long or len(old + new) <= 2 or _most_in_common(old, new) < least:
        return _whole(before, after)
    pieces = list(_compared(old, new))
    if sum(len(text) for kind, text in pieces if kind == "same") < least:
        return _whole(before, after)
    last = len(pieces) - 1
    return [part for place, piece in enumerate(pieces) for part in _folded(*piece, place == 0, place == last)]


def _most_in_common(old: list[str], new: list[str]) -> int:
    """The characters of the words that both texts have, in whatever order: counted fast, and never too few."""
    return sum(len(word) * count for word, count in (Counter(old) & Counter(new)).items())


def _whole(before: str, after: str) -> Changes:
    return [(kind, text) for kind, text in (("removed", before), ("added", after)) if text]


def _compared(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = "".join(old[start:end]), "".join(new[new_start:new_end])
        if kind == "equal":
            yield "same", after
        else:
            yield from _whole(before, after)


def _folded(kind: str, text: str, is_first: bool, is_last: bool) -> Changes:
    if kind != "same" or len(text) < _FOLDED_FROM:
        return [(kind, text)]
    begin = "" if is_first else text[:_KEPT].rpartition(" ")[0] or text[:_KEPT]
    end = "" if is_last else text[-_KEPT:].partition(" ")[2] or text[-_KEPT:]
    beside = (("same", begin), ("left_out", ""), ("same", end))
    return [(part, words) for part, words in beside if words or part == "left_out"]
