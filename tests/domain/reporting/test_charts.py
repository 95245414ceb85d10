from itertools import pairwise

import pytest

from domain.reporting.charts import BOTTOM, LEFT, RIGHT, TOP, bar, lines, scale_top, stacks


@pytest.mark.parametrize(
    ("largest", "top"),
    [(0, 2), (1, 2), (2, 2), (3, 4), (9, 10), (10, 10), (11, 20), (23, 30), (56, 60), (81, 90), (101, 200)],
)
def test_a_scale_ends_at_a_round_number_with_a_whole_half(largest: int, top: int) -> None:
    assert scale_top(largest) == top
    assert top % 2 == 0


def test_pieces_stand_upon_each_other_and_their_heights_are_their_numbers() -> None:
    (column, empty) = stacks([(2, 1, 1), (0, 0, 0)])["columns"]

    heights = [piece["height"] for piece in column["pieces"]]
    assert heights == [76, 38, 38]  # of a plot of 152, whose scale ends at 4
    assert column["pieces"][0]["y"] + heights[0] == BOTTOM
    assert all(above["y"] + above["height"] == below["y"] for below, above in pairwise(column["pieces"]))
    assert column["pieces"][-1]["y"] == TOP
    assert [piece["height"] for piece in empty["pieces"]] == [0, 0, 0]


def test_columns_stay_within_the_picture() -> None:
    placed = stacks([(1,)] * 12)["columns"]

    assert placed[0]["x"] > LEFT
    assert placed[-1]["x"] + placed[-1]["width"] < RIGHT
    assert all(one["x"] + one["width"] < other["x"] for one, other in pairwise(placed))


def test_all_lies_at_tenths_of_a_unit_and_columns_fill_most_of_their_place() -> None:
    drawn = stacks([(1, 2), (7, 1), (0, 0)])  # places of 304 / 3, a scale to 8

    assert [(one["x"], one["width"]) for one in drawn["columns"]] == [(49.2, 70.9), (150.5, 70.9), (251.9, 70.9)]
    assert drawn["columns"][1]["pieces"] == [{"y": 31.0, "height": 133.0}, {"y": 12.0, "height": 19.0}]
    assert stacks([(1, 29)])["columns"][0]["pieces"][0] == {"y": 158.9, "height": 5.1}
    assert drawn["middles"] == [84.7, 186.0, 287.3]
    assert drawn["ticks"] == [{"y": 164, "value": 0}, {"y": 88, "value": 4}, {"y": 12, "value": 8}]


def test_a_picture_without_lines_has_a_scale_all_the_same() -> None:
    drawn = lines([], at_least=1)

    assert (drawn["ticks"][-1]["value"], drawn["middles"]) == (2, [])


def test_a_line_is_broken_where_there_is_nothing() -> None:
    drawn = lines([[10, 20, None, 60]], at_least=56)

    (line,) = drawn["lines"]
    assert line["path"] == "M 72.0 138.7 L 148.0 113.3 M 300.0 12.0"
    assert len(line["points"]) == 3
    assert [tick["value"] for tick in drawn["ticks"]] == [0, 30, 60]


def test_without_any_value_there_is_still_a_scale() -> None:
    drawn = lines([[None, None]], at_least=56)

    assert drawn["lines"][0] == {"path": "", "points": []}
    assert drawn["ticks"][-1]["value"] == 60


def test_the_longest_bar_is_a_hundred() -> None:
    assert (bar(3, 3), bar(1, 3), bar(0, 0)) == (100, 33.3, 0)
