"""Detects placeholders and fakes among the registered names of accounts.

Evidence is certain only where no person could have the name; the rest is for a reviewer to judge.
"""

from collections.abc import Iterator
from functools import cache

from domain.policy import text as texts
from domain.policy.evidence import Evidence, shortened
from domain.policy.names.name_text import MAX_NAME, NameWords

_MIN_NEAR = 8  # letters of a placeholder that a name with one typing error is compared with
_MIN_NEAR_DOUBTFUL = 11  # letters of a doubtful one
_MAX_NEAR = 80  # letters of the name
_MIN_RUN = 6  # neighbouring keys; shorter runs are real names
_MIN_VOWELLESS = 5  # letters
_MIN_DOUBLED = 8  # letters; shorter names are often doubled: Mo Mo
_SINGLE_JAMO = frozenset(map(chr, range(0x1100, 0x1200)))
_VOWELS = frozenset("aeiouy")


def placeholder_evidence(name: str, words: NameWords) -> Evidence | None:
    """Why the name looks like a placeholder or a fake; None if it does not."""
    text = texts.tidy(name[:MAX_NAME])
    if not any(character.isalpha() for character in text):
        return Evidence(detail=f"no letters in {shortened(text)}", certain=True)
    name_words = [word for word in (word.strip("0123456789") for word in texts.words(text)) if word]
    if texts.fold(text) in words.placeholders_as_written or _is_not_a_name(name_words, words):
        return Evidence(detail=f"no personal name in {shortened(text)}", certain=True)
    doubt = next(_doubts(text, name_words, words), None)
    return Evidence(detail=f"{doubt} in {shortened(text)}") if doubt else None


def _is_not_a_name(name_words: list[str], words: NameWords) -> bool:
    """Compares whole words: T. E. Stone is a person, though the letters are those of “test one”."""
    if " ".join(name_words) in words.placeholders or all(_is_not_a_name_word(word, words) for word in name_words):
        return True
    return len(name_words) == 1 and name_words[0] in _squeezed(words.placeholders)


@cache
def _squeezed(phrases: frozenset[str]) -> frozenset[str]:
    return frozenset(phrase.replace(" ", "") for phrase in phrases)


def _is_not_a_name_word(word: str, words: NameWords) -> bool:
    unit, times = texts.repeated_unit(word)
    is_long_run = len(word) >= _MIN_RUN and _is_typed(word, words)
    return is_long_run or word in words.no_names or (len(unit) == 1 and times > 3 and unit != unit.upper())


def _is_typed(word: str, words: NameWords) -> bool:
    return texts.is_keyboard_run(word) and word not in words.typed_names


def _doubts(text: str, name_words: list[str], words: NameWords) -> Iterator[str]:
    squeezed = "".join(name_words)
    if squeezed in words.doubtful_placeholders or squeezed in _squeezed(words.placeholders):
        yield "a well-known placeholder"
    yield from (f'"{word}"' for word in name_words if word in words.doubtful_words or _is_not_a_name_word(word, words))
    yield from (f'"{word}"' for word in name_words if _is_typed(word, words))
    yield from (f'"{piece}"' for piece in words.placeholder_pieces if piece in text)
    yield from _odd_signs(text)
    if all(word in words.placeholder_words for word in name_words):
        yield "words that are no name"
    if _is_doubled(name_words):
        yield "the same word again and again"
    if len(name_words) > 1 and all(len(word) == 1 and word.isascii() for word in name_words):
        yield "only single letters"
    yield from (f'"{word}"' for word in name_words if _is_repetitive(word) or _is_vowelless(word))
    if _is_near_placeholder(squeezed, words):
        yield "nearly a well-known placeholder"


def _odd_signs(text: str) -> Iterator[str]:
    if any(character.isdecimal() for character in text):
        yield "digits"
    if "@" in text or "_" in text:
        yield "signs of an address"
    if not _SINGLE_JAMO.isdisjoint(text):
        yield "single letters of Korean syllables"


def _is_doubled(name_words: list[str]) -> bool:
    """Whether it is one word twice or more. Short names are often doubled: Mo Mo."""
    is_long = len(name_words) > 2 or len("".join(name_words)) >= _MIN_DOUBLED
    return is_long and len(name_words) > 1 and len(set(name_words)) == 1


def _is_repetitive(word: str) -> bool:
    return texts.repeated_unit(word)[1] > 2 and word != "iii"


def _is_vowelless(word: str) -> bool:
    return len(word) >= _MIN_VOWELLESS and word.isascii() and _VOWELS.isdisjoint(word)


def _is_near_placeholder(squeezed: str, words: NameWords) -> bool:
    """Whether it is one typing error away from a placeholder. Short ones are close to names: John Dee, Peter Tan."""
    if not _MIN_NEAR <= len(squeezed) <= _MAX_NEAR:
        return False
    near = [phrase for phrase in _squeezed(words.placeholders) if len(phrase) >= _MIN_NEAR]
    near += [phrase for phrase in words.doubtful_placeholders if len(phrase) >= _MIN_NEAR_DOUBTFUL]
    return bool(texts.one_typo_apart(squeezed, near))
