from itertools import pairwise

import pytest

from domain.reporting.charts import BOTTOM, LEFT, RIGHT, TOP, bar, lines, scale_top, stacks


@pytest.mark.parametrize(
    ("largest", "top"),
    [(0, 2), (1, 2), (2, 2), (3, 4), (9, 10), (10, 10), (11, 20), (23, 30), (56, 60), (81, 90), (101, 200)],
)
def test_scale_ends_at_a_round_number_with_a_whole_half(largest: int, top: int) -> None:
    assert scale_top(largest) == top
    assert top % 2 == 0


def test_pieces_of_a_column_are_stacked_with_proportional_heights() -> None:
    (column, empty) = stacks([(2, 1, 1), (0, 0, 0)])["columns"]

    heights = [piece["height"] for piece in column["pieces"]]
    assert heights == [85, 42.5, 42.5]  # of a plot of 170, whose scale ends at 4
    assert column["pieces"][0]["y"] + heights[0] == BOTTOM
    assert all(above["y"] + above["height"] == below["y"] for below, above in pairwise(column["pieces"]))
    assert column["pieces"][-1]["y"] == TOP
    assert [piece["height"] for piece in empty["pieces"]] == [0, 0, 0]


def test_columns_stay_within_the_chart() -> None:
    placed = stacks([(1,)] * 12)["columns"]

    assert placed[0]["x"] > LEFT
    assert placed[-1]["x"] + placed[-1]["width"] < RIGHT
    assert all(column["x"] + column["width"] < following["x"] for column, following in pairwise(placed))


@pytest.mark.parametrize(("weeks", "every"), [(1, 1), (4, 1), (13, 3), (26, 5), (53, 9)])
def test_dates_below_a_chart_are_few(weeks: int, every: int) -> None:
    assert stacks([(1,)] * weeks)["date_every"] == every


def test_coordinates_are_rounded_to_tenths() -> None:
    drawn = stacks([(1, 2), (7, 1), (0, 0)])  # columns of 490 / 3 units, a scale to 8
    positions = [(column["x"], column["width"]) for column in drawn["columns"]]

    assert positions == [
        (68.5, 114.3),
        (231.8, 114.3),
        (395.2, 114.3),
    ]
    assert drawn["columns"][1]["pieces"] == [{"y": 33.2, "height": 148.8}, {"y": 12.0, "height": 21.2}]
    assert stacks([(1, 29)])["columns"][0]["pieces"][0] == {"y": 176.3, "height": 5.7}
    assert drawn["middles"] == [125.7, 289.0, 452.3]
    assert drawn["ticks"] == [{"y": 182, "value": 0}, {"y": 97, "value": 4}, {"y": 12, "value": 8}]


def test_line_is_interrupted_where_a_value_is_missing() -> None:
    drawn = lines([[10, 20, None, 60]], at_least=56)

    (line,) = drawn["lines"]
    assert line["path"] == "M 105.2 153.7 L 227.8 125.3 M 472.8 12.0"
    assert len(line["points"]) == 3
    assert [tick["value"] for tick in drawn["ticks"]] == [0, 30, 60]


def test_chart_without_lines_or_values_still_has_a_scale() -> None:
    without_lines, without_values = lines([], at_least=1), lines([[None, None]], at_least=56)

    assert (without_lines["ticks"][-1]["value"], without_lines["middles"]) == (2, [])
    assert without_values["lines"][0] == {"path": "", "points": []}
    assert without_values["ticks"][-1]["value"] == 60


def test_longest_bar_has_a_hundred() -> None:
    assert (bar(3, 3), bar(1, 3), bar(0, 0)) == (100, 33.3, 0)
