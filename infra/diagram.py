"""Draws the state machines as Mermaid into the pages that show them: ``make diagram``."""

import re
from typing import Any

from infra.local.definition import SOURCES, load
from infra.local.local_settings import ROOT

PAGES = {"Review": ROOT / "README.md", "Exception": ROOT / "docs" / "exceptions.md"}
BLOCK = re.compile(r"(```mermaid\n.*?```)", re.DOTALL)
LEFT_OUT = ("Record failure", "Failed")  # every task leads there if it fails: the text beside the picture says so


def draw(definition: dict[str, Any]) -> str:
    """The states as boxes, choices as diamonds, waits as rounded boxes; a renewed wait as a dotted arrow."""
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
        yes, no = ("yes", "no") if len(state["Choices"]) == 1 else ("", "else")
        arrows += [(f"-->|{choice.get('Comment', yes)}|", choice["Next"]) for choice in state["Choices"]]
        arrows += [(f"-->|{no}|", state["Default"])]
    for caught in state.get("Catch", []):
        arrows.append(("-.->|time-out|" if caught["Next"] == name else "-->", caught["Next"]))
    return arrows


def main() -> None:
    for machine, page in PAGES.items():
        picture = draw(load(SOURCES[machine]))
        before, _, after = BLOCK.split(page.read_text("utf-8"), maxsplit=1)
        page.write_text(before + picture + after, "utf-8")


if __name__ == "__main__":
    main()
