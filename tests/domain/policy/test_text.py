# ruff: noqa: RUF001
import pytest

from domain.policy.text import fold, is_keyboard_run, repeated_unit, skeleton, tidy, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Łódź\u00a0 STRASSE ", "lodz strasse"),
        ("Straße", "strasse"),
        ("Ｅｘａｍｐｌｅ", "example"),
        ("ex\u200bam\u00adple", "example"),
        ("İstanbul Ağrı", "istanbul agri"),
        ("ΌΜΙΛΟΣ Όμιλος", "ομιλοσ ομιλοσ"),
        ("Йод がく", "йод がく"),
        ("", ""),
    ],
)
def test_texts_that_read_alike_fold_alike(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_tidy_keeps_case_and_accents() -> None:
    assert tidy(" Łódź\t㈱\u200b ") == "Łódź (株)"


def test_marks_without_end_are_cut() -> None:
    assert len(tidy("e" + "\u0301\u0316" * 5_000)) < 20


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("O'Neill’s P.O. Box 5", ["oneills", "p", "o", "box", "5"]),
        ("snake_case, kebab-case", ["snake", "case", "kebab", "case"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("?!", []),
    ],
)
def test_words_are_runs_of_letters_marks_and_digits(text: str, found: list[str]) -> None:
    assert list(words(text)) == found


@pytest.mark.parametrize("text", ["EXAMPLE", "3x4mpl3", "ехаmрlе", "ＥxAmp1e", "ex\u200bample", "€x@mp|e"])
def test_look_alikes_have_the_skeleton_of_what_they_look_like(text: str) -> None:
    assert skeleton(text) == "example"


def test_plain_words_are_their_own_skeleton() -> None:
    assert skeleton("intern illumination") == "intern illumination"


@pytest.mark.parametrize("word", ["asdf", "qwertz", "azerty", "lkjh", "asdasd", "qweasdzxc", "йцукен", "abcd"])
def test_neighbouring_keys_are_a_keyboard_run(word: str) -> None:
    assert is_keyboard_run(word)


@pytest.mark.parametrize("word", ["", "asd", "test", "were", "property", "saas", "data", "asdfx"])
def test_words_are_no_keyboard_run(word: str) -> None:
    assert not is_keyboard_run(word)


@pytest.mark.parametrize(
    ("word", "unit"), [("hahaha", ("ha", 3)), ("aaaa", ("a", 4)), ("banana", ("banana", 1)), ("", ("", 1))]
)
def test_a_repeated_unit_is_the_shortest(word: str, unit: tuple[str, int]) -> None:
    assert repeated_unit(word) == unit
