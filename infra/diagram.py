"""Writes the diagrams and tables of the template and the state machines into the docs: ``make diagram``.

Each page marks where they go: between ``<!-- made by make diagram: NAME -->`` and ``<!-- end -->``.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from infra import template_parts
from infra.local.definition import SOURCES, load
from infra.local.local_settings import ROOT

PAGES = (ROOT / "docs" / "architecture.md", ROOT / "docs" / "exceptions.md", ROOT / "docs" / "keys.md")
PLACE = re.compile(r"(<!-- made by make diagram: (\w+) -->\n\n).*?(\n\n<!-- end -->)", re.DOTALL)
LEFT_OUT = ("Record failure", "Failed")  # every task leads there if it fails: the text beside the picture says so


def draw(machine: str) -> str:
    """The states as boxes, choices as diamonds, waits as rounded boxes; a renewed wait as a dotted arrow."""
    definition = load(SOURCES[machine])
    states: dict[str, Any] = {name: state for name, state in definition["States"].items() if name not in LEFT_OUT}
    ids = {name: f"s{number}" for number, name in enumerate(states)}
    lines = [f"  {ids[name]}{_box(name, state)}" for name, state in states.items()]
    lines += [
        f"  {ids[name]} {arrow} {ids[after]}"
        for name, state in states.items()
        for arrow, after in _arrows(name, state)
        if after in ids
    ]
    return "\n".join(["```mermaid", "flowchart TD", *dict.fromkeys(lines), "```"])


def _box(name: str, state: dict[str, Any]) -> str:
    if state["Type"] == "Choice":
        return f'{{"{name}"}}'
    return f'(["{name}"])' if "waitForTaskToken" in state.get("Resource", "") else f'["{name}"]'


def _arrows(name: str, state: dict[str, Any]) -> list[tuple[str, str]]:
    arrows = [("-->", state["Next"])] if "Next" in state else []
    if state["Type"] == "Choice":
        comments = [choice.get("Comment") for choice in state["Choices"]]
        arrows += [(f"-->|{choice.get('Comment', 'yes')}|", choice["Next"]) for choice in state["Choices"]]
        arrows += [("-->|no|" if comments == [None] else "-->|else|", state["Default"])]
    for caught in state.get("Catch", []):
        arrows.append(("-.->|time-out|" if caught["Next"] == name else "-->", caught["Next"]))
    return arrows


MADE: dict[str, Callable[[], str]] = {
    "parts": template_parts.picture,
    "functions": template_parts.table,
    **{machine: partial(draw, machine) for machine in SOURCES},
}
"""What a page can contain, by its name in the page."""


def filled(page: str) -> str:
    """The text of a page with its generated parts updated."""
    return PLACE.sub(lambda place: place[1] + MADE[place[2]]() + place[3], page)


def main() -> None:
    for page in PAGES:
        page.write_text(filled(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
