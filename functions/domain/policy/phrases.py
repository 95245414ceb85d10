"""Searches texts for the phrases of the catalogue."""

from collections.abc import Collection
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from domain.policy.text import fold, words

_FIRST_EAST_ASIAN = "\u2e80"
_FIRST_WITHOUT_ENDINGS = "\u0590"  # Hebrew; from there on, scripts join small words to others, or have no spaces
_MIN_STEM = 4  # letters, from which a stem is found inside words
_MAX_WORDS_AFTER_NEGATION = 5  # up to a phrase that the negation still denies
_MAX_LETTERS_AFTER_NEGATION = 80  # bounds the text that is split into words


def is_matched_anywhere(phrase: str) -> bool:
    """Whether a phrase is searched without word boundaries: a symbol, or of a script without spaces between words."""
    return not phrase[0].isalnum() or phrase[0] >= _FIRST_EAST_ASIAN


def _as_words(phrase: str) -> str:
    return phrase if is_matched_anywhere(phrase) else " ".join(words(phrase))


def _listed(text: str | Collection[str]) -> Collection[str]:
    return [" ".join(word.split()) for word in fold(text).split(",")] if isinstance(text, str) else text


def _stems(text: str | Collection[str]) -> Collection[str]:
    return [_stem(word) for word in _listed(text)] if isinstance(text, str) else text


def _stem(word: str) -> str:
    is_inside_words = len(word) >= _MIN_STEM or word >= _FIRST_WITHOUT_ENDINGS
    return word if is_inside_words else f" {word} "


# Forms in which words and phrases of the catalogue are compared: folded, as words, as words without spaces.
Folded = Annotated[str, AfterValidator(fold)]
Worded = Annotated[str, AfterValidator(lambda phrase: " ".join(words(phrase)))]
Squeezed = Annotated[str, AfterValidator(lambda phrase: "".join(words(phrase)))]
WordSet = Annotated[frozenset[str], BeforeValidator(_listed)]
"""Folded words. In the catalogue they are one text with commas, which loads faster than a list."""
Stems = Annotated[tuple[str, ...], BeforeValidator(_stems)]
"""Beginnings of words in such a text, for ``in`` on words with spaces around them: a short one is a whole word."""
Phrase = Annotated[str, AfterValidator(_as_words)]
"""Words without case and accents, or a symbol unchanged."""


def meant_in(text: str, phrases: tuple[Phrase, ...], negations: tuple[Phrase, ...]) -> list[str]:
    """The phrases in the text that no negation precedes: “not exposed to any third parties” is no hit.

    A phrase that is matched anywhere counts as meant.
    """
    spaced = f" {' '.join(words(text))} "
    found = phrases_in(text, phrases)
    return [phrase for phrase in found if is_matched_anywhere(phrase) or _is_meant(f" {phrase} ", spaced, negations)]


def _is_meant(phrase: str, spaced: str, negations: tuple[str, ...]) -> bool:
    at = spaced.find(phrase)
    while at >= 0:
        before = spaced[max(0, at - _MAX_LETTERS_AFTER_NEGATION) : at].split()[-_MAX_WORDS_AFTER_NEGATION:]
        if not set(negations) & set(before):
            return True
        at = spaced.find(phrase, at + 1)
    return False


def phrases_in(text: str, phrases: tuple[Phrase, ...]) -> list[str]:
    """The phrases in the text, as whole words; symbols such as ©, and scripts without spaces, match anywhere."""
    spaced = f" {' '.join(words(text))} "
    return [
        phrase for phrase in phrases if (phrase in text if is_matched_anywhere(phrase) else f" {phrase} " in spaced)
    ]
