"""Finds what a reader of a text cannot see or takes for something else: invisible characters and look-alikes.

Pages for staff mark them. The policy's rules do not use this.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from domain.policy import load_policy
from domain.policy.brand_names import brand_skeletons
from domain.policy.text import IGNORABLE, fold, looks_latin, skeleton

_PIECES = re.compile(
    r"(?P<word>[^\W_\u115f\u1160\u3164\uffa0](?:[^\W\u115f\u1160\u3164\uffa0]|[$€@!|])*)|.",
    re.DOTALL,
)
_MAY_BE_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|[^\x00-\x7f]|[^\W\d_][0-9$@!|]|[0-9$@!|][^\W\d_]|vv", re.IGNORECASE)
_BLANK = IGNORABLE | {"\u2800"}  # though their category says otherwise
_NAMELESS = {"\t": "", "\n": "", "\x00": "NULL", "\x1b": "ESCAPE", "\x7f": "DELETE", "\r": "CARRIAGE RETURN"}
_JOINERS = "\u200c\u200d"
_VARIATION_SELECTORS = (
    *range(0xFE00, 0xFE10),
    *range(0xE0100, 0xE01F0),
)  # they choose the form of a character, such as an emoji
_UNIT_PREFIXES = frozenset("\u00b5\u03bc")  # micro
_MAX_MARKS = 4  # shown on one letter: more of them cover the lines above and below
_MAX_NAMED = 3  # kinds of invisible characters in a row
_LONGEST_LIKENESS = 60  # characters of what a word reads like
TOO_MUCH = "not shown: too much in this text cannot be seen, or is not what it looks like"


@dataclass(frozen=True)
class TextRun:
    """A part of a text as shown; ``odd`` says what a reader would not notice, and is empty for plain text."""

    shown: str
    odd: str = ""


def text_runs(text: str, max_odd: int = 100) -> Iterator[TextRun]:
    """The parts of the text in order, of which at most ``max_odd`` are odd: what comes behind is counted and not shown.

    Invisible characters in a row are one part, shown as the first one's code point (``U+202E``) with their number.
    """
    if not _MAY_BE_ODD.search(text):
        yield TextRun(text)
        return
    plain, odd, position = "", 0, 0
    while position < len(text):
        piece, end = _piece_at(text, position)
        if odd == max_odd and piece.odd:
            break
        if piece.odd:
            if plain:
                yield TextRun(plain)
            plain, odd = "", odd + 1
            yield piece
        else:
            plain += piece.shown
        position = end
    if plain:
        yield TextRun(plain)
    if position < len(text):
        yield TextRun(f"{len(text) - position:,} more characters", TOO_MUCH)


def _piece_at(text: str, position: int) -> tuple[TextRun, int]:
    """The part that begins at a position, and where it ends."""
    found = _PIECES.match(text, position)
    assert found, "the pattern matches any character"
    if found.lastgroup == "word":
        return TextRun(found.group(), _odd_word(found.group())), found.end()
    names: Counter[str] = Counter()
    end = position
    while end < len(text) and (
        name := _invisible_name(text[end], text[max(end - 1, 0) : end], text[end + 1 : end + 2])
    ):
        names[name] += 1
        end += 1
    if names:
        return _invisible(names), end
    while end < len(text) and unicodedata.category(text[end]).startswith("M"):
        end += 1
    if end - position > _MAX_MARKS:
        return TextRun(text[position : position + _MAX_MARKS], f"{end - position} marks on one letter"), end
    return TextRun(found.group()), found.end()


def _invisible(names: Counter[str]) -> TextRun:
    """One part for invisible characters in a row."""
    number, first = names.total(), next(iter(names))
    named = [f"{name}, {count:,} times" if count > 1 else name for name, count in names.most_common(_MAX_NAMED)]
    more = ["and others"] if len(names) > _MAX_NAMED else []
    code_point = first.partition(" ")[0]
    if number == 1:
        return TextRun(code_point, first)
    shown = f"{code_point}, {number:,} times" if len(names) == 1 else f"{code_point} and {number - 1:,} more"
    return TextRun(shown, "; ".join([*named, *more]))


def runs_from_the_right(text: str) -> bool:
    """Whether a text has right-to-left letters, which could reorder the text beside it."""
    return not text.isascii() and any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in text)


def _invisible_name(character: str, before: str, after: str) -> str:
    """The name of an invisible character; empty for a visible one, or one that its neighbours need."""
    if character in _NAMELESS:
        return _NAMELESS[character] and f"U+{ord(character):04X} {_NAMELESS[character]}"
    if character in _JOINERS and before > "\u02ff" and after > "\u02ff":
        return ""  # Persian and Indic words need them, and composed emoji
    if ord(character) in _VARIATION_SELECTORS and before > "\u02ff":
        return ""
    is_invisible = unicodedata.category(character) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
    if not (is_invisible or character in _BLANK):
        return ""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'CONTROL OR UNKNOWN CHARACTER')}"


def _odd_word(word: str) -> str:
    """How a word misleads the reader; empty if it does not."""
    brand = _brand(word)
    if brand:
        return f"looks like our brand name: {brand}"
    letters = {letter for letter in word if letter.isalpha()}
    latin = {letter for letter in letters if _script(letter) == "LATIN"}
    alike = {letter for letter in letters - latin - _UNIT_PREFIXES if looks_latin(letter)}
    if latin and alike:
        scripts = sorted({_script(letter).capitalize() for letter in alike})
        return (
            f"mixes Latin letters with {' and '.join(scripts)} ones; reads like: {skeleton(word)[:_LONGEST_LIKENESS]}"
        )
    return ""


def _brand(word: str) -> str:
    """The brand name that a word resembles without containing it, or empty."""
    brand = load_policy().brand
    likeness, plain = skeleton(word), word.casefold()
    if likeness in brand.innocent or fold(word) in brand.innocent:
        return ""
    words, anywhere = (zip(names, brand_skeletons(names), strict=True) for names in (brand.words, brand.anywhere))
    names = (
        *(name for name, skeleton_of_name in words if skeleton_of_name == likeness),
        *(name for name, skeleton_of_name in anywhere if skeleton_of_name in likeness),
    )
    return next((name for name in names if name not in plain), "")


def _script(letter: str) -> str:
    """The first word of a letter's Unicode name: LATIN, CYRILLIC."""
    return unicodedata.name(letter, "UNKNOWN").partition(" ")[0]
