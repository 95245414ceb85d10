"""Coordinates for the SVG charts of ``templates/pages/console/charts.html``.

A chart is ``WIDTH`` by ``HEIGHT`` units; y counts from the top, as in SVG.
"""

from collections.abc import Sequence
from math import ceil
from typing import Any

WIDTH, HEIGHT = 560, 218
LEFT, RIGHT, TOP, BOTTOM = 44, 534, 12, 182  # the plot area; the scale is left of it, the dates below
MAX_DATES = 6  # below a chart


def scale_top(largest: float) -> int:
    """The largest number of a scale: one digit and zeros, and even, so that its half is a whole number."""
    power = 1
    while largest > 10 * power:
        power *= 10
    return next(step * power for step in range(1, 11) if step * power >= largest and step * power % 2 == 0)


def stacks(columns: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Stacked columns with their pieces from the bottom up; each column has at least one piece."""
    top = scale_top(max(sum(column) for column in columns))
    step = (RIGHT - LEFT) / len(columns)
    placed = []
    for number, column in enumerate(columns):
        ends = [_y(sum(column[: place + 1]), top) for place in range(len(column))]
        starts = [BOTTOM, *ends[:-1]]
        pieces = [{"y": end, "height": round(start - end, 1)} for start, end in zip(starts, ends, strict=True)]
        placed.append({"x": round(LEFT + step * (number + 0.15), 1), "width": round(step * 0.7, 1), "pieces": pieces})
    return {"columns": placed, **_frame(len(columns), top)}


def lines(rows: Sequence[Sequence[float | None]], at_least: float) -> dict[str, Any]:
    """Lines, each interrupted where a value is None. The scale includes ``at_least``, whose height is ``y_of``."""
    values = [value for row in rows for value in row if value is not None]
    top = scale_top(max([*values, at_least]))
    frame = _frame(max((len(row) for row in rows), default=0), top)
    return {"lines": [_line(row, frame["middles"], top) for row in rows], **frame, "y_of": _y(at_least, top)}


def bar(value: int, largest: int) -> float:
    """The length of a bar; the longest has 100."""
    return round(100 * value / largest, 1) if largest else 0


def _frame(count: int, top: int) -> dict[str, Any]:
    step = (RIGHT - LEFT) / max(count, 1)
    middles = [round(LEFT + step * (number + 0.5), 1) for number in range(count)]
    ticks = [{"y": _y(value, top), "value": value} for value in (0, top // 2, top)]
    return {
        "ticks": ticks,
        "middles": middles,
        "date_every": ceil(count / MAX_DATES),
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": RIGHT,
        "bottom": BOTTOM,
    }


def _line(row: Sequence[float | None], middles: list[float], top: int) -> dict[str, Any]:
    placed = [None if value is None else (x, _y(value, top)) for x, value in zip(middles, row, strict=True)]
    steps = zip([None, *placed], placed, strict=False)
    path = " ".join(f"{'L' if before else 'M'} {point[0]} {point[1]}" for before, point in steps if point)
    return {"path": path, "points": [{"x": point[0], "y": point[1]} for point in placed if point]}


def _y(value: float, top: int) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * value / top, 1)
