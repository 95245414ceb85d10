"""The decision page as a reviewer uses it: on a phone and a desk, by keyboard, without script, in light and dark."""

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.desk import LocalDesk
from tests.browser.test_emails import CONTRASTS, LEAST_CONTRAST, SCHEMES
from tests.e2e.people import People, link

HOSTILE = "<b>bold</b> \u202eright to left \u0440\u0430\u0443\u0440\u0430l " + "W" * 300

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def review(desk: LocalDesk) -> str:
    """The link of an application that waits for a reviewer, for the tests that do not decide."""
    with People(desk) as people:
        return review_of(people)


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Open]:
    """Opens a page without script, in a window of a size."""
    contexts = []

    def open_page(url: str, width: int, height: int = 740, scheme: Any = "light") -> Page:
        size: Any = {"width": width, "height": height}
        contexts.append(chromium.new_context(viewport=size, color_scheme=scheme, java_script_enabled=False))
        page = contexts[-1].new_page()
        page.goto(url)
        return page

    yield open_page
    for one in contexts:
        one.close()


def review_of(people: People) -> str:
    """The link that approves a new application."""
    application_id = people.apply("acct-in-order", "browsed@client.example")
    people.clear(application_id)
    return link(people.review_mail(application_id), "Approve")


def test_decision_stays_beside_the_facts_on_a_desktop(opened: Open, review: str) -> None:
    page = opened(review, 1200)

    page.get_by_text("At most 40,000 requests per day: 200").scroll_into_view_if_needed()

    expect(page.get_by_role("button", name="Approve")).to_be_in_viewport()
    facts, decision = page.locator(".facts").bounding_box(), page.locator(".decide").bounding_box()
    assert facts and decision
    assert facts["x"] + facts["width"] <= decision["x"]


def test_decision_is_one_touch_away_on_a_phone(opened: Open, review: str) -> None:
    page = opened(review, 360)
    expect(page.get_by_role("button", name="Approve")).not_to_be_in_viewport()

    page.get_by_role("link", name="Decide", exact=True).click()

    expect(page.get_by_role("button", name="Approve")).to_be_in_viewport()


def test_reviewer_decides_by_keyboard_alone(opened: Open, people: People) -> None:
    page = opened(review_of(people), 1200)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Go to the decision")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # the answer that is open
    page.keyboard.press("Tab")  # the next
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your own words, for the applicant")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).not_to_be_visible()
    page.get_by_label("Your own words, for the applicant").focus()
    page.keyboard.type("The website does not open.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Show the mail")).to_be_focused()
    page.keyboard.press("Enter")

    heading = page.get_by_role("heading", name="The mail, not sent yet")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    expect(page.locator(".mail")).to_contain_text("* The website does not open.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Reject")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="This review is done")).to_be_visible()
    expect(page.get_by_text("The application was rejected")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1200])
def test_missing_reason_is_named_where_it_is_missing(opened: Open, review: str, width: int) -> None:
    page = opened(review, width)
    page.locator("summary", has_text="Reject").click()
    for flag in page.locator(".reasons input:checked").all():
        flag.uncheck()

    page.get_by_role("button", name="Reject").click()

    field = page.get_by_label("Your own words, for the applicant")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    expect(field).to_have_accessible_description(re.compile("[Ee]nter a reason"))
    expect(page.get_by_role("alert")).to_contain_text(re.compile("[Ee]nter a reason"))


def test_hostile_words_neither_widen_the_page_nor_pass_unmarked(page: Page, review: str) -> None:
    page.goto(review)
    page.locator("summary", has_text="Ask a question").click()
    page.get_by_label("Question, for the applicant").fill(HOSTILE)

    page.get_by_role("button", name="Show the mail").click()

    expect(page.locator(".mail mark").first).to_be_visible()
    expect(page.get_by_label("Question, for the applicant")).to_have_value(HOSTILE)
    for width, scheme in product((360, 1200), SCHEMES):
        page.set_viewport_size({"width": width, "height": 740})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [text for contrast, text in page.evaluate(CONTRASTS) if contrast < LEAST_CONTRAST] == []
