"""Pages of other marketplaces: with their own name, links and contact, and nothing where they have none."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.browser.every_page import PAGES, STAFF, Scenes
from tests.handlers.in_process_desk import in_process_desk
from tests.marketplaces import EXAMPLE, MINIMAL, OTHER, as_of
from tests.templates.test_marketplace import OF_THE_EXAMPLE

PAGE_OF_THE_KEY = re.compile(r'<a class="button" href="[^"]*">Get the key</a>')
"""Its address is the key issuer's or a parameter's, and not in the marketplace's file."""
KEPT = "email that was sent"
"""Shows a text as the example's desk sent it."""
HALF_A_SENTENCE = re.compile(r"Contact ?[:.]|contact ?:|\b(?:in|of) the ?[:.]|Questions\?\s*$", re.MULTILINE)


class NeedsABrowser(Exception):
    pass


class Reader:
    """Notes the address of a page that is opened without any clicking."""

    path = ""

    def goto(self, url: str) -> None:
        self.path = url.removeprefix("https://desk.example")

    def __getattr__(self, name: str) -> Any:
        raise NeedsABrowser(name)


@pytest.fixture(scope="module")
def read_all() -> Iterator[Callable[[Path], dict[str, str]]]:
    """Reads every page that is opened by its address, of the same cases, as the marketplace in a file has it."""
    with in_process_desk(STAFF) as desk:
        scenes, addresses = Scenes(desk), {}
        for name, opened in PAGES.items():
            reader: Any = Reader()
            scenes.cookie = ""
            with suppress(NeedsABrowser):
                opened(scenes, reader)
                addresses[name] = (*reader.path.partition("?")[::2], scenes.cookie)

        def read(file: Path) -> dict[str, str]:
            with as_of(file):
                pages = {
                    name: desk.call("GET", path, query=query, Cookie=cookie, Accept="text/html").body
                    for name, (path, query, cookie) in addresses.items()
                }
                return {name: PAGE_OF_THE_KEY.sub("", page) for name, page in pages.items()}

        yield read


@pytest.fixture(scope="module")
def example(read_all: Callable[[Path], dict[str, str]]) -> dict[str, str]:
    return read_all(EXAMPLE)


@pytest.fixture(scope="module")
def other(read_all: Callable[[Path], dict[str, str]]) -> dict[str, str]:
    return read_all(OTHER)


@pytest.fixture(scope="module")
def bare(read_all: Callable[[Path], dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    file = tmp_path_factory.mktemp("bare") / "marketplace.toml"
    file.write_text(MINIMAL, "utf-8")
    return read_all(file)


def header(html: str) -> str:
    return str(re.findall(r"<header\b.*?<span>(.*?)</span>", html)[0])


def text(html: str) -> str:
    """What a page says, a line for each block."""
    blocks = re.sub(r"</?(a|b|strong|span|code)\b[^>]*>", "", html.partition("<header")[2].partition("<script>")[0])
    return re.sub(r"\s*<[^>]+>\s*", "\n", blocks)


def test_pages_for_clients_have_the_name_and_those_for_staff_the_products(example: dict[str, str]) -> None:
    headers = {name: header(html) for name, html in example.items()}

    assert len(headers) > 55
    assert {name for name, shown in headers.items() if shown == "Keydesk"} >= {"sign in", "queue, mine", "search"}
    clients = {name: headers[name] for name in ("home", "help", "apply", "received", "status, in review", "problem")}
    assert set(clients.values()) == {"Example Marketplace API keys"}
    assert set(headers.values()) == {"Keydesk", "Example Marketplace API keys"}


def test_pages_of_another_marketplace_name_that_one_alone(other: dict[str, str]) -> None:
    for name, html in other.items():
        assert header(html) in ("Keydesk", "Lindqvist &amp; Söner, Marknad API keys"), name
        shown = html.replace("the brand&#39;s violet #722f85", "")  # which a verdict stored
        found = OF_THE_EXAMPLE.search(shown.partition('<section class="letter"')[0] if name == KEPT else shown)
        assert not found, f"{name}: {found}"


def test_pages_lead_to_what_is_configured(other: dict[str, str]) -> None:
    contact = "https://hjalp.lindqvist.example/fraga?om=api&amp;sprak=sv"

    for name in ("home", "help", "apply", "received", "status, in review", "owner: confirm", "problem"):
        assert f'Contact kundtjänst &amp; api: <a href="{contact}">{contact}</a>' in other[name], name
        assert '<a href="https://lindqvist.example/referens">API Reference</a>' in other[name], name
        assert ">Guides<" not in other[name], name
    for place, title in (("nycklar", "API Center"), ("referens#takt", "Rate Limits"), ("referens", "API Reference")):
        assert f'<a href="https://lindqvist.example/{place}">{title}</a>' in other["help"]
    assert "in the API&rsquo;s Getting Started guide." in other["help"], "without a link"


def test_pages_for_staff_tell_nobody_to_contact_support(other: dict[str, str]) -> None:
    for name in ("safety: clear", "review: approve", "queue, mine", "sign in", "held mail", "case, to decide"):
        assert "kundtjänst" not in other[name], name
        assert "Questions? Ask the channel api &amp; friends." in other[name], name


def test_pages_without_links_and_contacts_have_no_dead_link_and_no_half_sentence(bare: dict[str, str]) -> None:
    for name, html in bare.items():
        assert header(html) in ("Keydesk", "Bare API keys"), name
        foot = re.sub('<details id="shortcuts".*</details>', "", html.partition("<footer>")[2], flags=re.DOTALL)
        footer = re.sub("<[^>]+>", "", foot.partition("</footer>")[0]).strip()
        assert footer in ("Bare API keys", "Keydesk for Bare, for staff only."), name
        assert not re.search(r'href="(mailto:)?"', html), name
        without_websites = html.replace('href="https://analytics.client.example" target="_blank"', "")  # an applicant's
        assert not re.search(r'href="(https?:|mailto:)', without_websites), name
        assert not HALF_A_SENTENCE.search(text(html)), f"{name}: {HALF_A_SENTENCE.search(text(html))}"
    assert "For anything else, ask your account manager." in bare["help"]
