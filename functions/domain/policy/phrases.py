"""Searches texts for the phrases of the catalogue."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from domain.model.field_types import Record
from domain.policy.text import fold, sentences, words

_FIRST_EAST_ASIAN = "\u2e80"
_FIRST_WITHOUT_ENDINGS = "\u0590"  # Hebrew; from there on, scripts join small words to others, or have no spaces
_MIN_STEM = 4  # letters, from which a stem is found inside words
_MAX_FOUND = 200  # places of phrases in a text that are looked at
_MAX_SENTENCE = 200  # letters in front of a phrase, and behind it
_MAX_NEAR = 8  # letters between a phrase and its denial, in scripts without spaces
_MAX_WORDS_BEFORE_NEGATION = 4  # behind a phrase, up to a negation
_SENTENCE_END, _CLAUSE_END = "|", ","
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


def _patterns(listed: str | Collection[str]) -> Collection[str]:
    """The patterns of a text with commas, or of a list of whole phrases; a tuple has them already."""
    if isinstance(listed, tuple):
        return listed
    phrases = fold(listed).split(",") if isinstance(listed, str) else [" ".join(words(phrase)) for phrase in listed]
    return ["+".join(map(_part, phrase.split("+"))) for phrase in phrases if phrase.strip()]


def _part(phrase: str) -> str:
    """A part of a pattern as it is found in text with spaces around words."""
    bare = " ".join(phrase.rstrip(" *").split())
    if bare >= _FIRST_WITHOUT_ENDINGS:
        return bare
    return ("" if bare[0] == "0" else " ") + bare + ("" if phrase.rstrip().endswith("*") else " ")


# Forms in which words and phrases of the catalogue are compared: folded, as words, as words without spaces.
Folded = Annotated[str, AfterValidator(fold)]
Worded = Annotated[str, AfterValidator(lambda phrase: " ".join(words(phrase)))]
Squeezed = Annotated[str, AfterValidator(lambda phrase: "".join(words(phrase)))]
WordSet = Annotated[frozenset[str], BeforeValidator(_listed)]
"""Folded words. In the catalogue they are one text with commas, which loads faster than a list."""
Stems = Annotated[tuple[str, ...], BeforeValidator(_stems)]
"""Beginnings of words in such a text, for ``in`` on words with spaces around them: a short one is a whole word."""
Patterns = Annotated[tuple[str, ...], BeforeValidator(_patterns)]
"""Phrases with the signs that ``policy.toml`` explains, in such a text; parts are joined by a plus."""
Phrase = Annotated[str, AfterValidator(_as_words)]
"""Words without case and accents, or a symbol unchanged."""


class Negations(Record):
    """``words`` are compared with whole words; ``near``, in scripts from Hebrew on, with the letters near a phrase."""

    words: frozenset[str] = frozenset()
    near: tuple[str, ...] = ()

    def deny(self, found_words: list[str], letters: str) -> bool:
        return not self.words.isdisjoint(found_words) or any(denial in letters for denial in self.near)


def _negations(given: str | list[str] | Negations | dict[str, object]) -> Negations | dict[str, object]:
    if not isinstance(given, str | list):
        return given
    listed = _patterns(given)
    words_alone = frozenset(pattern.strip() for pattern in listed if pattern[0] == " ")
    return Negations(words=words_alone, near=tuple(pattern for pattern in listed if pattern[0] != " "))


NegationWords = Annotated[Negations, BeforeValidator(_negations)]
"""Single words with commas in between."""


class Denials(Record):
    """What denies a phrase: in front of it, behind it in its clause, or (patterns) anywhere in its sentence."""

    before: NegationWords
    after: NegationWords = Negations()
    around: Patterns = ()


def meant_in(text: str, phrases: Patterns, denials: Denials) -> Iterator[str]:
    """What the text says of the phrases and does not deny: “not exposed to any third parties” is no hit."""
    spaced, masked = sentences(text)
    for parts, at in islice(_found(masked, phrases), _MAX_FOUND):
        end = at + len(parts[0])
        if not _is_denied(masked, at, end, denials) and _fits(parts, masked, at, end, denials.around):
            yield _whole_words(spaced, at, end)


def _found(masked: str, phrases: Patterns) -> Iterator[tuple[list[str], int]]:
    """The parts of each phrase whose parts are all there, with each place of the first one."""
    beginnings = {word[: _MIN_STEM - 1] for word in masked.split()}
    for phrase in phrases:
        if phrase[0] == " " and phrase[1:_MIN_STEM].partition(" ")[0] not in beginnings:
            continue  # most of them: faster than to search the text
        parts = phrase.split("+")
        at = masked.find(parts[0])
        if at < 0 or not all(part in masked for part in parts[1:]):
            continue
        while at >= 0:
            yield parts, at
            at = masked.find(parts[0], at + 1)


def _fits(parts: list[str], masked: str, at: int, end: int, around: Patterns) -> bool:
    """Whether the sentence has the other parts, and nothing that denies them."""
    if len(parts) == 1 and not around:
        return True
    sentence = masked[_start_of(masked, at) : _end_of(masked, end)]
    return all(part in sentence for part in parts) and not any(part in sentence for part in around)


def _start_of(masked: str, at: int) -> int:
    """Where the sentence begins, or a part of it long enough."""
    earliest = max(0, at - _MAX_SENTENCE)
    return max(earliest, masked.rfind(_SENTENCE_END, earliest, at) + 1)


def _end_of(masked: str, end: int) -> int:
    """Where the sentence ends, as above; the last space of a phrase can be the one before the sign."""
    found = masked.find(_SENTENCE_END, end - 1, end + _MAX_SENTENCE)
    return found if found >= 0 else end + _MAX_SENTENCE


def _is_denied(masked: str, at: int, end: int, denials: Denials) -> bool:
    before = masked[max(_start_of(masked, at), at - _MAX_LETTERS_AFTER_NEGATION) : at]
    after = masked[end : _end_of(masked, end)].partition(_CLAUSE_END)[0][:_MAX_LETTERS_AFTER_NEGATION]
    words_before = before.replace(_CLAUSE_END, " ").split()[-_MAX_WORDS_AFTER_NEGATION:]
    words_after = after.split()[:_MAX_WORDS_BEFORE_NEGATION]
    return denials.before.deny(words_before, before.rpartition(_CLAUSE_END)[2][-_MAX_NEAR:]) or denials.after.deny(
        words_after, after[:_MAX_NEAR]
    )


def _whole_words(spaced: str, at: int, end: int) -> str:
    """The words that a phrase was found in; in scripts without spaces, the phrase."""
    phrase = spaced[at:end].strip()
    if phrase[:1] >= _FIRST_EAST_ASIAN:
        return phrase
    return spaced[spaced.rfind(" ", 0, at + 1) + 1 : spaced.find(" ", end - 1)].strip()


def phrases_in(text: str, phrases: tuple[Phrase, ...]) -> list[str]:
    """The phrases in the text, as whole words; symbols such as ©, and scripts without spaces, match anywhere."""
    spaced = f" {' '.join(words(text))} "
    return [
        phrase for phrase in phrases if (phrase in text if is_matched_anywhere(phrase) else f" {phrase} " in spaced)
    ]
