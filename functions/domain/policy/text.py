"""Texts as the checks of the policy compare them: folded, in words, as what they look like, as typed on a keyboard.

Everything here takes linear time, whatever the text.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

_MOST_MARKS = 8  # on one letter; Vietnamese and Hebrew need three. Sorting a longer run takes Unicode quadratic time.
_PHRASES = {0xFDFA: " ", 0xFDFB: " "}  # one sign each, but 18 and 8 letters in compatible form
_MARKS = re.compile(r"(?<=[a-z\u03b1-\u03c9])[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]+")
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]")
_SIGNS = str.maketrans("0134578|!€@$", "oleastblieas")
_ROWS = (
    *("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiopü", "asdfghjklöä", "yxcvbnm", "azertyuiop", "qsdfghjklm"),
    *("wxcvbn", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "abcdefghijklmnopqrstuvwxyz"),
)
_MOST_GROWTH = 2  # times the length: no honest text grows so when it is normalised
_FIRST_EAST_ASIAN, _LAST_EAST_ASIAN = "\u2e80", "\ua000"  # no letter between looks like a Latin one
_MOST_KEPT = 16  # texts: several rules look at the same
_LEAST_RUN = 3  # neighbouring keys
_NOWHERE: frozenset[tuple[int, int]] = frozenset()


def tidy(text: str) -> str:
    """The text in Unicode's compatible form on one line, without invisible characters; case and accents stay."""
    if text.isascii():
        return " ".join(text.split())
    letters = set(text)
    invisible = {ord(letter): "" for letter in letters if unicodedata.category(letter) == "Cf"}
    seen = text.translate(_PHRASES | invisible)
    if any(map(unicodedata.combining, letters)):
        seen = _with_few_marks(seen)
    normal = unicodedata.normalize("NFKC", seen)
    return " ".join(normal[: _MOST_GROWTH * len(text)].split())


def _with_few_marks(text: str) -> str:
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


@lru_cache(maxsize=_MOST_KEPT)
def fold(text: str) -> str:
    """The text for comparing: tidy, without case, and Latin and Greek letters without their marks."""
    folded = tidy(text).casefold()
    if folded.isascii():
        return folded
    bare = {ord(one): _LETTERS.get(one) or _without_marks(one) for one in set(folded) if not one.isascii()}
    return _MARKS.sub("", folded.translate(bare))


@lru_cache(maxsize=_MOST_KEPT)
def words(text: str) -> tuple[str, ...]:
    """The folded words: runs of letters, their marks, and digits. An apostrophe parts no word."""
    return _split(fold(text))


def skeleton_words(text: str) -> tuple[str, ...]:
    """The words of the skeleton."""
    return _split(skeleton(text))


def skeleton(text: str) -> str:
    """The folded text with look-alikes as the Latin letters that they look like; plain Latin letters stay."""
    folded = fold(text)
    if not folded.isascii():
        folded = folded.translate(_look_alikes(folded))
    return folded.translate(_SIGNS).replace("vv", "w")


def looks_latin(letter: str) -> bool:
    """Whether a letter looks like a Latin one without being one."""
    return not letter.isascii() and bool(_look_alikes(letter.casefold()))


def is_keyboard_run(word: str) -> bool:
    """Whether a folded word is nothing but neighbouring keys, four or more, in runs of at least three.

    Real words can be so too (Reza, Azer): whoever asks keeps a list of them.
    """
    length, ways = 1, _NOWHERE
    for pair in pairwise(word):
        at_pair = _NEIGHBOURS.get(pair, _NOWHERE)
        going_on = ways & at_pair if length > 1 else at_pair
        if not going_on and length < _LEAST_RUN:
            return False
        length, ways = (length + 1, going_on) if going_on else (1, _NOWHERE)
    return len(word) > _LEAST_RUN <= length


def one_slip_apart(word: str, others: Iterable[str]) -> set[str]:
    """Which of the others differ from the word by one letter more, less or else, or two that changed places."""
    # What must be so of each is looked at first: the library is slow to load, and hardly ever needed then.
    near = {one for one in others if abs(len(one) - len(word)) <= 1 and len(set(word) - set(one)) <= 1}
    if not near:
        return near
    from rapidfuzz.distance import OSA

    return {one for one in near if OSA.distance(word, one, score_cutoff=1) <= 1}


def repeated_unit(word: str) -> tuple[str, int]:
    """The shortest piece of which the word is a repetition, and how often it stands there (once: the word itself)."""
    period = (word + word).find(word, 1) if word else 0
    return (word[:period], len(word) // period) if period else (word, 1)


def _without_marks(letter: str) -> str:
    """The plain letter under a Latin or Greek one; others stay, since their marks are part of them."""
    plain = unicodedata.normalize("NFD", letter)[0]
    return plain if "a" <= plain <= "z" or "\u03b1" <= plain <= "\u03c9" else letter


def _split(folded: str) -> tuple[str, ...]:
    joined = _APOSTROPHES.sub("", folded)
    parting = {ord(character): " " for character in set(joined) if not _is_of_word(character)}
    return tuple(joined.translate(parting).split())


def _is_of_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _look_alikes(text: str) -> dict[int, str]:
    from confusable_homoglyphs.confusables import confusables_data

    twins = {
        ord(one): _latin_twin(one, confusables_data)
        for one in set(text)
        if not (one.isascii() or _FIRST_EAST_ASIAN <= one < _LAST_EAST_ASIAN)
    }
    return {one: twin for one, twin in twins.items() if twin}


def _latin_twin(character: str, data: dict[str, list[dict[str, str]]]) -> str:
    """The Latin letters that a letter looks like, small or else capital; empty where it looks like none."""
    alike = (twin["c"] for form in (character, character.upper()) for twin in data.get(form, ()))
    return next((twin.lower() for twin in alike if twin.isascii() and twin.isalpha()), "")


def _neighbours() -> dict[tuple[str, str], frozenset[tuple[int, int]]]:
    """For two keys, the rows and directions in which one follows the other."""
    found: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for number, row in enumerate(_ROWS):
        for one, other in pairwise(row):
            found.setdefault((one, other), set()).add((number, 1))
            found.setdefault((other, one), set()).add((number, -1))
    return {pair: frozenset(ways) for pair, ways in found.items()}


_NEIGHBOURS = _neighbours()
