"""The forms in which the policy compares texts: folded, as words, by look-alikes, by keyboard neighbours.

Every function takes linear time for any text.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

_MAX_MARKS = 8  # on one letter; Vietnamese and Hebrew need three. Normalising a longer run takes quadratic time.
IGNORABLE = frozenset(
    map(
        chr,
        (
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065, 0x3164, 0xFFA0, *range(0x180B, 0x1810)),
            *(*range(0xFE00, 0xFE10), *range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000)),
        ),
    )
)
"""Characters that show nothing by themselves (Unicode, Default_Ignorable_Code_Point), beside those of category Cf."""
_LIGATURES = {0xFDFA: " ", 0xFDFB: " "}  # NFKC expands them to 18 and 8 letters
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]")
_ENDING_APOSTROPHE = re.compile(r"['\u2018\u2019\u02bc`](?=[ts]\b)")  # don't, client's
_SENTENCE_ENDS = re.compile(r"[.!?;\u3002]+(?!\w)|\u3002")
_DIGIT = re.compile("[1-9]")
_SIGNS_KEPT = {",": ",", "\u3001": ",", "\u060c": ",", "$": "dollar", "\u20ac": "euro", "\u00a3": "pound"}
_LEET = str.maketrans("0134578|!€@$", "oleastblieas")
_NAMED_LETTER = re.compile(r"(?:LATIN (?:SMALL|CAPITAL) LETTER|SMALL CAPITAL|SYMBOL LETTER) ([A-Z])(?: |$)")
"""In the Unicode name of a letter that is drawn as a Latin one: small capitals, in a square, with a hook."""
_KEYBOARD_ROWS = (
    *("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiopü", "asdfghjklöä", "yxcvbnm", "azertyuiop", "qsdfghjklm"),
    *("wxcvbn", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "abcdefghijklmnopqrstuvwxyz"),
    *("qaz", "wsx", "edc", "rfv", "tgb", "yhn", "ujm", "aoeuidhtns", "qjkxbmwvz", "arstdhneio"),
    *("йцукенгшщзхї", "фівапролджє", "йфя", "цыч", "увс", "явертъуиоп", "асдфгхйкл", "љњертзуиоп", "асдфгхјкл"),
    *("ςερτυθιοπ", "ασδφγηξκλ", "ζχψωβνμ", "קראטוןםפ", "שדגכעיחלךף", "זסבהנמצתץ", "ქწერტყუიოპ", "ასდფგჰჯკლ"),
    *("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرلاىةوزظ", "شسیبلاتنمکگ", "ظطزرذدپو", "ฟหกดเ", "ๆไำพะ", "ผปแอ"),
    *(
        "абвгдежзийклмнопрстуфхцчшщъыьэюя",
        "αβγδεζηθικλμνξοπρστυφχψω",
        "אבגדהוזחטיכלמנסעפצקרשת",
        "가나다라마바사아자차카타파하",
    ),
    *("あいうえお", "かきくけこ", "アイウエオ", "कखगघङ", "กขคง"),
)
_MAX_GROWTH = 2  # times the length; normalisation does not expand real texts more
_FIRST_EAST_ASIAN, _LAST_EAST_ASIAN = "\u2e80", "\ua000"  # no letter between them looks Latin
_CACHED_TEXTS = 16  # several rules use the same text
_MIN_RUN = 3  # neighbouring keys
_NO_STEPS: frozenset[tuple[int, int]] = frozenset()


def tidy(text: str) -> str:
    """The text in NFKC on one line, without invisible characters; case and accents stay."""
    if text.isascii():
        return " ".join(text.split())
    letters = set(text)
    invisible = {ord(letter): "" for letter in letters if letter in IGNORABLE or unicodedata.category(letter) == "Cf"}
    visible = text.translate(_LIGATURES | invisible)
    if any(map(unicodedata.combining, letters)):
        visible = _with_few_marks(visible)
    normalised = unicodedata.normalize("NFKC", visible)
    return " ".join(normalised[: _MAX_GROWTH * len(text)].split())


def _with_few_marks(text: str) -> str:
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MAX_MARKS:
            kept.append(character)
    return "".join(kept)


@lru_cache(maxsize=_CACHED_TEXTS)
def fold(text: str) -> str:
    """The tidy text without case, and Latin and Greek letters without marks."""
    folded = tidy(text).casefold()
    if folded.isascii():
        return folded
    letters = {letter for letter in set(folded) if not letter.isascii()}
    bare = {ord(letter): _LETTERS.get(letter) or _without_marks(letter) for letter in letters}
    marks = "".join(sorted(letter for letter in letters if unicodedata.combining(letter)))
    plain = folded.translate(bare)
    return re.sub(f"(?<=[a-z\u03b1-\u03c9])[{marks}]+", "", plain) if marks else plain


@lru_cache(maxsize=_CACHED_TEXTS)
def words(text: str) -> tuple[str, ...]:
    """The folded words: runs of letters, their marks, and digits. An apostrophe does not split a word."""
    return _split(fold(text))


@lru_cache(maxsize=_CACHED_TEXTS)
def sentences(text: str) -> tuple[str, str]:
    """The folded words in spaces, with ``|`` after sentences and ``,`` after clauses; then the same with 0 for digits.

    An apostrophe splits a word, except before a last t or s. Signs of currencies are words.
    """
    marked = _APOSTROPHES.sub(" ", _ENDING_APOSTROPHE.sub("", _SENTENCE_ENDS.sub(" | ", fold(text))))
    separators = {
        ord(character): f" {_SIGNS_KEPT.get(character, '')} "
        for character in set(marked)
        if not (character == "|" or _is_word_character(character))
    }
    spaced = f" {' '.join(marked.translate(separators).split())} "
    return spaced, _DIGIT.sub("0", spaced)


def skeleton_words(text: str) -> tuple[str, ...]:
    return _split(skeleton(text))


def skeleton(text: str) -> str:
    """The folded text with every look-alike replaced by its Latin letter."""
    folded = fold(text)
    if not folded.isascii():
        folded = folded.translate(_look_alikes(folded))
    return folded.translate(_LEET).replace("vv", "w")


def looks_latin(letter: str) -> bool:
    """Whether a non-Latin letter looks like a Latin one."""
    return not letter.isascii() and bool(_look_alikes(letter.casefold()))


def is_keyboard_run(word: str) -> bool:
    """Whether a folded word has four or more letters, and consists of runs of at least three neighbouring keys.

    Some names do, too (Reza, Azer): callers keep a list of those.
    """
    length, steps = 1, _NO_STEPS
    for pair in pairwise(word):
        pair_steps = _NEIGHBOURS.get(pair, _NO_STEPS)
        continued = steps & pair_steps if length > 1 else pair_steps
        if not continued and length < _MIN_RUN:
            return False
        length, steps = (length + 1, continued) if continued else (1, _NO_STEPS)
    return len(word) > _MIN_RUN <= length


def one_typo_apart(word: str, others: Iterable[str]) -> set[str]:
    """The others that one inserted, deleted or replaced letter, or one swap, makes equal to the word."""
    # Necessary conditions first: the library is slow to load, and hardly ever needed after them.
    near = {other for other in others if abs(len(other) - len(word)) <= 1 and len(set(word) - set(other)) <= 1}
    if not near:
        return near
    from rapidfuzz.distance import OSA

    return {other for other in near if OSA.distance(word, other, score_cutoff=1) <= 1}


def repeated_unit(word: str) -> tuple[str, int]:
    """The shortest unit that the word repeats, and how many times; the word itself and 1 if it repeats none."""
    period = (word + word).find(word, 1) if word else 0
    return (word[:period], len(word) // period) if period else (word, 1)


def _without_marks(letter: str) -> str:
    """The base letter of a Latin or Greek one; in other scripts the marks belong to the letter."""
    plain = unicodedata.normalize("NFD", letter)[0]
    return plain if "a" <= plain <= "z" or "\u03b1" <= plain <= "\u03c9" else letter


def _split(folded: str) -> tuple[str, ...]:
    joined = _APOSTROPHES.sub("", folded)
    separators = {ord(character): " " for character in set(joined) if not _is_word_character(character)}
    return tuple(joined.translate(separators).split())


def _is_word_character(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _look_alikes(text: str) -> dict[int, str]:
    from confusable_homoglyphs.confusables import confusables_data

    twins = {
        ord(letter): _latin_twin(letter, confusables_data)
        for letter in set(text)
        if not (letter.isascii() or _FIRST_EAST_ASIAN <= letter < _LAST_EAST_ASIAN)
    }
    return {code: twin for code, twin in twins.items() if twin}


def _latin_twin(character: str, data: dict[str, list[dict[str, str]]]) -> str:
    """The Latin letter that a character looks like, as a small letter or else as a capital; empty if none."""
    named = _NAMED_LETTER.search(unicodedata.name(character, ""))
    if named:
        return named.group(1).lower()
    alike = (twin["c"] for form in (character, character.upper()) for twin in data.get(form, ()))
    return next((twin.lower() for twin in alike if twin.isascii() and twin.isalpha()), "")


def _neighbours() -> dict[tuple[str, str], frozenset[tuple[int, int]]]:
    """For two keys, the rows and directions (1 or -1) in which the second follows the first."""
    steps: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for number, row in enumerate(_KEYBOARD_ROWS):
        for key, following in pairwise(row):
            steps.setdefault((key, following), set()).add((number, 1))
            steps.setdefault((following, key), set()).add((number, -1))
    return {pair: frozenset(found) for pair, found in steps.items()}


_NEIGHBOURS = _neighbours()
