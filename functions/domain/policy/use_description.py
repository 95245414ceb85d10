"""Detects descriptions of the use of the API that say nothing.

Evidence is certain only where the text means nothing in any language.
"""

import unicodedata

from domain.model.field_types import Record
from domain.policy import text as texts
from domain.policy.evidence import Evidence, shortened
from domain.policy.phrases import Folded, Squeezed, Stems, WordSet

_MIN_VOWELLESS = 6  # letters
_MIN_VOWELLESS_SYLLABIC = 10  # letters, where an l or r may carry the syllable, as in čtvrthrst
_MAX_REPEATED_UNIT = 3  # letters
_MIN_HOME_ROW = 8  # letters
_MAX_HOME_ROW_VOWELS = 0.2  # share of the letters
_VOWELS = frozenset("aeiouyw")
_HOME_ROW = frozenset("asdfghjkl")
_WIDE = 3  # a Chinese, Japanese or Korean character counts as this many letters
_LETTERS_PER_WORD = 9  # in scripts without spaces, and in compounds


class UseWords(Record):
    """Word lists and thresholds, which ``policy.toml`` explains."""

    nothing: frozenset[Squeezed]
    filler: frozenset[Folded]
    trivial: WordSet
    typed_words: frozenset[Folded]
    most_filler: float
    least_telling_words: int
    least_letters: int
    data_words: Stems = ()  # missing in versions before 2026-11-7, as are the next
    doing_words: Stems = ()


def unclear_use(use: str, project_name: str, words: UseWords) -> Evidence | None:
    """Why a description is unclear: certain where it says nothing, not where it says little; None if it is clear."""
    all_words = texts.words(use)
    use_words = [word for word in all_words if any(character.isalpha() for character in word)]
    if not use_words:
        return Evidence(detail=f"no words in {shortened(use)}" if use.strip() else "no description", certain=True)
    capitals = frozenset(texts.words(" ".join(word for word in use.split() if word.isupper())))
    mashed_share = _share(
        use_words, frozenset(word for word in set(use_words) if _is_mashed(word, word in capitals, words))
    )
    name = texts.words(project_name)
    nothing = _says_nothing(use_words, mashed_share, words) or _repeats_name(all_words, name)
    if nothing:
        return Evidence(detail=f"{nothing}: {shortened(use)}", certain=True)
    little = _says_little(use_words, mashed_share, words) or _adds_little_to_name(all_words, name, words)
    return Evidence(detail=f"{little}: {shortened(use)}") if little else None


def _share(use_words: list[str], listed: frozenset[str]) -> float:
    return sum(word in listed for word in use_words) / len(use_words)


def _says_nothing(use_words: list[str], mashed_share: float, words: UseWords) -> str | None:
    if all(words.nothing & {word, texts.repeated_unit(word)[0]} for word in set(use_words)):
        return "a placeholder"
    if texts.repeated_unit("".join(use_words))[0] in words.nothing:
        return "a placeholder"
    if {"lorem", "ipsum"} <= set(use_words) and _share(use_words, words.filler) >= words.most_filler:
        return "filler text"
    return "random letters" if mashed_share == 1 else None


def _repeats_name(all_words: tuple[str, ...], name: tuple[str, ...]) -> str | None:
    """Whether nothing is left of the description without the project's name, however it is spaced."""
    is_copy = name and not "".join(all_words).replace("".join(name), "")
    return "nothing but the project's name" if is_copy else None


def _adds_little_to_name(all_words: tuple[str, ...], name: tuple[str, ...], words: UseWords) -> str | None:
    text, project_name = " ".join(all_words), " ".join(name)
    rest = text.replace(project_name, " ").split() if project_name else [text]
    is_little = project_name in text and all(word in words.trivial or word.isdecimal() for word in rest)
    return "hardly more than the project's name" if is_little else None


def _is_mashed(word: str, in_capitals: bool, words: UseWords) -> bool:
    """Whether the word was typed at random. Capitals may be an abbreviation: HTTPS, AAA."""
    if word in words.typed_words:
        return False
    if texts.is_keyboard_run(word):
        return True
    unit, times = texts.repeated_unit(word)
    if times > 2 and len(unit) <= _MAX_REPEATED_UNIT and word != word.upper() and not in_capitals:
        return True
    return word.isascii() and not in_capitals and _is_unpronounceable(word)


def _is_unpronounceable(word: str) -> bool:
    """Whether it has too few vowels for its length."""
    letters = set(word)
    vowels = sum(letter in _VOWELS for letter in word) / len(word)
    if letters <= _HOME_ROW and len(word) >= _MIN_HOME_ROW and vowels <= _MAX_HOME_ROW_VOWELS:
        return True
    return not vowels and len(word) >= (_MIN_VOWELLESS_SYLLABIC if letters & {"l", "r"} else _MIN_VOWELLESS)


def _says_little(use_words: list[str], mashed_share: float, words: UseWords) -> str | None:
    if mashed_share >= words.most_filler or _share(use_words, words.filler) >= words.most_filler:
        return "hardly more than filler"
    telling = {word: _letters(word) for word in dict.fromkeys(use_words) if word not in words.trivial}
    count = sum(max(1, letters // _LETTERS_PER_WORD) for letters in telling.values())
    is_long = count >= words.least_telling_words and sum(telling.values()) >= words.least_letters
    return None if is_long or _says_what_for_what(tuple(telling), words) else "too short to be clear"


def _says_what_for_what(telling: tuple[str, ...], words: UseWords) -> bool:
    """Whether a short text has a word for data, and another one that says what for."""
    text = f" {' '.join(telling)} "
    data = _longest({stem.strip() for stem in words.data_words if stem in text})
    doing = _longest({stem.strip() for stem in words.doing_words if stem in text})
    others = sum(not any(stem in word for stem in data | doing) for word in telling)
    return bool(data) and len(data) + len(doing) + others > 1


def _longest(stems: set[str]) -> set[str]:
    """Without those that are part of another."""
    return {stem for stem in stems if not any(stem in other and stem != other for other in stems)}


def _letters(word: str) -> int:
    return sum(_WIDE if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in word)
