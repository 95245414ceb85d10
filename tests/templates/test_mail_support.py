"""The mails use what mail programs support, by the data of caniemail.com (``make mail-support`` writes the extract)."""

import json
from typing import Any

import pytest

from infra.gallery.story import Story
from tests.examples import ROOT
from tests.templates.features import used_by
from tests.templates.reading import STORIES, written

DATA: dict[str, Any] = json.loads((ROOT / "tests/templates/caniemail.json").read_text("utf-8"))

# Some program does not know it, and nothing is lost there.
GOES_WITHOUT = {
    "css-at-media": "a phone's narrow margins, and the dark colours: without it, the wide and light mail",
    "css-at-media-prefers-color-scheme": "where it is not known, the light mail, or what the program makes of it",
    "css-border-radius": "square corners",
    "css-border-spacing": "2 px around tables of one column",
    "css-max-height": "second lock of the preheader, which display: none hides",
    "css-overflow": "third lock of the preheader",
    "css-selector-attribute": "Outlook's own marks in a style element of its own; others drop it",
    "css-table-layout": "a very long word widens the mail",
    "css-word-break": "a long address is broken elsewhere, or widens the mail",
    "css-word-wrap": "a very long word widens the mail",
    "html-body": "the colour of the page is on the outermost table as well",
    "html-doctype": "every size and colour is on the cell itself, so the old modes inherit nothing that we need",
}
# Some program knows it in part, and we use no more than that part.
IN_PART = {
    "css-border": "up to 8 px, on cells",
    "css-display": "none and block; block is for the face of a button, whose cell is coloured and padded as well",
    "css-display-none": "on a div without tables and images",
    "css-font-size": "px",
    "css-font-weight": "bold",
    "css-important": "in lower case, after a space, in the style element, on no background-image",
    "css-line-height": "px, of at least the letters' height",
    "css-margin": "none below zero; auto centres the card where align does not",
    "css-max-width": "on a table",
    "css-padding": "on cells; where it is on a link, mso-padding-alt pads the cell",
    "css-selector-class": "in Gmail with an account of elsewhere, the style element is dropped: as with css-at-media",
    "css-selector-descendant": "the same",
    "css-selector-grouping": "the same",
    "css-selector-type": "the same",
    "css-text-align": "left and center",
    "css-text-decoration": "none, alone",
    "css-width": "on tables and cells",
    "html-align": "center, on a cell",
    "html-dir": "auto, on a div",
    "html-lang": "on the root element",
    "html-lists": "no start, value or reversed",
    "html-role": "on tables",
    "html-style": "in the head, below 16 KB",
}
# What the data do not speak of, since every program has it, or only the one that it is for.
NOT_ASKED = {
    *("html-html", "html-head", "html-meta", "html-charset", "html-content", "html-name", "html-title"),
    *("html-a", "html-br", "css-color", "css-font-family"),
    *("css-mso-hide", "css-mso-padding-alt"),  # Outlook on Windows
}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
def test_email_uses_only_what_email_programs_support(story: Story) -> None:
    unsupported = {
        feature: [program for program, letter in zip(DATA["programs"], letters, strict=True) if letter != "y"]
        for feature in used_by(written(story).html)
        if ((letters := DATA["features"].get(feature)) is None and feature not in NOT_ASKED)
        or (set(letters or "y") - {"y"} and feature not in {**GOES_WITHOUT, **(IN_PART if "n" not in letters else {})})
    }

    assert unsupported == {}


def test_support_exceptions_are_all_needed() -> None:
    used = {feature for story in STORIES for feature in used_by(written(story).html)}

    assert {*GOES_WITHOUT, *IN_PART, *NOT_ASKED} - used == set()


@pytest.mark.parametrize(
    ("html", "feature"),
    [
        ("<p style='position: absolute'>", "css-position"),
        ("<p style='width: calc(1px + 1%)'>", "css-unit-calc"),
        ("<p style='display: flex'>", "css-display"),
        ("<p><button>", "html-button"),
        ("<p hidden>", "html-hidden"),
        ("<style>p:hover { color: #000000 }</style>", "css-pseudo-class-hover"),
    ],
)
def test_support_check_finds_what_is_not_for_email(html: str, feature: str) -> None:
    body = html if html.startswith("<p") else ""
    head = html if not body else ""
    whole = f"<!doctype html><html><head><title>A</title>{head}</head><body>{body}</body></html>"
    closed = whole.replace("<button>", "<button></button>").replace("</body>", "</p></body>" if body else "</body>")

    assert feature in used_by(closed)
