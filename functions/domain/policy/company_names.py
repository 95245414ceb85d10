"""Whether an account's registered name could be a person's own, or is a company's.

A sign is certain only where no person on earth could be called so. Every doubt is for a person to judge.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from domain.policy import text as texts
from domain.policy.evidence import Evidence, shortened
from domain.policy.name_text import LONGEST_NAME, NameWords, plain

_LONGEST_FORM = 4  # words
_LONGEST_HAN = 6  # letters of a Japanese name that is written without a space; Chinese ones have four at most
_FIRST_OF_ONE_NAME = "\u0900"  # from Devanagari on, one name is common, or no space stands between the parts
_LEAST_FORM = 4  # letters; shorter ones that are written Like This are names: Sa, Vos
_PARTS = re.compile(r"[,;:|()\[\]\u2013\u2014]|\s[-/]\s")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?|[^\W\d_]")
_SITE = re.compile(r"\w\.(?:com|net|org|io|co|biz|info|dev|app|ai|shop|store|online)\b|\bwww\.|://", re.IGNORECASE)
_HAN = re.compile(rf"[\u3005\u4e00-\u9fff]{{{_LONGEST_HAN + 1}}}")
_VOWELS = frozenset("aeiouy")


class _Word(NamedTuple):
    written: str
    plain: str
    could_be_initials: bool


def company_evidence(name: str, words: NameWords) -> Evidence | None:
    """What makes the name look like a company's, the certain first; None where nothing does."""
    text = texts.tidy(name[:LONGEST_NAME])
    parts = [part for part in map(_split, _PARTS.split(text)) if part]
    signs = [Evidence(saw=f'"{form}" in {shortened(text)}', certain=True) for form in words.inner_forms if form in text]
    signs += _legal_forms(text, parts, words)
    look = next((look for looks in (_word_looks, _shape_looks) for look in looks(text, parts, words)), None)
    if look:
        signs.append(Evidence(saw=f"{look} in {shortened(text)}"))
    return next((sign for sign in signs if sign.certain), signs[0] if signs else None)


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
    """Legal forms at the start or the end of a part, the longest first, where something else is called so."""
    everything = sum(map(len, parts))
    for part in parts:
        for length in range(min(_LONGEST_FORM, len(part), everything - 1), 0, -1):
            yield from _form(part[-length:], "end", text, words)
            yield from _form(part[:length], "start", text, words)


def _form(run: list[_Word], place: str, text: str, words: NameWords) -> Iterator[Evidence]:
    form = " ".join(word.plain for word in run)
    certain, doubtful = (_judged_first if place == "start" else _judged_last)(form, run[-1], words)
    if certain or doubtful:
        written = " ".join(word.written for word in run)
        yield Evidence(saw=f'"{written}" at the {place} of {shortened(text)}', certain=certain)


def _judged_first(form: str, word: _Word, words: NameWords) -> tuple[bool, bool]:
    """Whether a form is certain, and whether it is doubtful: P.T. Usha and Sia Example are people."""
    in_capitals = word.written == word.written.upper() and not word.could_be_initials
    return form in words.first_forms, in_capitals and form in words.doubtful_first_forms


def _judged_last(form: str, word: _Word, words: NameWords) -> tuple[bool, bool]:
    """The same at the end, where initials and short surnames stand as well: Rao S.R.L., Vos."""
    written = word.written
    like_a_name = len(form) < _LEAST_FORM and written.istitle() and "." not in written
    like_a_name = like_a_name and form not in words.forms_in_small_letters
    unsure = form in words.forms_unless_initials and not like_a_name
    no_name = "." in written or not (written.isupper() or written.istitle())  # Ramesh KKT has his initials behind
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
    return frozenset(" ".join(map(plain, term.split())) for term in terms)


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
    if everything == 1 and text[0] < _FIRST_OF_ONE_NAME:
        yield "nothing but one name"
    joining = words.joining_words
    if everything == 3 or len(parts) > 1:
        joining |= words.joining_words_in_names
    for part in parts:
        inner = [one for one, then in pairwise(part[1:]) if then.written[0] == then.written[0].title()]
        yield from (f'"{one.written}"' for one in inner if one.written in joining)
