# ruff: noqa: RUF001, E501 (words of many scripts)
"""The words of an attribution ("On Monday, Avery Example wrote:"), each with its kind.

``kinds`` has one letter per token, so that an attribution can be recognised by short patterns over it:

- ``N`` a number of one or two digits, ``Y`` one of four
- ``M`` the word of a month, ``W`` of a weekday, ``D`` another of dates
- ``L`` a word that begins an attribution, ``K`` one that follows it
- ``V`` "wrote", ``A`` an email address, ``r`` a pronoun
- ``U`` a word with a capital, or of a script that has none; ``c`` a small word of names and verbs; ``x`` any other word
- ``:`` a colon, ``.`` and ``b`` (round brackets) what stands between the parts of a date, ``q`` other signs, ``!`` the end of a sentence
"""

import re
from bisect import bisect_left
from functools import cache
from pathlib import Path
from typing import NamedTuple

SHORTEST_MONTH = 4  # letters
SHORTEST_WORD = 3  # letters of one that ends a sentence: shorter ones are abbreviations ("p. m.")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LEADS = _set(
    "on am le el il em en op den dnia w at pe på dne dňa dana za ned în ma vào pada στις στισ την в у във на in den 在 於 于 il"
    " a ha la az në më في بتاريخ در בתאריך ב ในวันที่ vom om"
)
_FOLLOW = _set("giorno dniu data date dato datum dia día day день дня יום ngày hari tanggal lúc")
_SMALL = _set(
    "heeft het volgende ha a hat has have van der den de la von zu di da dos du del della bin ibn al el of the and und et y"
    " e i och og for via от by je si ezt şunu at om um à kl klo kello o uhr às às ore alle a las по"
)
_PRONOUNS = _set(
    "i we you they she he our your my it this that ich wir ihr sie nous vous je nosotros yo usted ustedes noi voi io wij ik"
    " vi jag jeg мы вы я ты my wy ja biz siz 我 你 您 私"
)
_CAPITAL_PRONOUNS = _set("I Sie Ihr")
_ZONES = _set("p m gmt utc est edt cst cdt mst mdt pst pdt cet cest bst msk ist jst pm am h st nd rd th г м ч")

_WROTE = _set(
    "wrote writes says said schrieb schrieben geschrieben écrit ecrit escribió escribio escribiu escreveu scritto scrisse geschreven"
    " schreef geskryf geschriwwen skrev skrifaði kirjoitti napisał napisała napisał(a) pisze napsal napsala napsal(a) píše"
    " napísal napísala napísal(a) napisao napisala napisao(la) írta scris написал написала написали написал(а) написал(a)"
    " пишет писал писала писал(а) писали написав написала написав(ла) пише написа написао піша έγραψε yazdı viết menulis rašė parašė"
    " rakstīja kirjutas escrigué escriure idatzi shkroi напиша כתב כתבה كتب كتبت كتابة نوشت aliandika isinulat sumulat"
    " ysgrifennodd scríobh quoting zitat citando citát citat लिखा लिहिले লিখেছেন எழுதியது લખ્યું రాశారు ಬರೆದರು എഴുതി"
)
_WROTE_WITHOUT_SPACES = "写道|寫道|写到|のメッセージ|のメール|書きました|작성|썼습니다|쓰셨습니다|เขียน"
_CJK = "\u3040-\u30ff\u3400-\u9fff"
_BETWEEN = r"\s\d!-/:-@\[-^`{-~،、，：「-】‘-‟"
_TOKEN = re.compile(
    rf"(?P<verb>{_WROTE_WITHOUT_SPACES})|(?P<quoted>\"[^\"\n]{{1,80}}\")|(?P<address>(?:mailto:)?[^\s<>()\[\]\",;:]+@[^\s<>()\[\]\",;:]*[^\s<>()\[\]\",;:.])|(?P<number>\d+)"
    rf"|(?P<word>[{_CJK}]|[^{_BETWEEN}{_CJK}][^{_BETWEEN}{_CJK}]*(?:\((?:[aа]|l[aа])\))?)|(?P<other>\S)",
    re.IGNORECASE,
)
_OTHERS = {":": ":", "：": ":", "!": "!", "?": "!", "。": "!", **dict.fromkeys(",./-+，、·،–", "."), "(": "b", ")": "b"}
_STOPS = (". ", ".\n")
_DIGITS = {1: "N", 2: "N", 4: "Y"}


class Token(NamedTuple):
    kind: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = _kind(match)
        if (
            found
            and kind not in "x."
            and not match.group()[0].islower()
            and text[found[-1].start : match.start()] in _STOPS
        ):
            found[-1] = _unless_of_date(text, found)
        found.append(Token(kind, match.start(), match.end()))
    return found


def _unless_of_date(text: str, found: list[Token]) -> Token:
    """The last token, a full stop, as the end of a sentence if a word of people is before it."""
    word = text[found[-2].start : found[-2].end] if len(found) > 1 else ""
    is_end = len(word) >= SHORTEST_WORD and word[-2:].islower() and found[-2].kind in "xcAr"
    return found[-1]._replace(kind="!") if is_end else found[-1]


def _kind(match: re.Match[str]) -> str:
    text = match.group()
    match match.lastgroup:
        case "verb":
            return "V"
        case "quoted":
            return "U"  # a name, whatever is in it
        case "address":
            return "A"
        case "number":
            return _DIGITS.get(len(text), "x")
        case "word":
            return _kind_of_word(text)
        case _:
            return _OTHERS.get(text, "q")


def _kind_of_word(text: str) -> str:
    word = text.casefold()
    months, weekdays, others = _date_words()
    kinds = {
        "V": _WROTE,
        "M": months,
        "W": weekdays,
        "r": _PRONOUNS,
        "L": _LEADS,
        "K": _FOLLOW,
        "D": others,
        "c": _SMALL,
    }
    known = next((kind for kind, words in kinds.items() if word in words), "")
    if known == "r" and text.istitle() and text not in _CAPITAL_PRONOUNS:
        known = "U"  # within a line, it is of a name: "My Forum"
    return known or ("M" if _is_month(word) else "x" if text[:1].islower() else "U")


def _is_month(word: str) -> bool:
    """Whether a word is the beginning of that of a month: editions of CLDR differ in where they cut it off."""
    months = _sorted_months()
    at = bisect_left(months, word)
    return len(word) >= SHORTEST_MONTH and at < len(months) and months[at].startswith(word)


@cache
def _sorted_months() -> list[str]:
    return sorted(_date_words()[0])


@cache
def _date_words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Those of months, of weekdays, and the others, by CLDR (``infra/word_lists/date_words.py``)."""
    lines = (Path(__file__).parent / "date_words.txt").read_text("utf-8").splitlines()
    months, weekdays, others = (frozenset(line.split()[1:]) for line in lines[1:])
    return months, weekdays, others | _ZONES
