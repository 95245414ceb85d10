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
        ("ex\U000e0100a\u3164m\ufe0fp\u034fle", "example"),
        ("exa\u05b0mple", "example"),
        ("İstanbul Ağrı", "istanbul agri"),
        ("ΌΜΙΛΟΣ Όμιλος", "ομιλοσ ομιλοσ"),
        ("Йод がく", "йод がく"),
        ("", ""),
    ],
)
def test_fold_makes_texts_that_read_alike_equal(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_tidy_keeps_case_and_accents_but_not_endless_marks() -> None:
    assert tidy(" Łódź\t㈱\u200b ") == "Łódź (株)"
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
def test_skeleton_replaces_look_alikes_and_keeps_plain_words(text: str) -> None:
    assert skeleton(text) == "example"
    assert skeleton("intern illumination") == "intern illumination"


@pytest.mark.parametrize(
    ("is_run", "word"),
    [
        *((True, word) for word in ("asdf", "qwertz", "azerty", "lkjh", "asdasd", "qweasdzxc", "йцукен", "abcd")),
        *((False, word) for word in ("", "asd", "test", "were", "property", "saas", "data", "asdfx")),
    ],
)
def test_keyboard_run_has_neighbouring_keys_only(is_run: bool, word: str) -> None:
    assert is_keyboard_run(word) is is_run


@pytest.mark.parametrize(
    ("word", "unit"), [("hahaha", ("ha", 3)), ("aaaa", ("a", 4)), ("banana", ("banana", 1)), ("", ("", 1))]
)
def test_repeated_unit_is_the_shortest(word: str, unit: tuple[str, int]) -> None:
    assert repeated_unit(word) == unit
