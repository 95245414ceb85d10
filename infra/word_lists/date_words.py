# ruff: noqa: RUF001, E501 (signs of many scripts)
"""Write ``date_words.txt``: the words of dates, by the Unicode CLDR, in the languages of mail programs.

Run it when CLDR has a new edition, with Babel, which nothing else here needs:

    uv run --no-project --with babel==2.19.0 python infra/word_lists/date_words.py
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[2] / "functions/domain/inbound_email/date_words.txt"
# as domain.inbound_email.attribution_tokens splits: Han, kana and Hangul have no spaces between words
WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]|[^\s\d\W_\u3040-\u30ff\u3400-\u9fff][^\s\d!-/:-@\[-`{-~،、，：「-】‘-‟\u3040-\u30ff\u3400-\u9fff]*"
)
MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
# Those that Gmail or Outlook is sold in. All of CLDR would add words such as "it" and "my", which people write.
LANGUAGES = """
af am ar az be bg bn bs ca cs cy da de el en en_GB es es_MX et eu fa fi fil fr fr_CA ga gl gu he hi hr hu hy id is it ja
ka kk km kn ko ky lo lt lv mk ml mn mr ms my nb ne nl nn pa pl pt pt_PT ro ru si sk sl sq sr sr_Latn sv sw ta te th tr uk
ur uz vi zh zh_Hant zu
"""
MOST_MONTHS = 4  # in which a word is that of a month; "de" is in more ("de març", "d'abril")
FORMATS = ("full", "long", "medium", "short")


def _words(text: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(MARKS.sub("", text))}


def _dates(babel: Any, language: str, days: list[datetime]) -> Iterator[set[str]]:
    """The words of each day, as the language writes it in every format."""
    for day in days:
        texts = [babel.format_datetime(day, form, locale=language) for form in FORMATS]
        texts += [babel.format_date(day, pattern, locale=language) for pattern in ("MMMM LLLL MMM LLL", "EEEE EEE ccc")]
        yield _words(" ".join(texts))


def words() -> dict[str, list[str]]:
    """Those of months, of weekdays, and the others: parts of the day, and what is between the parts of a date."""
    babel = import_module("babel.dates")
    months, weekdays, others = set[str](), set[str](), set[str]()
    for language in LANGUAGES.split():
        # the same hour and weekday in each month, then the same hour on each weekday, then each hour
        year = list(_dates(babel, language, [_monday(month) for month in range(1, 13)]))
        common = {word for words in year for word in words if sum(word in month for month in year) > MOST_MONTHS}
        months |= set[str]().union(*year) - common
        week: list[set[str]] = list(_dates(babel, language, [_monday(1) + timedelta(days=day) for day in range(7)]))
        weekdays |= set[str]().union(*week) - week[0].intersection(*week)
        day = _dates(babel, language, [_monday(1) + timedelta(hours=hour) for hour in range(-9, 15)])
        others |= common | set[str]().union(*week, *day)
    found = {"months": months, "weekdays": weekdays, "others": others - months - weekdays}
    return {
        kind: sorted(word for word in words if len(word) > 1 or not word.isascii()) for kind, words in found.items()
    }


def _monday(month: int) -> datetime:
    first = datetime(2026, month, 1, 9)
    return first + timedelta(days=-first.weekday() % 7)


if __name__ == "__main__":
    version = import_module("babel").__version__
    found = words()
    head = f"# Words of dates in the Unicode CLDR, from Babel {version} (infra/word_lists/date_words.py). Unicode License v3.\n"
    FILE.write_text(head + "".join(f"{kind}: {' '.join(names)}\n" for kind, names in found.items()), "utf-8")
    print({kind: len(names) for kind, names in found.items()})
