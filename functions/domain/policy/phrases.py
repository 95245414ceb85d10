"""Searches texts for the phrases of the catalogue."""

from typing import Annotated

from pydantic import AfterValidator

from domain.policy.text import fold, words

_FIRST_EAST_ASIAN = "\u2e80"
_MAX_WORDS_AFTER_NEGATION = 5  # up to a phrase that the negation still denies
_MAX_LETTERS_AFTER_NEGATION = 80  # bounds the text that is split into words


def is_matched_anywhere(phrase: str) -> bool:
    """Whether a phrase is searched without word boundaries: a symbol, or of a script without spaces between words."""
    return not phrase[0].isalnum() or phrase[0] >= _FIRST_EAST_ASIAN


def _as_words(phrase: str) -> str:
    return phrase if is_matched_anywhere(phrase) else " ".join(words(phrase))


# Forms in which words and phrases of the catalogue are compared: folded, as words, as words without spaces.
Folded = Annotated[str, AfterValidator(fold)]
Worded = Annotated[str, AfterValidator(lambda phrase: " ".join(words(phrase)))]
Squeezed = Annotated[str, AfterValidator(lambda phrase: "".join(words(phrase)))]
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
