# ruff: noqa: RUF001 (colons of other scripts)
"""Attributions: the line or lines above a quote, like "On Monday, 2 March 2026, Avery Example <a@b.example> wrote:".

One is recognised by what it is: a date and an address, or either and "wrote", and a colon at its end. How a line begins
says nothing, since people begin theirs with the same words.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from domain.inbound_email.attribution_tokens import Token, tokens

LONGEST = 300  # characters
LONGEST_END = 10  # characters: a colon and decoration
LONGEST_LOGIN = 2  # words
MOST_LOWER_CASE = 5  # words
MOST_LINES = 4  # over which programs wrap one
_LONG = 45  # characters of a line that a program may have wrapped
_SYLPHEED = re.compile(r":\d\d:\d\d [+-]\d{4}$")  # writes the date of the header on a line of its own
_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_ENDS = re.compile(r"(?:[:：]|--)[\s*_]*$")
_DASHED = re.compile(r"\s*-{2,}.*-{2,}\s*$")
_BEGINS_MIDWAY = re.compile(r"\s*(?:<|\S*@|[^\W\d]+\s*[:：]\s*$|[^\W\d]+ [^\W\d]+\s*[:：]\s*$)")

# over the kinds of tokens: see ``attribution_tokens``
_DATE = re.compile(
    r"N[.bWD]{0,3}M[.bWDLc]{0,3}[YN]|M[.bWD]{0,3}N[.bWD]{0,3}[YN]|Y[.bWD]{1,3}[MN][.bWD]{0,3}N|N[.bWD]{1,3}N[.bWD]{1,3}[YN]"
    r"|(?P<timed>(?:N[.bWD]{0,2}M|M[.bWD]{0,2}N)[.bWDLc]{0,5}N[:.]N)"
)
_BEFORE_DATE = re.compile(r"(?:L[.bq]*)?(?:K[.bq]*)?(?:[WDM][.bWDbq]{0,5})?$")
_AFTER_DATE = re.compile(r"(?:[YNMWDLKc.b]*[Ux]?[.b]*[Ux]?N[:.]N)?[YNMWDLKc.b:]*")
_TIME = re.compile(r"N[:.D]N")
_NAME = r"[UMWDLKc.bq]"
# in lower case, at most three words before the address: more are a sentence
_WITH_ADDRESS = re.compile(r"(?=.{0,20}A)(?:[^r!:Ax]*x){0,3}[^r!:Ax]*A[Abq.]*[^r!:A]{0,8}[:.bq]*$")
_WITHOUT_ADDRESS = re.compile(
    rf"[.bq]*(?:[cLKWD]{{0,2}}x?U{_NAME}{{0,9}}V{_NAME}{{0,4}}|V[.bq]*[cL]?U{_NAME}{{0,9}})[:.bq]*$"
)
_LOWER_CASE_NAME = re.compile(rf"[.bq]*(?:x[.bq]*){{0,2}}V{_NAME}{{0,4}}[:.bq]*$")
_NAME_BEFORE_DATE = re.compile(r"[.bq]*[cL]?U[UMWDKcbq]{0,6}V$")
_ADDRESS_BEFORE_DATE = re.compile(r"A[bq]*[.bqcLxUVKD]{0,5}:?[bq]*$")
_REST_OF_DATED = re.compile(r"[^r!A:]{0,8}[:.bq]*$")
_NAME_BEFORE_ADDRESS = re.compile(r"(?:[UMWDLKcq]{0,6}[qb])?A$|[UMWDLKcq]{0,6}A$")
_DATELESS = re.compile(r"A[Abq.]*[cxLUWDbq]{0,4}V[cULbq.]{0,3}[:.bq]*$")
_QUOTING = re.compile(r"V[cL]?[UMWDLKcq.]{0,8}A[bq.]*:[bq.]*$")
_LOOSE = re.compile(r"(?=[^:]*(?:Y|N[:.]N|A))[.bq]*[LWMN][^r!]*V[:.bq]*$")
# Gmail's in some languages and years: the date, the name and the address, and nothing behind it.
_GMAIL = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}\b.{0,120}<\s?[^\s<>]+@[^\s<>]+>\s?:?$"
    r"|\d{4}-\d\d-\d\d \d{1,2}:\d\d GMT[+-]\d\d:\d\d(?: [^\W\d]+){1,4}:?$"
)


class Attribution(NamedTuple):
    """Its number of lines, and the ``own`` words that its sender wrote in front of it.

    It is certain if it also has an address, a time or a weekday; what is below it may then be a quote without marks.
    """

    lines: int
    own: str
    is_certain: bool


def attribution(lines: list[str], at: int, *, is_marked: bool = False) -> Attribution | None:
    """The attribution that begins on this line, maybe after other words; of several, the shortest.

    Lines within a quote (``is_marked``) hold nothing of the sender's, so any of them may be parts of one.
    """
    text = ""
    for number in range(1, MOST_LINES + 1):
        line = lines[at + number - 1].strip() if at + number <= len(lines) else ""
        if not line or (text and not is_marked and not _may_be_wrapped(text, line)):
            return None
        text = f"{text}\n{line}" if text else line
        if len(text) > LONGEST:
            return None
        found = _find(_MARKS.sub("", text))
        if found:
            return None if _is_below(text, found) else found._replace(lines=number)
        if _ENDS.search(line, max(0, len(line) - LONGEST_END)):
            return None
    return None


def has_date(text: str) -> bool:
    return bool(_DATE.search("".join(token.kind for token in tokens(text[:LONGEST]))))


def _is_below(text: str, found: Attribution) -> bool:
    """Whether the lines below the first are one by themselves, so that the first is its sender's own."""
    first, _, below = text.partition("\n")
    is_wrapped = first.endswith(("<", "(")) or (has_date(first) and not found.own)
    return bool(below and not is_wrapped and _find(below))


def _may_be_wrapped(above: str, line: str) -> bool:
    last = above.rpartition("\n")[2]
    return (
        len(last) >= _LONG
        or bool(_SYLPHEED.search(last))
        or last.endswith(("<", "(", ","))
        or "@" in last
        or bool(_BEGINS_MIDWAY.match(line))
    )


def _find(text: str) -> Attribution | None:
    if text[:1].isdigit() and _GMAIL.match(text.replace("\n", " ")):
        return Attribution(1, "", is_certain=True)
    if not _ENDS.search(text, max(0, len(text) - LONGEST_END)):
        return None
    found = tokens(text)
    kinds = "".join(token.kind for token in found)
    if ("A" not in kinds and "V" not in kinds) or not kinds.rstrip(".q").endswith((":", "V")):
        return None
    parts = next(_parts(kinds), None) or _dashed(text, kinds) or _loose(text, kinds)
    if parts is None:
        return None
    start, is_certain = parts
    end_of_line = text.find("\n") if "\n" in text else len(text)
    if found[start].start >= end_of_line:
        return None  # it begins on a later line
    return Attribution(1, _own(text, found, start), is_certain)


def _own(text: str, found: list[Token], start: int) -> str:
    own = text[: found[start].start].rstrip()
    if text.startswith("via ", found[start].start) and len(own.split()) <= LONGEST_LOGIN:
        return ""  # a name in lower case: "avery via Example Forum"
    return own if any(sign.isalnum() for sign in own) else ""


def _parts(kinds: str) -> Iterator[tuple[int, bool]]:
    """Where an attribution begins, the last place first, and whether it is certain."""
    for date in reversed(list(_DATE.finditer(kinds))):
        yield from _dated(kinds, date)
    address = kinds.rfind("A")
    if address >= 0 and _DATELESS.match(kinds, _first_of(kinds, address)):
        yield _start_of_name(kinds, address), True
    quoting = kinds.find("V")
    if quoting >= 0 and _QUOTING.match(kinds, quoting):
        yield quoting, True


def _dated(kinds: str, date: re.Match[str]) -> Iterator[tuple[int, bool]]:
    before, after = _BEFORE_DATE.search(kinds, 0, date.start()), _AFTER_DATE.match(kinds, date.end())
    start, end = before.start() if before else date.start(), after.end() if after else date.end()
    rest = kinds[end:] or kinds[-1]
    is_timed = bool(date["timed"] or _TIME.search(kinds, date.end() - 1, end))
    if _WITH_ADDRESS.match(rest):
        if is_timed or "V" in rest:
            yield start, True
    elif (address := _ADDRESS_BEFORE_DATE.search(kinds, 0, start)) and _REST_OF_DATED.match(rest):
        name = _start_of_name(kinds, address.start())
        if "V" in kinds or (is_timed and name == 0):
            yield name, True
    elif _WITHOUT_ADDRESS.match(rest) or (is_timed and _LOWER_CASE_NAME.match(rest)):
        yield start, is_timed or "W" in kinds[start : date.start()]
    elif is_timed and _NAME_BEFORE_DATE.match(kinds[:start]) and _REST_OF_DATED.match(rest):
        yield 0, False


def _first_of(kinds: str, address: int) -> int:
    """The first of several addresses beside each other, as in ``<a@b<mailto:a@b>>``."""
    while (before := kinds.rfind("A", 0, address)) >= 0 and not kinds[before + 1 : address].strip("q."):
        address = before
    return address


def _start_of_name(kinds: str, address: int) -> int:
    """Where the name begins that stands before an address: its words have capitals, or are small ones of names."""
    name = _NAME_BEFORE_ADDRESS.search(kinds, 0, _first_of(kinds, address) + 1)
    return name.start() if name else address


def _dashed(text: str, kinds: str) -> tuple[int, bool] | None:
    """As "---- Avery Example wrote ----"."""
    is_one = _DASHED.match(text) and re.fullmatch(r"[.]+[UMWDLKcqx]{1,10}V[.]+", kinds)
    return (0, True) if is_one else None


def _loose(text: str, kinds: str) -> tuple[int, bool] | None:
    """One line from a date to "wrote", in whatever form; without an address only above a quote."""
    is_one = "\n" not in text and _LOOSE.match(kinds) and kinds.count("x") <= MOST_LOWER_CASE
    return (0, "A" in kinds and "N" in kinds) if is_one else None
