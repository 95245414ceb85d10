"""Detects company names among the registered names of accounts.

Evidence is certain only where no person could have the name; the rest is for a reviewer to judge.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple

from domain.policy import text as texts
from domain.policy.evidence import Evidence, shortened
from domain.policy.name_text import MAX_NAME, NameWords, plain

_MAX_FORM = 4  # words
_MAX_HAN = 6  # letters of a Japanese name written without a space; Chinese names have at most four
_FIRST_WITH_SINGLE_NAMES = "\u0900"  # from Devanagari on, single names are common, or names have no spaces
_MIN_FORM = 4  # letters; shorter ones in title case are names: Sa, Vos
_PART_SEPARATORS = re.compile(r"[,;:|()\[\]\u2013\u2014]|\s[-/]\s")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?|[^\W\d_]")
_SITE = re.compile(r"\w\.(?:com|net|org|io|co|biz|info|dev|app|ai|shop|store|online)\b|\bwww\.|://", re.IGNORECASE)
_HAN = re.compile(rf"[\u3005\u4e00-\u9fff]{{{_MAX_HAN + 1}}}")


class _Word(NamedTuple):
    written: str
    plain: str
    could_be_initials: bool


def company_evidence(name: str, words: NameWords) -> Evidence | None:
    """Why the name looks like a company's, certain evidence first; None if it does not."""
    text = texts.tidy(name[:MAX_NAME])
    parts = [part for part in map(_split, _PART_SEPARATORS.split(text)) if part]
    inner = (form for form in words.inner_forms if form in text)
    found = [Evidence(detail=f'"{form}" in {shortened(text)}', certain=True) for form in inner]
    found += _legal_forms(text, parts, words)
    hint = next(chain(_word_hints(text, parts, words), _shape_hints(text, parts, words)), None)
    if hint:
        found.append(Evidence(detail=f"{hint} in {shortened(text)}"))
    return next((evidence for evidence in found if evidence.certain), found[0] if found else None)


def _split(part: str) -> list[_Word]:
    """The words of a part of a name; initials in a row are one word: L. L. C."""
    found: list[_Word] = []
    for written in part.split():
        initials = bool(_INITIALS.fullmatch(written)) and written.isupper()
        if initials and found and found[-1].could_be_initials:
            before = found.pop()
            found.append(_Word(f"{before.written} {written}", before.plain + plain(written), True))
        elif plain(written):
            found.append(_Word(written, plain(written), initials))
    return found


def _legal_forms(text: str, parts: list[list[_Word]], words: NameWords) -> Iterator[Evidence]:
    """Legal forms at the start or end of a part, longest first; a form alone is no evidence."""
    word_count = sum(map(len, parts))
    for part in parts:
        for length in range(min(_MAX_FORM, len(part), word_count - 1), 0, -1):
            yield from _form(part[-length:], "end", text, words)
            yield from _form(part[:length], "start", text, words)


def _form(run: list[_Word], place: str, text: str, words: NameWords) -> Iterator[Evidence]:
    form = " ".join(word.plain for word in run)
    certain, doubtful = (_judge_first if place == "start" else _judge_last)(form, run[-1], words)
    if certain or doubtful:
        written = " ".join(word.written for word in run)
        yield Evidence(detail=f'"{written}" at the {place} of {shortened(text)}', certain=certain)


def _judge_first(form: str, word: _Word, words: NameWords) -> tuple[bool, bool]:
    """Whether a form at the start is certain, and whether doubtful: P.T. Usha and Sia Example are people."""
    in_capitals = word.written == word.written.upper() and not word.could_be_initials
    return form in words.first_forms, in_capitals and form in words.doubtful_first_forms


def _judge_last(form: str, word: _Word, words: NameWords) -> tuple[bool, bool]:
    """The same at the end, where initials and short surnames also occur: Rao S.R.L., Vos."""
    written = word.written
    like_a_name = len(form) < _MIN_FORM and written.istitle() and "." not in written
    like_a_name = like_a_name and form not in words.forms_in_small_letters
    unsure = form in words.forms_unless_initials and not like_a_name
    no_name = "." in written or not (written.isupper() or written.istitle())  # Ramesh KKT puts his initials last
    certain = form in words.forms or (unsure and no_name and not word.could_be_initials)
    russian_initials = word.could_be_initials and "\u0430" <= form[0] <= "\u044f"
    if russian_initials or like_a_name:
        return certain, False
    listed = form in words.doubtful_forms or (form in _listed_forms() and form not in words.forms_that_are_names)
    return certain, unsure or listed


@cache
def _listed_forms() -> frozenset[str]:
    """The legal forms of any country that cleanco knows. Many are names, too, so they only raise a doubt."""
    from cleanco.termdata import terms_by_country, terms_by_type

    terms = [term for lists in (terms_by_type, terms_by_country) for listed in lists.values() for term in listed]
    return frozenset(" ".join(map(plain, term.split())) for term in terms)


def _word_hints(text: str, parts: list[list[_Word]], words: NameWords) -> Iterator[str]:
    yield from (f'"{word.written}"' for part in parts for word in part if word.plain in words.forms)
    for word in texts.words(text):
        has_ending = any(word.endswith(end) and len(word) > len(end) + 1 for end in words.company_endings)
        if has_ending or word in words.company_words:
            yield f'"{word}"'
    yield from (f'"{piece}"' for piece in words.company_pieces if piece in text)


def _shape_hints(text: str, parts: list[list[_Word]], words: NameWords) -> Iterator[str]:
    if any(symbol in text for symbol in "&+®™©"):
        yield "a sign of companies"
    if _SITE.search(text):
        yield "a site's address"
    if _HAN.search(text):
        yield "too many letters"
    word_count = sum(map(len, parts))
    if word_count == 1 and text[0] < _FIRST_WITH_SINGLE_NAMES:
        yield "nothing but one name"
    conjunctions = words.joining_words
    if word_count == 3 or len(parts) > 1:
        conjunctions |= words.joining_words_in_names
    for part in parts:
        inner = [word for word, after in pairwise(part[1:]) if after.written[0] == after.written[0].title()]
        yield from (f'"{word.written}"' for word in inner if word.written in conjunctions)
