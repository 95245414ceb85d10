"""Whether an account's registered name could be a person's own, or is a placeholder or a fake.

A sign is certain only where no person on earth could be called so. Every doubt is for a person to judge.
"""

from collections.abc import Iterator
from functools import cache

from domain.policy import text as texts
from domain.policy.evidence import Evidence, shortened
from domain.policy.name_text import LONGEST_NAME, NameWords

_LEAST_FOR_NEAR = 8  # letters
_LEAST_FOR_NEAR_A_DOUBT = 11
_LONGEST_FOR_NEAR = 80
_LEAST_RUN = 6  # neighbouring keys that nobody is called; shorter runs are somebody's name
_LEAST_MUTE = 5  # letters without a vowel
_VOWELS = frozenset("aeiouy")


def placeholder_evidence(name: str, words: NameWords) -> Evidence | None:
    """What makes the name look like a placeholder or a fake; None where nothing does."""
    text = texts.tidy(name[:LONGEST_NAME])
    if not any(character.isalpha() for character in text):
        return Evidence(saw=f"no letters in {shortened(text)}", certain=True)
    spoken = [word for word in (word.strip("0123456789") for word in texts.words(text)) if word]
    if texts.fold(text) in words.placeholders_as_written or _is_no_name(spoken, words):
        return Evidence(saw=f"nothing that a person is called in {shortened(text)}", certain=True)
    doubt = next(_doubts(text, spoken, words), None)
    return Evidence(saw=f"{doubt} in {shortened(text)}") if doubt else None


def _is_no_name(spoken: list[str], words: NameWords) -> bool:
    """As its words stand there: T. E. Stone is somebody, though the letters are those of “test one”."""
    if " ".join(spoken) in words.placeholders or all(_is_no_word(word, words) for word in spoken):
        return True
    return len(spoken) == 1 and spoken[0] in _in_one_word(words.placeholders)


@cache
def _in_one_word(phrases: frozenset[str]) -> frozenset[str]:
    return frozenset(phrase.replace(" ", "") for phrase in phrases)


def _is_no_word(word: str, words: NameWords) -> bool:
    unit, times = texts.repeated_unit(word)
    is_long_run = len(word) >= _LEAST_RUN and _is_typed(word, words)
    return is_long_run or word in words.no_names or (len(unit) == 1 and times > 3 and unit != unit.upper())


def _is_typed(word: str, words: NameWords) -> bool:
    return texts.is_keyboard_run(word) and word not in words.typed_names


def _doubts(text: str, spoken: list[str], words: NameWords) -> Iterator[str]:
    squeezed = "".join(spoken)
    if squeezed in words.doubtful_placeholders or squeezed in _in_one_word(words.placeholders):
        yield "a well-known placeholder"
    yield from (f'"{word}"' for word in spoken if word in words.doubtful_words or _is_no_word(word, words))
    yield from (f'"{word}"' for word in spoken if _is_typed(word, words))
    if any(character.isdecimal() for character in text):
        yield "digits"
    if "@" in text or "_" in text:
        yield "signs of an address"
    if len(spoken) > 2 and len(set(spoken)) == 1:
        yield "the same word again and again"
    if len(spoken) > 1 and all(len(word) == 1 and word.isascii() for word in spoken):
        yield "only single letters"
    yield from (f'"{word}"' for word in spoken if _is_stammer(word) or _is_mute(word))
    if _is_near_placeholder(squeezed, words):
        yield "nearly a well-known placeholder"


def _is_stammer(word: str) -> bool:
    return texts.repeated_unit(word)[1] > 2 and word != "iii"


def _is_mute(word: str) -> bool:
    return len(word) >= _LEAST_MUTE and word.isascii() and _VOWELS.isdisjoint(word)


def _is_near_placeholder(squeezed: str, words: NameWords) -> bool:
    """Whether one slip of the finger makes it a placeholder. Near the shorter ones are people: John Dee, Peter Tan."""
    if not _LEAST_FOR_NEAR <= len(squeezed) <= _LONGEST_FOR_NEAR:
        return False
    long = [one for one in _in_one_word(words.placeholders) if len(one) >= _LEAST_FOR_NEAR]
    long += [one for one in words.doubtful_placeholders if len(one) >= _LEAST_FOR_NEAR_A_DOUBT]
    return bool(texts.one_slip_apart(squeezed, long))
