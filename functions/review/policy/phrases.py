"""Looking for phrases of the catalogue in a text of somebody else."""

from review.policy.text import words

_FIRST_EAST_ASIAN = "\u2e80"


def phrases_in(text: str, phrases: tuple[str, ...]) -> list[str]:
    """The phrases that stand in the text, as whole words whatever their case.

    Signs such as © are looked for as they are, and so are words of scripts that put no space between words.
    """
    spaced = f" {' '.join(words(text))} "
    return [one for one in phrases if (one in text if _stands_anywhere(one) else f" {one} " in spaced)]


def _stands_anywhere(phrase: str) -> bool:
    return not phrase[0].isalnum() or phrase[0] >= _FIRST_EAST_ASIAN
