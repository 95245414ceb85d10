"""Keyboard shortcuts of the console."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.browser.every_page import REVIEWER, STAFF, URL, Scenes, console
from tests.browser.test_every_page import NARROWEST, findings
from tests.handlers.in_process_desk import in_process_desk


@pytest.fixture(scope="module")
def scenes() -> Iterator[Scenes]:
    with in_process_desk(STAFF) as desk:
        scenes = Scenes(desk)
        assert scenes.in_review and scenes.again
        yield scenes


@pytest.fixture
def tab(chromium: Browser, scenes: Scenes) -> Iterator[Page]:
    with chromium.new_page() as page:
        page.route("**/*", scenes.serve)
        console("/console?kind=review")(scenes, page)
        yield page


def in_focus(page: Page) -> str:
    """What has the focus: the address of a link, or the name or class of another element."""
    found = page.evaluate("(one => one.getAttribute('href') || one.name || one.className)(document.activeElement)")
    return str(found)


def test_lines_are_reached_selected_and_opened(tab: Page) -> None:
    links = [link.get_attribute("href") for link in tab.locator("ol.lines .main a").all()]
    assert len(links) == 2

    tab.keyboard.press("j")
    assert in_focus(tab) == links[0]
    tab.keyboard.press("j")
    tab.keyboard.press("j")
    assert in_focus(tab) == links[1], "the last one stays"
    tab.keyboard.press("x")
    expect(tab.locator(".pick input").nth(1)).to_be_checked()
    expect(tab.get_by_role("button", name="Assign to me")).to_be_visible()
    tab.get_by_role("button", name="Select all").click()
    expect(tab.locator(".pick :checked")).to_have_count(2)
    tab.locator("ol.lines .main a").nth(1).focus()
    tab.keyboard.press("k")
    tab.keyboard.press("o")

    expect(tab.locator("#decide")).to_be_visible()
    assert str(links[0]).rpartition("/")[2] in tab.url


def test_keys_open_the_forms_of_a_case_and_decide_nothing(tab: Page, scenes: Scenes) -> None:
    tab.goto(f"{URL}/console/cases/{scenes.in_review[0]}")
    before = scenes.desk.stored()

    for number, key in enumerate("ari"):
        tab.keyboard.press(key)
        expect(tab.locator("#decide details.answer").nth(number)).to_have_attribute("open", "")
        tab.keyboard.press("Escape")

    assert scenes.desk.stored() == before


def test_places_and_search_are_two_keys_away(tab: Page) -> None:
    tab.keyboard.press("g")
    tab.keyboard.press("r")
    expect(tab.get_by_role("heading", name="Saved replies", level=1)).to_be_visible()

    tab.keyboard.press("/")
    expect(tab.get_by_role("searchbox")).to_be_focused()
    tab.keyboard.type("gq?jx/")
    expect(tab.get_by_role("searchbox")).to_have_value("gq?jx/")


def test_next_case_is_one_key_away(tab: Page) -> None:
    tab.keyboard.press("n")

    expect(tab.get_by_text("Assigned to you").first).to_be_visible()


def test_modifier_keys_belong_to_the_browser(tab: Page) -> None:
    for key in ("Control+j", "Alt+j", "Meta+j"):
        tab.keyboard.press(key)

    assert "cases/" not in in_focus(tab)


def test_shortcuts_are_listed_and_can_be_turned_off(tab: Page) -> None:
    dialog = tab.locator("dialog")
    tab.keyboard.press("?")
    expect(dialog).to_be_visible()
    tab.keyboard.press("j")
    assert "cases/" not in in_focus(tab), "the list lies under the dialog"
    tab.get_by_label("Use keyboard shortcuts").uncheck()
    tab.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    tab.reload()
    for key in "j?":
        tab.keyboard.press(key)
    assert "cases/" not in in_focus(tab)
    expect(dialog).to_be_hidden()

    tab.get_by_role("button", name="Keyboard shortcuts").click()
    tab.get_by_label("Use keyboard shortcuts").check()
    tab.get_by_role("button", name="Close").click()
    tab.keyboard.press("j")
    assert "cases/" in in_focus(tab)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_list_of_shortcuts_can_be_used_by_everybody(tab: Page, scheme: Any) -> None:
    tab.evaluate(AXE_SCRIPT)
    tab.keyboard.press("?")
    tab.emulate_media(color_scheme=scheme)

    assert findings(tab) == []
    tab.set_viewport_size({"width": NARROWEST, "height": 640})
    assert tab.evaluate("document.documentElement.scrollWidth") <= NARROWEST
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("button", name="Close")).to_be_focused()


def test_queue_works_without_script(chromium: Browser, scenes: Scenes) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.route("**/*", scenes.serve)
    console("/console?kind=review", REVIEWER)(scenes, page)

    page.get_by_text("Filter and sort").click()
    page.get_by_label("Flags").select_option("any")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("link", name="Remove Flags: At least one")).to_be_visible()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Assign to me").click()
    expect(page.get_by_text("1 case assigned.")).to_be_visible()
    page.goto(f"{URL}/console?kind=mine")  # ``Scenes`` follows redirects without telling the browser
    page.get_by_role("button", name="Put back").first.click()
    expect(page.get_by_text("1 case unassigned.")).to_be_visible()
    page.goto(f"{URL}/console?kind=mine")
    page.get_by_text("Keyboard shortcuts").first.click()
    expect(page.locator("noscript p")).to_be_visible()
    context.close()
