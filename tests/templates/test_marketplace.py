"""Emails of other marketplaces: with their own name, links and contact, and nothing where they have none."""

import re
from pathlib import Path

import pytest

from infra.gallery.story import Story
from tests.examples import ROOT
from tests.marketplaces import EXAMPLE, MINIMAL, OTHER, as_of
from tests.templates.reading import STORIES, ReadMail, written

ALL = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
OF_THE_EXAMPLE = re.compile(
    r"example marketplace|askwork|\bework|ecraft|(www|developers|api-support)[.@]?\S*marketplace\.example|ask-api-team"
    r"|api support|#?722f85|#?d0a0ea",
    re.IGNORECASE,
)
"""What a reader would know the example's marketplace by. (The gallery's cases are of a desk at its address.)"""
HALF_A_SENTENCE = re.compile(r"(contact|ask|tell|see|in the|at)\s*[:.,]|questions\?\s*$|\(\)|:\s*$", re.IGNORECASE)


@pytest.fixture(scope="module", name="other")
def of_another_marketplace() -> dict[str, ReadMail]:
    with as_of(OTHER):
        return {story.slug: written(story) for story in STORIES}


@pytest.fixture(scope="module", name="bare")
def of_a_marketplace_with_nothing_but_a_name(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ReadMail]:
    file = tmp_path_factory.mktemp("bare") / "marketplace.toml"
    file.write_text(MINIMAL, "utf-8")
    with as_of(file):
        return {story.slug: written(story) for story in STORIES}


def is_by_the_brand_rule(story: Story) -> bool:
    """Stories of an application that comes near the example's brand say so, in what the policy found."""
    return bool(story.values.get("findings"))


@ALL
def test_email_of_another_marketplace_names_that_one_alone(other: dict[str, ReadMail], story: Story) -> None:
    read = other[story.slug]
    written_parts = (read.subject, read.text, read.html)

    assert "Lindqvist & Söner, Marknad API keys" in read.shown
    if not is_by_the_brand_rule(story):
        assert not [found[0] for part in written_parts if (found := OF_THE_EXAMPLE.search(part))]
    assert "Söner, Marknad API keys" in read.html
    assert "Lindqvist & S" not in read.html, "a name is text, not HTML"


@ALL
def test_email_without_links_and_contacts_has_no_dead_link_and_no_half_sentence(
    bare: dict[str, ReadMail], story: Story
) -> None:
    read = bare[story.slug]
    last = next(line for line in read.text.splitlines() if line.startswith("You're getting this email "))

    assert not re.search(r'href="(mailto:)?"', read.html)
    others = {link for link in read.links if not link.startswith("https://keydesk.marketplace.example/")}
    assert others - {story.values.get("key_place_url")} == set(), "the page of the key isn't configured here"
    assert "Questions? Contact" not in read.text + read.shown
    assert "Questions? Ask" not in read.text + read.shown
    assert re.search(r"\w\.$", last), last
    assert not HALF_A_SENTENCE.search(last)
    assert "USEFUL LINKS" not in read.text
    assert "Useful links" not in read.shown


def test_approval_leads_to_what_is_configured(other: dict[str, ReadMail]) -> None:
    read = other["approved"]
    places = {
        "API Center": "https://lindqvist.example/nycklar",
        "API Reference": "https://lindqvist.example/referens",
        "Rate Limits": "https://lindqvist.example/referens#takt",
    }

    for title, url in places.items():
        assert f"- {title}: {url}\n" in read.text
        assert url in read.links
    assert "Guides" not in read.text + read.shown
    assert "Questions? Contact kundtjänst & api: https://hjalp.lindqvist.example/fraga?om=api&sprak=sv" in read.text
    assert "https://hjalp.lindqvist.example/fraga?om=api&sprak=sv" in read.links


def test_emails_are_in_the_colour_of_the_marketplace(other: dict[str, ReadMail]) -> None:
    html = other["received"].html

    assert "background-color: #0b5cad" in html
    assert "#8ab8ff !important" in html
    assert "$accent" not in html + written(STORIES[0]).html


def test_no_template_and_no_code_names_the_example() -> None:
    places = [*(ROOT / "templates").rglob("*"), *(ROOT / "functions").rglob("*.py")]
    texts = {path: path.read_text("utf-8") for path in places if path.is_file() and path.suffix != ".json"}
    named = {str(path): found[0] for path, text in texts.items() if (found := OF_THE_EXAMPLE.search(text))}

    assert OF_THE_EXAMPLE.search(Path(EXAMPLE).read_text("utf-8"))
    assert named == {}
