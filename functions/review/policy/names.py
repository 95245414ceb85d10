"""Whether an account's registered name could be a person's own: companies' names and placeholders are not.

A sign is certain only where no person on earth could be called so. Every doubt is for a person to judge.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Annotated, NamedTuple

from pydantic import AfterValidator

from review.fields import Record
from review.policy import text as texts
from review.policy.signs import Sign

_LONGEST = 300  # letters that are looked at; the name of an account has at most 120
_MOST_SHOWN = 80
_LONGEST_FORM = 4  # words
_LEAST_FOR_NEAR = 8  # letters
_LONGEST_HAN = 6  # letters of a Japanese name that is written without a space; Chinese ones have four at most
_LEAST_MUTE = 5  # letters without a vowel
_LEAST_FORM = 4  # letters; shorter ones that are written Like This are names: Sa, Vos
_PARTS = re.compile(r"[,;:|()\[\]\u2013\u2014]|\s[-/]\s")
_QUOTES = "«»„“”‟\"'"
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?|[^\W\d_]")
_SITE = re.compile(r"\w\.(?:com|net|org|io|co|biz|info|dev|app|ai|shop|store|online)\b|\bwww\.|://", re.IGNORECASE)
_HAN = re.compile(rf"[\u3005\u4e00-\u9fff]{{{_LONGEST_HAN + 1}}}")
_VOWELS = frozenset("aeiouy")


def _plain(written: str) -> str:
    """A word as legal forms are compared: without case, dots and quotes. Accents stay, so that İnç is not Inc."""
    return written.casefold().replace(".", "").strip(_QUOTES)


Form = Annotated[str, AfterValidator(lambda form: " ".join(map(_plain, texts.tidy(form).split())))]
Tidy = Annotated[str, AfterValidator(texts.tidy)]
Folded = Annotated[str, AfterValidator(texts.fold)]
Squeezed = Annotated[str, AfterValidator(lambda name: "".join(texts.words(name)))]


class NameWords(Record):
    """The word lists; the data file says what each is for."""

    forms: frozenset[Form]
    forms_unless_initials: frozenset[Form]
    first_forms: frozenset[Form]
    inner_forms: tuple[Tidy, ...]
    doubtful_forms: frozenset[Form]
    doubtful_first_forms: frozenset[Form]
    forms_that_are_names: frozenset[Form]
    forms_in_small_letters: frozenset[Form]
    company_words: frozenset[Folded]
    company_endings: tuple[Folded, ...]
    company_pieces: tuple[Tidy, ...]
    joining_words: frozenset[Tidy]
    joining_words_in_names: frozenset[Tidy]
    placeholders: frozenset[Squeezed]
    placeholders_as_written: frozenset[Folded]
    no_names: frozenset[Folded]
    doubtful_placeholders: frozenset[Squeezed]
    doubtful_words: frozenset[Folded]
    typed_names: frozenset[Folded]


class _Word(NamedTuple):
    written: str
    plain: str
    could_be_initials: bool


def company_sign(name: str, words: NameWords) -> Sign | None:
    """What makes the name look like a company's, the certain first; None where nothing does."""
    text = texts.tidy(name[:_LONGEST])
    parts = [part for part in map(_split, _PARTS.split(text)) if part]
    signs = [Sign(saw=f'"{form}" in {_shown(text)}', certain=True) for form in words.inner_forms if form in text]
    signs += _legal_forms(text, parts, words)
    look = next((look for looks in (_word_looks, _shape_looks) for look in looks(text, parts, words)), None)
    if look:
        signs.append(Sign(saw=f"{look} in {_shown(text)}"))
    return next((sign for sign in signs if sign.certain), signs[0] if signs else None)


def placeholder_sign(name: str, words: NameWords) -> Sign | None:
    """What makes the name look like a placeholder or a fake; None where nothing does."""
    text = texts.tidy(name[:_LONGEST])
    if not any(character.isalpha() for character in text):
        return Sign(saw=f"no letters in {_shown(text)}", certain=True)
    spoken = [word for word in (word.strip("0123456789") for word in texts.words(text)) if word]
    if texts.fold(text) in words.placeholders_as_written or _is_no_name(spoken, words):
        return Sign(saw=f"nothing that a person is called in {_shown(text)}", certain=True)
    doubt = next(_doubts(text, spoken, words), None)
    return Sign(saw=f"{doubt} in {_shown(text)}") if doubt else None


def _shown(text: str) -> str:
    return f'"{text}"' if len(text) <= _MOST_SHOWN else f'"{text[:_MOST_SHOWN]}…"'


def _split(part: str) -> list[_Word]:
    """The words of a part of a name; initials in a row are one word: L. L. C."""
    found: list[_Word] = []
    for written in part.split():
        initials = bool(_INITIALS.fullmatch(written)) and written.isupper()
        if initials and found and found[-1].could_be_initials:
            before = found.pop()
            found.append(_Word(f"{before.written} {written}", before.plain + _plain(written), True))
        elif _plain(written):
            found.append(_Word(written, _plain(written), initials))
    return found


def _legal_forms(text: str, parts: list[list[_Word]], words: NameWords) -> Iterator[Sign]:
    """Legal forms at the start or the end of a part, the longest first, where something else is called so."""
    everything = sum(map(len, parts))
    for part in parts:
        for length in range(min(_LONGEST_FORM, len(part), everything - 1), 0, -1):
            yield from _form(part[-length:], "end", text, words)
            yield from _form(part[:length], "start", text, words)


def _form(run: list[_Word], place: str, text: str, words: NameWords) -> Iterator[Sign]:
    form = " ".join(word.plain for word in run)
    certain, doubtful = (_judged_first if place == "start" else _judged_last)(form, run[-1], words)
    if certain or doubtful:
        written = " ".join(word.written for word in run)
        yield Sign(saw=f'"{written}" at the {place} of {_shown(text)}', certain=certain)


def _judged_first(form: str, word: _Word, words: NameWords) -> tuple[bool, bool]:
    """Whether a form is certain, and whether it is doubtful: P.T. Usha and Sia Example are people."""
    in_capitals = word.written == word.written.upper() and not word.could_be_initials
    return form in words.first_forms, in_capitals and form in words.doubtful_first_forms


def _judged_last(form: str, word: _Word, words: NameWords) -> tuple[bool, bool]:
    """The same at the end, where initials stand as well, Russian ones above all."""
    written = word.written
    like_a_name = len(form) < _LEAST_FORM and written.istitle() and "." not in written
    like_a_name = like_a_name and form not in words.forms_in_small_letters
    unsure = form in words.forms_unless_initials and not like_a_name
    no_name = "." in written or _VOWELS.isdisjoint(form) or (written.isupper() and len(form) >= _LEAST_FORM)
    certain = form in words.forms or (unsure and no_name and not word.could_be_initials)
    russian_initials = word.could_be_initials and "\u0430" <= form[0] <= "\u044f"
    if russian_initials or like_a_name:
        return certain, False
    listed = form in words.doubtful_forms or (form in _listed_forms() and form not in words.forms_that_are_names)
    return certain, unsure or listed


@cache
def _listed_forms() -> frozenset[str]:
    """The legal forms that cleanco knows, of any country; as a doubt only, since many are names as well."""
    from cleanco.termdata import terms_by_country, terms_by_type

    terms = [term for lists in (terms_by_type, terms_by_country) for some in lists.values() for term in some]
    return frozenset(" ".join(map(_plain, term.split())) for term in terms)


def _word_looks(text: str, parts: list[list[_Word]], words: NameWords) -> Iterator[str]:
    yield from (f'"{word.written}"' for part in parts for word in part if word.plain in words.forms)
    for word in texts.words(text):
        ending = next((end for end in words.company_endings if word.endswith(end) and len(word) > len(end) + 1), None)
        if ending or word in words.company_words:
            yield f'"{word}"'
    yield from (f'"{piece}"' for piece in words.company_pieces if piece in text)


def _shape_looks(text: str, parts: list[list[_Word]], words: NameWords) -> Iterator[str]:
    if any(sign in text for sign in "&+®™©"):
        yield "a sign of companies"
    if _SITE.search(text):
        yield "a site's address"
    if _HAN.search(text):
        yield "too many letters"
    everything = sum(map(len, parts))
    if everything == 1 and "-" in text.strip("-"):
        yield "nothing but a double name"
    joining = words.joining_words
    if everything == 3 or len(parts) > 1:
        joining |= words.joining_words_in_names
    for part in parts:
        inner = [one for one, then in pairwise(part[1:]) if then.written[0] == then.written[0].title()]
        yield from (f'"{one.written}"' for one in inner if one.written in joining)


def _is_no_name(spoken: list[str], words: NameWords) -> bool:
    return "".join(spoken) in words.placeholders or all(_is_no_word(word, words) for word in spoken)


def _is_no_word(word: str, words: NameWords) -> bool:
    unit, times = texts.repeated_unit(word)
    typed = texts.is_keyboard_run(word) and word not in words.typed_names
    return typed or word in words.no_names or (len(unit) == 1 and times > 3 and unit != unit.upper())


def _doubts(text: str, spoken: list[str], words: NameWords) -> Iterator[str]:
    if "".join(spoken) in words.doubtful_placeholders:
        yield "a well-known placeholder"
    yield from (f'"{word}"' for word in spoken if word in words.doubtful_words or _is_no_word(word, words))
    if any(character.isdecimal() for character in text):
        yield "digits"
    if "@" in text or "_" in text:
        yield "signs of an address"
    if len(spoken) > 2 and len(set(spoken)) == 1:
        yield "the same word again and again"
    if len(spoken) > 1 and all(len(word) == 1 and word.isascii() for word in spoken):
        yield "only single letters"
    yield from (f'"{word}"' for word in spoken if _is_stammer(word) or _is_mute(word))
    if _is_near_placeholder("".join(spoken), words):
        yield "nearly a well-known placeholder"


def _is_stammer(word: str) -> bool:
    return texts.repeated_unit(word)[1] > 2 and word != "iii"


def _is_mute(word: str) -> bool:
    return len(word) >= _LEAST_MUTE and word.isascii() and _VOWELS.isdisjoint(word)


def _is_near_placeholder(squeezed: str, words: NameWords) -> bool:
    """Whether one slip of the finger makes it a placeholder. Shorter ones are too near to real names: John Dee."""
    if not _LEAST_FOR_NEAR <= len(squeezed) <= _MOST_SHOWN:
        return False
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    long = [one for one in words.placeholders | words.doubtful_placeholders if len(one) >= _LEAST_FOR_NEAR]
    return process.extractOne(squeezed, long, scorer=OSA.distance, score_cutoff=1) is not None
