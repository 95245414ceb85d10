"""Detects company names among the registered names of accounts.

Evidence is certain only where no person could have the name; the rest is for a reviewer to judge.
"""

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from domain.policy import text as texts
from domain.policy.evidence import Evidence, shortened
from domain.policy.names.company_look import company_look
from domain.policy.names.legal_forms import Word, judge_first, judge_last
from domain.policy.names.name_text import MAX_NAME, NameWords, plain

_MAX_FORM = 4  # words
_MAX_HAN = 6  # letters of a Japanese name written without a space; Chinese names have at most four
_FIRST_WITH_SINGLE_NAMES = "\u0900"  # from Devanagari on, single names are common, or names have no spaces
_PART_SEPARATORS = re.compile(r"[,;:|()\[\]\u2013\u2014]|\s[-/]\s")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?|[^\W\d_]")
_SITE = re.compile(r"\w\.(?:com|net|org|io|co|biz|info|dev|app|ai|shop|store|online)\b|\bwww\.|://", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\w['\u2019]s\s+\w")
_OPENING_QUOTES, _CLOSING_QUOTES = frozenset('«„“"'), frozenset('»“”"')
_HAN = re.compile(rf"[\u3005\u4e00-\u9fff]{{{_MAX_HAN + 1}}}")


def company_evidence(name: str, words: NameWords) -> Evidence | None:
    """Why the name looks like a company's, certain evidence first; None if it does not."""
    text = texts.tidy(name[:MAX_NAME])
    parts = [part for part in map(_split, _PART_SEPARATORS.split(text)) if part]
    inner = (form for form in words.inner_forms if form in text)
    found = [Evidence(detail=f'"{form}" in {shortened(text)}', certain=True) for form in inner]
    found += _legal_forms(text, parts, words)
    hint = next(
        chain(_word_hints(text, parts, words), _shape_hints(text, parts, words), _look_hints(text, words)), None
    )
    if hint:
        found.append(Evidence(detail=f"{hint} in {shortened(text)}"))
    return next((evidence for evidence in found if evidence.certain), found[0] if found else None)


def _split(part: str) -> list[Word]:
    """The words of a part of a name; initials in a row are one word (L. L. C.), and so are small letters with dots."""
    found: list[Word] = []
    follows_letters = False
    for written in part.split():
        are_letters = bool(_INITIALS.fullmatch(written)) and (written.isupper() or written.endswith("."))
        if are_letters and follows_letters and found[-1].written.isupper() == written.isupper():
            before = found.pop()
            found.append(Word(f"{before.written} {written}", before.plain + plain(written), written.isupper()))
        elif plain(written):
            found.append(Word(written, plain(written), are_letters and written.isupper()))
        follows_letters = are_letters
    return found


def _legal_forms(text: str, parts: list[list[Word]], words: NameWords) -> Iterator[Evidence]:
    """Legal forms at the start or end of a part, longest first; a form alone is no evidence."""
    word_count = sum(map(len, parts))
    for part in parts:
        for length in range(min(_MAX_FORM, len(part), word_count - 1), 0, -1):
            yield from _form(part[-length:], "end", text, words)
            yield from _form(part[:length], "start", text, words)


def _form(run: list[Word], place: str, text: str, words: NameWords) -> Iterator[Evidence]:
    form = " ".join(word.plain for word in run)
    judged = (judge_first if place == "start" else judge_last)(form, run[-1], words, text)
    if judged.certain or judged.doubtful:
        written = " ".join(word.written for word in run)
        yield Evidence(detail=f'"{written}" at the {place} of {shortened(text)}', certain=judged.certain)


def _word_hints(text: str, parts: list[list[Word]], words: NameWords) -> Iterator[str]:
    yield from (f'"{word.written}"' for part in parts for word in part if word.plain in words.forms)
    for word in texts.words(text):
        has_ending = any(word.endswith(end) and len(word) > len(end) + 1 for end in words.company_endings)
        if has_ending or word in words.company_words:
            yield f'"{word}"'
    yield from (f'"{piece}"' for piece in words.company_pieces if piece in text)


def _sign_hints(text: str) -> Iterator[str]:
    if any(symbol in text for symbol in "&+®™©"):
        yield "a sign of companies"
    if _SITE.search(text):
        yield "a site's address"
    if _POSSESSIVE.search(text):
        yield "a possessive"
    if text[:1] in _OPENING_QUOTES or text[-1:] in _CLOSING_QUOTES:
        yield "quotation marks"


def _shape_hints(text: str, parts: list[list[Word]], words: NameWords) -> Iterator[str]:
    yield from _sign_hints(text)
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


def _look_hints(text: str, words: NameWords) -> Iterator[str]:
    look = company_look(texts.words(text))
    if look.score > words.least_company_look:
        yield f'"{look.word}"'
