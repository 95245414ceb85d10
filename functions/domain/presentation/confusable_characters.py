"""What a reader cannot see in a text, or takes for something else: invisible characters, and letters that look alike.

The pieces that come out are for marking on pages of the staff. Nothing follows from them: the policy's rules judge.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from domain.policy import load_policy
from domain.policy.text import fold, looks_latin, skeleton

_PIECES = re.compile(
    r"(?P<word>[^\W_\u115f\u1160\u3164\uffa0](?:[^\W\u115f\u1160\u3164\uffa0]|[$€@!|])*)"
    r"|(?P<marks>[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]{5,})|.",
    re.DOTALL,
)
_CAN_BE_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|[^\x00-\x7f]|[^\W\d_][0-9$@!|]|[0-9$@!|][^\W\d_]|vv", re.IGNORECASE)
_UNSEEN_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # blank, but no category says so
_NAMELESS = {"\t": "", "\n": "", "\x00": "NULL", "\x1b": "ESCAPE", "\x7f": "DELETE", "\r": "CARRIAGE RETURN"}
_JOINERS = "\u200c\u200d"
_LOOKS = range(0xFE00, 0xFE10)  # variation selectors: they choose the look of a sign, such as an emoji
_HONEST = frozenset("\u00b5\u03bc")  # a unit of measure: micro
_MOST_SHOWN = 4  # marks on one letter: more of them run over the lines above and below


@dataclass(frozen=True)
class TextRun:
    """A part of a text as it is shown; ``odd`` says what a reader would not see, and is empty for plain text."""

    shown: str
    odd: str = ""


def text_runs(text: str) -> Iterator[TextRun]:
    """The text in order. Of odd pieces, what cannot be seen is shown by its code point (``U+202E``)."""
    if not _CAN_BE_ODD.search(text):
        yield TextRun(text)
        return
    plain = ""
    for found in _PIECES.finditer(text):
        piece = _piece(found, text)
        if not piece.odd:
            plain += piece.shown
            continue
        if plain:
            yield TextRun(plain)
        plain = ""
        yield piece
    if plain:
        yield TextRun(plain)


def runs_from_the_right(text: str) -> bool:
    """Whether a text has letters that run from right to left, and could move what stands beside it."""
    return not text.isascii() and any(unicodedata.bidirectional(one) in ("R", "AL", "AN") for one in text)


def _piece(found: re.Match[str], text: str) -> TextRun:
    shown = found.group()
    if found.lastgroup == "word":
        return TextRun(shown, _odd_word(shown))
    if found.lastgroup == "marks":
        return TextRun(shown[:_MOST_SHOWN], f"{len(shown)} marks on one letter")
    unseen = _unseen(shown, text[max(found.start() - 1, 0) : found.start()], text[found.end() : found.end() + 1])
    return TextRun(f"U+{ord(shown):04X}", unseen) if unseen else TextRun(shown)


def _unseen(character: str, before: str, after: str) -> str:
    """The name of a character that cannot be seen; empty for one that can, or that its neighbours need."""
    if character in _NAMELESS:
        return _NAMELESS[character] and f"U+{ord(character):04X} {_NAMELESS[character]}"
    if character in _JOINERS and before > "\u02ff" and after > "\u02ff":
        return ""  # Persian and Indic words need them, and emoji of several signs
    if ord(character) in _LOOKS and before > "\u02ff":
        return ""
    is_unseen = unicodedata.category(character) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
    if not (is_unseen or character in _UNSEEN_LETTERS or ord(character) in _LOOKS):
        return ""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'CONTROL OR UNKNOWN CHARACTER')}"


def _odd_word(word: str) -> str:
    """Why a word is not what it looks like; empty where it is."""
    brand = _brand(word)
    if brand:
        return f"looks like our brand name: {brand}"
    letters = {one for one in word if one.isalpha()}
    latin = {one for one in letters if _script(one) == "LATIN"}
    alike = {one for one in letters - latin - _HONEST if looks_latin(one)}
    if latin and alike:
        scripts = sorted({_script(one).capitalize() for one in alike})
        return f"mixes Latin letters with {' and '.join(scripts)} ones; reads like: {skeleton(word)}"
    return ""


def _brand(word: str) -> str:
    """The brand's name that a word looks like without being written so; or empty."""
    brand = load_policy().brand
    looks, plain = skeleton(word), word.casefold()
    if looks in brand.innocent or fold(word) in brand.innocent:
        return ""
    names = (*(name for name in brand.words if name == looks), *(name for name in brand.anywhere if name in looks))
    return next((name for name in names if name not in plain), "")


def _script(letter: str) -> str:
    """The first word of a letter's name is its script: LATIN, CYRILLIC."""
    return unicodedata.name(letter, "UNKNOWN").partition(" ")[0]
