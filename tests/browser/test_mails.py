"""Every mail as it is drawn: on a phone and a desk, in light and in dark, with words that do not break."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from domain.notifications.messages import EmailName
from infra.gallery.stories import Story
from tests.templates.reading import STORIES, written, written_with

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


def drawn(chromium: Browser, html: str, width: int, scheme: Any) -> tuple[int, list[tuple[float, str]]]:
    """How wide a mail becomes, and the contrast of each piece of its text."""
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.set_content(html)
    seen = page.evaluate("document.documentElement.scrollWidth"), page.evaluate(CONTRASTS)
    context.close()
    return seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
def test_a_mail_fits_a_phone_and_can_be_read_in_light_and_dark(chromium: Browser, story: Story, scheme: str) -> None:
    width, texts = drawn(chromium, written(story).html, 360, scheme)

    assert width <= 360
    assert len(texts) > 5
    assert [text for contrast, text in texts if contrast < LEAST_CONTRAST] == []


@pytest.mark.parametrize("width", [320, 700])
@pytest.mark.parametrize("name", EmailName)
def test_a_word_without_end_does_not_widen_a_mail(chromium: Browser, name: EmailName, width: int) -> None:
    seen, _ = drawn(chromium, written_with(name, "W" * 3_000).html, width, "light")

    assert seen <= width
