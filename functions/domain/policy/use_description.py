"""Whether a description of what the API will be used for says anything.

A sign is certain only where nobody, in any language, could have meant something by it.
"""

import unicodedata

from domain.model.field_types import Record
from domain.policy import text as texts
from domain.policy.evidence import Evidence, shortened
from domain.policy.phrases import Folded, Squeezed

_LEAST_MUTE = 6  # letters without a vowel; ten where an l or r could be the syllable, as in čtvrthrst
_LEAST_MUTE_SYLLABIC = 10
_LONGEST_STAMMER = 3
_LEAST_HOME_ROW = 8
_MOST_VOWELS_OF_HOME_ROW = 0.2
_VOWELS = frozenset("aeiouyw")
_HOME_ROW = frozenset("asdfghjkl")
_WIDE = 3  # letters of an alphabet, to one of Chinese, Japanese or Korean
_LETTERS_OF_A_WORD = 9  # where words are not parted, or put together


class UseWords(Record):
    """The word lists and thresholds; the data file says what each is for."""

    nothing: frozenset[Squeezed]
    filler: frozenset[Folded]
    trivial: frozenset[Folded]
    typed_words: frozenset[Folded]
    most_filler: float
    least_telling_words: int
    least_letters: int


def unclear_use(use: str, project_name: str, words: UseWords) -> Evidence | None:
    """What makes a description unclear: certain where it says nothing, a doubt where it says little; else None."""
    everything = texts.words(use)
    said = [word for word in everything if any(character.isalpha() for character in word)]
    if not said:
        return Evidence(saw=f"no words in {shortened(use)}" if use.strip() else "no description", certain=True)
    capitals = frozenset(texts.words(" ".join(word for word in use.split() if word.isupper())))
    mashed = _share(said, frozenset(word for word in set(said) if _is_mashed(word, word in capitals, words)))
    name = texts.words(project_name)
    nothing = _nothing_said(said, mashed, words) or _copy_said(everything, name)
    if nothing:
        return Evidence(saw=f"{nothing}: {shortened(use)}", certain=True)
    little = _little_said(said, mashed, words) or _hardly_more_said(everything, name, words)
    return Evidence(saw=f"{little}: {shortened(use)}") if little else None


def _share(said: list[str], listed: frozenset[str]) -> float:
    return sum(word in listed for word in said) / len(said)


def _nothing_said(said: list[str], mashed: float, words: UseWords) -> str | None:
    if all(words.nothing & {word, texts.repeated_unit(word)[0]} for word in set(said)):
        return "a placeholder"
    if texts.repeated_unit("".join(said))[0] in words.nothing:
        return "a placeholder"
    if {"lorem", "ipsum"} <= set(said) and _share(said, words.filler) >= words.most_filler:
        return "filler text"
    return "letters at random" if mashed == 1 else None


def _copy_said(said: tuple[str, ...], name: tuple[str, ...]) -> str | None:
    """Whether nothing is left when the project's name is taken out of the description, however it is spaced."""
    is_copy = name and not "".join(said).replace("".join(name), "")
    return "nothing but the project's name" if is_copy else None


def _hardly_more_said(said: tuple[str, ...], name: tuple[str, ...], words: UseWords) -> str | None:
    text, called = " ".join(said), " ".join(name)
    rest = text.replace(called, " ").split() if called else [text]
    is_little = called in text and all(word in words.trivial or word.isdecimal() for word in rest)
    return "hardly more than the project's name" if is_little else None


def _is_mashed(word: str, in_capitals: bool, words: UseWords) -> bool:
    """Whether the word was typed at random. What is in capitals may be short for something: HTTPS, AAA."""
    if word in words.typed_words:
        return False
    if texts.is_keyboard_run(word):
        return True
    unit, times = texts.repeated_unit(word)
    if times > 2 and len(unit) <= _LONGEST_STAMMER and word != word.upper() and not in_capitals:
        return True
    return word.isascii() and not in_capitals and _is_mute(word)


def _is_mute(word: str) -> bool:
    letters = set(word)
    vowels = sum(letter in _VOWELS for letter in word) / len(word)
    if letters <= _HOME_ROW and len(word) >= _LEAST_HOME_ROW and vowels <= _MOST_VOWELS_OF_HOME_ROW:
        return True
    return not vowels and len(word) >= (_LEAST_MUTE_SYLLABIC if letters & {"l", "r"} else _LEAST_MUTE)


def _little_said(said: list[str], mashed: float, words: UseWords) -> str | None:
    if mashed >= words.most_filler or _share(said, words.filler) >= words.most_filler:
        return "hardly more than filler"
    telling = {word: _letters(word) for word in set(said) if word not in words.trivial}
    count = sum(max(1, letters // _LETTERS_OF_A_WORD) for letters in telling.values())
    if count < words.least_telling_words or sum(telling.values()) < words.least_letters:
        return "too short to be clear"
    return None


def _letters(word: str) -> int:
    return sum(_WIDE if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in word)
