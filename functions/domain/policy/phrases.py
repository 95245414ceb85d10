"""Looking for phrases of the catalogue in a text of somebody else."""

from typing import Annotated

from pydantic import AfterValidator

from domain.policy.text import fold, words

_FIRST_EAST_ASIAN = "\u2e80"
_WORDS_BEFORE = 5  # a phrase in which a “not” still means it
_REACH_OF_NOT = 80  # letters that these words have at most


def stands_anywhere(phrase: str) -> bool:
    """Whether a phrase is looked for as it is: a sign, or of a script that puts no space between words."""
    return not phrase[0].isalnum() or phrase[0] >= _FIRST_EAST_ASIAN


def _as_words(phrase: str) -> str:
    return phrase if stands_anywhere(phrase) else " ".join(words(phrase))


# How words and phrases of the catalogue are written for comparing: folded, as their words, and without any space.
Folded = Annotated[str, AfterValidator(fold)]
Worded = Annotated[str, AfterValidator(lambda phrase: " ".join(words(phrase)))]
Squeezed = Annotated[str, AfterValidator(lambda phrase: "".join(words(phrase)))]
Phrase = Annotated[str, AfterValidator(_as_words)]
"""A phrase as it is looked for: its words without case and accents, or a sign as it is."""


def meant_in(text: str, phrases: tuple[Phrase, ...], negations: tuple[Phrase, ...]) -> list[str]:
    """The phrases that stand in the text and are not denied there: “not exposed to any third parties” is no hit.

    A denial is looked for in front of words alone. What stands anywhere is taken as meant.
    """
    spaced = f" {' '.join(words(text))} "
    found = phrases_in(text, phrases)
    return [one for one in found if stands_anywhere(one) or _is_meant(f" {one} ", spaced, negations)]


def _is_meant(phrase: str, spaced: str, negations: tuple[str, ...]) -> bool:
    at = spaced.find(phrase)
    while at >= 0:
        before = spaced[max(0, at - _REACH_OF_NOT) : at].split()[-_WORDS_BEFORE:]
        if not set(negations) & set(before):
            return True
        at = spaced.find(phrase, at + 1)
    return False


def phrases_in(text: str, phrases: tuple[Phrase, ...]) -> list[str]:
    """The phrases that stand in the text, as whole words.

    Signs such as © are looked for as they are, and so are words of scripts that put no space between words.
    """
    spaced = f" {' '.join(words(text))} "
    return [one for one in phrases if (one in text if stands_anywhere(one) else f" {one} " in spaced)]
