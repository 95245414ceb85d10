"""Judges whether words at the start or end of a name are a legal form.

A form is certain only if it is nobody's name and is written as only companies write it.
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from domain.policy.names.name_text import NameWords

LIST = Path(__file__).parent / "legal_forms.txt"
_ALSO_A_NAME = "?"  # before a form in the list
_MIN_FORM = 4  # letters; shorter ones in title case are names: Sa, Vos
_SPEAKABLE = re.compile(r"[^aeiou]?[aeiou]")
_MAX_SPEAKABLE = 5  # letters; longer forms are words
_MIN_FIRST = 3  # letters; shorter ones are first names: MD, AJ


class Word(NamedTuple):
    written: str
    plain: str
    could_be_initials: bool


class Judged(NamedTuple):
    certain: bool
    doubtful: bool


def judge_first(form: str, word: Word, words: NameWords, text: str) -> Judged:
    """A form at the start: P.T. Usha and Sia Example are people."""
    in_capitals = not (word.written.istitle() or word.written.islower() or word.could_be_initials)
    stands_out = in_capitals and text != text.upper()
    listed = len(form) >= _MIN_FIRST and form in _listed_forms()[0] and form not in words.forms_that_are_names
    doubtful = (in_capitals and form in words.doubtful_first_forms) or (stands_out and listed)
    return Judged(form in words.first_forms, doubtful)


def judge_last(form: str, word: Word, words: NameWords, text: str) -> Judged:
    """The same at the end, where initials and short surnames also occur: Rao S.R.L., Vos."""
    if word.could_be_initials and "\u0430" <= form[0] <= "\u044f":  # Russian initials
        return Judged(form in words.forms, False)
    like_a_name = len(form) < _MIN_FORM and word.written.istitle() and "." not in word.written
    like_a_name = like_a_name and form not in words.forms_in_small_letters
    in_policy = form in words.doubtful_forms or form in words.forms_unless_initials or form in words.forms
    doubtful = (in_policy and not like_a_name) or _is_listed(form, word, words, text)
    return Judged(_is_certain(form, word, words, text), doubtful)


def _is_certain(form: str, word: Word, words: NameWords, text: str) -> bool:
    written = word.written
    if form in words.forms:
        sure_in_any_case = " " in form or len(form) > _MAX_SPEAKABLE or not _SPEAKABLE.match(form)
        return sure_in_any_case or _only_companies_write(written, text) or written.isupper()
    if form not in words.forms_unless_initials or word.could_be_initials:
        return False
    return _only_companies_write(written, text)


def _only_companies_write(written: str, text: str) -> bool:
    """Whether it has dots, or capitals inside. Small letters with dots are initials if the whole name is small."""
    if written.islower():
        return "." in written and text != text.lower()
    return "." in written or not (written.isupper() or written.istitle())


def _is_listed(form: str, word: Word, words: NameWords, text: str) -> bool:
    """Whether ISO 20275 lists it; a form that is also a name counts only if it is written unlike one."""
    nobodys, names = _listed_forms()
    written = word.written
    if form in nobodys and form not in words.forms_that_are_names:
        return len(form) >= _MIN_FIRST or not written.istitle() or "." in written
    if form not in nobodys and form not in names:
        return False
    if word.could_be_initials:
        return False
    if written.isupper():
        return text != text.upper() and form not in words.forms_that_are_names
    return written.islower() and "." in written and text != text.lower()


@cache
def _listed_forms() -> tuple[frozenset[str], frozenset[str]]:
    """The legal forms of ISO 20275: those that are nobody's name, and those that are also names."""
    lines = [line for line in LIST.read_text("utf-8").splitlines() if not line.startswith("#")]
    also_names = frozenset(line[1:] for line in lines if line.startswith(_ALSO_A_NAME))
    return frozenset(line for line in lines if not line.startswith(_ALSO_A_NAME)), also_names
