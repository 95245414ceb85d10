# ruff: noqa: RUF001
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.presentation.confusable_characters import TOO_MUCH, runs_from_the_right, text_runs


def odd(text: str) -> list[tuple[str, str]]:
    """The marked runs, and why they are marked."""
    return [(run.shown, run.odd) for run in text_runs(text) if run.odd]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("gpj\u202eexe", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("a\u2066b\u2069", "U+2066 LEFT-TO-RIGHT ISOLATE"),
        ("up\u200bwork", "U+200B ZERO WIDTH SPACE"),
        ("key\u00addesk", "U+00AD SOFT HYPHEN"),
        ("\ufeffstart", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("a\u3164b", "U+3164 HANGUL FILLER"),
        ("a\U000e0041b", "U+E0041 TAG LATIN CAPITAL LETTER A"),
        ("pay\u200dpal", "U+200D ZERO WIDTH JOINER"),
        ("a\ufe0fb", "U+FE0F VARIATION SELECTOR-16"),
        ("a\U000e0100b", "U+E0100 VARIATION SELECTOR-17"),
        ("one\u2028two", "U+2028 LINE SEPARATOR"),
        ("\x1b[2K", "U+001B ESCAPE"),
        ("private \ue000", "U+E000 CONTROL OR UNKNOWN CHARACTER"),
        ("a\x07bell", "U+0007 CONTROL OR UNKNOWN CHARACTER"),
        ("not assigned \u0378", "U+0378 CONTROL OR UNKNOWN CHARACTER"),
        ("half of a sign \ud83d", "U+D83D CONTROL OR UNKNOWN CHARACTER"),
        ("one\u2029two", "U+2029 PARAGRAPH SEPARATOR"),
        ("pay\u200dмир", "U+200D ZERO WIDTH JOINER"),
    ],
)
def test_invisible_character_is_named(text: str, name: str) -> None:
    assert odd(text)[0] == (name.split()[0], name)


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("раураl", "mixes Latin letters with Cyrillic ones; reads like: paypal"),
        ("wοrld", "mixes Latin letters with Greek ones; reads like: world"),
        ("аskwork", "looks like our brand name: askwork"),
        ("Askw0rk", "looks like our brand name: askwork"),
        ("ＡＳＫＷＯＲＫ", "looks like our brand name: askwork"),
        ("askvvork", "looks like our brand name: askwork"),
    ],
)
def test_misleading_word_is_marked(word: str, why: str) -> None:
    assert odd(f"See {word}, please") == [(word, why)]


@pytest.mark.parametrize(
    "text",
    [
        "Weekly hours report, B2B, 24h, O2, C3PO and 3D",
        "Москва, Привет, сор",
        "Ελληνικά κείμενα",
        "アプリ App と Tシャツ",
        "می\u200cخواهم بنویسم",
        "क्\u200dष",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 ❤\ufe0f",
        "Łódź, Straße, İstanbul, cafe\u0301, việt",
        "200 µs and 3 μm",
        "a taskwork of freelancers",
        "Askwork as it is written",
        "lines\nand\ttabs",
    ],
)
def test_harmless_text_is_not_marked(text: str) -> None:
    assert odd(text) == []
    assert "".join(run.shown for run in text_runs(text)) == text


def test_invisible_characters_in_a_row_are_one_mark_with_their_number() -> None:
    assert odd("a" + "\u00ad" * 5_000 + "b") == [("U+00AD, 5,000 times", "U+00AD SOFT HYPHEN, 5,000 times")]
    assert odd("a\u202e\u00ad\u00adb") == [
        ("U+202E and 2 more", "U+00AD SOFT HYPHEN, 2 times; U+202E RIGHT-TO-LEFT OVERRIDE")
    ]
    ((shown, names),) = odd("".join(map(chr, range(0xE0041, 0xE0051))))
    assert shown == "U+E0041 and 15 more" and names.endswith("; and others")


@pytest.mark.parametrize(("piece", "rest"), [("a\u00ad", "959"), ("раураl ", "3,360")])
def test_of_many_odd_parts_some_are_shown_and_what_follows_is_counted(piece: str, rest: str) -> None:
    runs = list(text_runs(piece * 500, max_odd=20))

    assert sum(bool(run.odd) for run in runs) == 21
    assert (runs[-1].shown, runs[-1].odd) == (f"{rest} more characters", TOO_MUCH)


@pytest.mark.parametrize("mark", ["\u0301", "\u0941", "\u05b0", "\u0e49"])
def test_piled_up_marks_are_cut_and_counted(mark: str) -> None:
    ((shown, why),) = odd("Z" + mark * 500 + "algo")

    assert why == "500 marks on one letter" and len(shown) < 10


@given(st.text(max_size=300))
def test_text_loses_only_what_is_marked(text: str) -> None:
    plain = "".join(run.shown for run in text_runs(text) if not run.odd)
    rest = iter(text)

    assert all(character in rest for character in plain), "the plain pieces are the text in its order"
    assert not set(plain) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\x00\x1b")


def test_right_to_left_text_is_detected() -> None:
    assert runs_from_the_right("שלום") and runs_from_the_right("a مرحبا")
    assert not runs_from_the_right("hello Москва 時")
