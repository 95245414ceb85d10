"""Every email as it is drawn: on a phone and a desktop, in light and in dark, with words that do not break."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from domain.notifications.messages import EmailName
from infra.gallery.story import Story
from tests.templates.reading import STORIES, written, written_with

PHONE: ViewportSize = {"width": 390, "height": 844}
WITHOUT_BUTTON = {
    EmailName.WAITS_FOR_CONFIRMATION,
    EmailName.REJECTED_FOR_GOOD,
    EmailName.DECLINED,
    EmailName.EXPIRED,
    EmailName.WITHDRAWN,
    EmailName.OVER_LIMIT,
    EmailName.KEY_SUSPENDED,
    EmailName.KEY_RESUMED,
    EmailName.KEY_REVOKED,
    EmailName.REPLY_NOT_ACCEPTED,
    EmailName.ESCALATION,
    EmailName.EXCEPTION_REFUSED,
    EmailName.TASK_CLOSED,
}
"""There is nothing to do, or nothing that a link could do."""
OF_KEYS = {EmailName.APPROVED, EmailName.OWNER_OUTCOME, EmailName.KEY_ISSUED}
"""Their button leads to the page of the key, if there is one."""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LEAST_CONTRAST = 4.5  # WCAG 2.2, AA
CONTRASTS = """() => {
  const channel = (value) => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const rgba = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([red, green, blue]) =>
    0.2126 * channel(red / 255) + 0.7152 * channel(green / 255) + 0.0722 * channel(blue / 255);
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = rgba(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.textContent.trim() || !element.offsetParent) continue;
    const pair = [light(rgba(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a);
    found.push([(pair[0] + 0.05) / (pair[1] + 0.05), texts.currentNode.textContent.trim()]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    with chromium.new_page() as one:
        yield one


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
def test_email_fits_a_phone_and_is_legible_in_light_and_dark(page: Page, story: Story) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.set_content(written(story).html)

    assert width_of(page) <= 360
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        texts = page.evaluate(CONTRASTS)
        assert len(texts) > (3 if story.name is EmailName.TASK_CLOSED else 5)  # that one is a line alone
        assert [text for contrast, text in texts if contrast < LEAST_CONTRAST] == [], scheme


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
def test_buttons_are_on_the_first_screen_of_a_phone(page: Page, story: Story) -> None:
    page.set_viewport_size(PHONE)
    page.set_content(written(story).html)

    assert bool(ends_of_buttons(page)) is has_button(story)
    assert all(end <= PHONE["height"] for end in ends_of_buttons(page))


def has_button(story: Story) -> bool:
    if story.name in OF_KEYS:
        return story.values.get("outcome", "approved") == "approved" and bool(story.values["key_place_url"])
    return story.name not in WITHOUT_BUTTON and story.slug != "takes-longer-exception"


@pytest.mark.parametrize("name", EmailName)
def test_long_names_leave_the_buttons_on_the_first_screen(page: Page, name: EmailName) -> None:
    page.set_viewport_size(PHONE)
    page.set_content(written_with(name, "A rather long name " * 6).html)

    assert all(end <= PHONE["height"] for end in ends_of_buttons(page))


@pytest.mark.parametrize("name", EmailName)
def test_word_without_end_does_not_widen_an_email(page: Page, name: EmailName) -> None:
    page.set_content(written_with(name, "W" * 3_000).html)

    for width in (320, 700):
        page.set_viewport_size({"width": width, "height": 800})
        assert width_of(page) <= width


def ends_of_buttons(page: Page) -> list[int]:
    """How far down each button ends, in pixels."""
    ends = "[...document.querySelectorAll('.press')].map((button) => button.getBoundingClientRect().bottom)"
    return [int(end) for end in page.evaluate(ends)]


def width_of(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))
