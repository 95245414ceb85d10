"""Looking for phrases of the catalogue in a text of somebody else."""

from typing import Annotated

from pydantic import AfterValidator

from review.policy.text import words

_FIRST_EAST_ASIAN = "\u2e80"


def _stands_anywhere(phrase: str) -> bool:
    return not phrase[0].isalnum() or phrase[0] >= _FIRST_EAST_ASIAN


def _as_words(phrase: str) -> str:
    return phrase if _stands_anywhere(phrase) else " ".join(words(phrase))


Phrase = Annotated[str, AfterValidator(_as_words)]
"""A phrase as it is looked for: its words without case and accents, or a sign as it is."""


def phrases_in(text: str, phrases: tuple[Phrase, ...]) -> list[str]:
    """The phrases that stand in the text, as whole words.

    Signs such as © are looked for as they are, and so are words of scripts that put no space between words.
    """
    spaced = f" {' '.join(words(text))} "
    return [one for one in phrases if (one in text if _stands_anywhere(one) else f" {one} " in spaced)]
