"""Every page can be used by everybody: with a screen reader, by keyboard, on a phone, in light and dark."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.browser.every_page import PAGES, STAFF, Scenes
from tests.handlers.in_process_desk import in_process_desk

WIDTHS = (360, 1000)
NARROWEST = 320  # WCAG 2.2, 1.4.10
SERIOUS = {"serious", "critical"}
# What can be reached by Tab, in the order of the page. Of radio buttons, a group is one stop.
STOPS = """() => {
  const found = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  const can = one => one.type !== "hidden" && !one.disabled && one.tabIndex >= 0 && one.checkVisibility();
  const groups = new Set();
  const stops = found.filter(can).filter(one => {
    if (one.type !== "radio") return true;
    if (groups.has(one.name)) return false;
    groups.add(one.name);
    return true;
  });
  stops.forEach((one, number) => { one.dataset.stop = number; });
  document.body.tabIndex = -1;
  document.body.focus();
  return stops.length;
}"""
FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const group = one.type === "radio" ? document.querySelector(`[name="${one.name}"][data-stop]`) : one;
  const shows = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  return [group.dataset.stop === undefined ? one.outerHTML.slice(0, 99) : Number(group.dataset.stop), shows && inside];
}"""


@pytest.fixture(scope="module")
def scenes() -> Iterator[Scenes]:
    with in_process_desk(STAFF) as desk:
        yield Scenes(desk)


@pytest.fixture(scope="module")
def complaints() -> list[str]:
    return []


@pytest.fixture(scope="module")
def tab(chromium: Browser, scenes: Scenes, complaints: list[str]) -> Iterator[Page]:
    """One page of the browser; ``complaints`` gets what it finds against a page's own rules."""
    with chromium.new_page() as page:
        page.route("**/*", scenes.serve)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        yield page


@pytest.fixture(scope="module", params=PAGES)
def opened(request: pytest.FixtureRequest, tab: Page, scenes: Scenes, complaints: list[str]) -> Page:
    """A page with all of it unfolded, opened once for all that is looked at."""
    scenes.cookie = ""
    complaints.clear()
    tab.set_viewport_size({"width": 1000, "height": 800})
    PAGES[request.param](scenes, tab)
    tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    return tab


def findings(page: Page, options: str = "") -> list[str]:
    """What axe-core calls serious or critical, and where."""
    found: dict[str, Any] = page.evaluate(f"axe.run({{resultTypes: ['violations'], {options}}})")
    return [
        f"{one['id']} at {', '.join(str(node['target']) for node in one['nodes'])}"
        for one in found["violations"]
        if one["impact"] in SERIOUS
    ]


def test_axe_finds_nothing_serious(opened: Page) -> None:
    opened.evaluate(AXE_SCRIPT)

    for width in WIDTHS:
        opened.set_viewport_size({"width": width, "height": 800})
        opened.emulate_media(color_scheme="light")
        assert findings(opened) == [], f"{width} px"
        opened.emulate_media(color_scheme="dark")  # other colours, and nothing else
        assert findings(opened, "runOnly: ['color-contrast', 'link-in-text-block']") == [], f"{width} px, dark"


def test_everything_is_reached_by_tab_in_order_and_seen(opened: Page) -> None:
    number = opened.evaluate(STOPS)

    visited = []
    for _ in range(number):
        opened.keyboard.press("Tab")
        visited.append(opened.evaluate(FOCUSED))

    assert [stop for stop, _ in visited] == list(range(number))
    assert [stop for stop, is_seen in visited if not is_seen] == []


def test_narrow_phone_scrolls_no_page_sideways_and_no_rule_is_broken(opened: Page, complaints: list[str]) -> None:
    opened.set_viewport_size({"width": NARROWEST, "height": 640})

    assert opened.evaluate("document.documentElement.scrollWidth") <= NARROWEST
    assert [text for text in complaints if not text.startswith("Failed to load resource")] == []


def test_axe_would_find_something(chromium: Browser) -> None:
    with chromium.new_page() as page:
        page.set_content("<html lang=en><title>a</title><main><h1>a</h1><input><p style='color: #aaa'>pale</main>")
        page.evaluate(AXE_SCRIPT)

        assert [one.partition(" ")[0] for one in findings(page)] == ["color-contrast", "label"]
