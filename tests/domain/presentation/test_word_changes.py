"""What changed between two texts is shown by the word, and nothing of either text is lost."""

import pytest

from domain.presentation.word_changes import word_changes


def test_changed_words_stand_in_their_sentence() -> None:
    assert word_changes("We read the hours of our own team.", "We read the hours of the whole company.") == [
        ("same", "We read the hours of "),
        ("removed", "our own team."),
        ("added", "the whole company."),
    ]


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "New.", [("added", "New.")]),
        ("Old.", "", [("removed", "Old.")]),
        ("https://one.example/a", "https://two.example/a", None),
        ("None", "Yes", [("removed", "None"), ("added", "Yes")]),
        ("Nothing in common here", "Quite another text: here", None),
    ],
)
def test_texts_with_little_in_common_are_shown_whole(
    before: str, after: str, pieces: list[tuple[str, str]] | None
) -> None:
    assert word_changes(before, after) == (pieces or [("removed", before), ("added", after)])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("One two three, four.", "One three two, four five."),
        ("a b\nc  d", "a b\n\nc d e"),
        ("caf\u00e9 \u05e9\u05dc\u05d5\u05dd x", "caf\u00e9 y \u05e9\u05dc\u05d5\u05dd"),
    ],
)
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    pieces = word_changes(before, after)

    assert "".join(text for kind, text in pieces if kind != "added").split() == before.split()
    assert "".join(text for kind, text in pieces if kind != "removed") == after


def test_long_unchanged_parts_are_left_out_around_a_change() -> None:
    long = "We read the hours of every team, week by week. " * 10

    pieces = word_changes(f"{long}We sell them. {long}", f"{long}We keep them. {long}")

    assert [kind for kind, _ in pieces] == ["left_out", "same", "removed", "added", "same", "left_out"]
    assert pieces[1][1].endswith("We ") and pieces[4][1].startswith("them. We read")
    assert max(len(text) for _, text in pieces) <= 60


def test_texts_too_long_to_compare_are_shown_whole() -> None:
    before, after = "a " * 450, "b a " * 225

    assert word_changes(before, after) == [("removed", before), ("added", after)]


def test_blank_beginning_of_a_text_is_kept() -> None:
    assert word_changes("  We do it", "  We do them") == [("same", "  We do "), ("removed", "it"), ("added", "them")]
