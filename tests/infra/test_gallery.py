"""The gallery: every email to look at, as files and on the local site."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from adapters.web.templates import FOLDER
from infra.gallery import design
from infra.gallery.__main__ import write
from infra.gallery.stories import stories
from infra.local.web import gallery


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("gallery")
    write(made)
    design.write(made)
    return made


def test_gallery_has_a_page_for_each_email(folder: Path) -> None:
    index = (folder / "index.html").read_text("utf-8")

    for story in stories():
        page = (folder / f"{story.slug}.html").read_text("utf-8")
        assert f'href="{story.slug}.html"' in index
        assert story.to in page
        assert "You&#39;re getting this email because" in page
        assert page.count("<iframe") == page.count('sandbox="allow-popups allow-popups-to-escape-sandbox"') == 4


def test_gallery_email_is_light_or_dark_whatever_the_browser_is(folder: Path) -> None:
    for story in stories():
        light = (folder / f"{story.slug}.light.html").read_text("utf-8")
        dark = (folder / f"{story.slug}.dark.html").read_text("utf-8")
        assert "prefers-color-scheme" not in light + dark
        assert "@media not all {" in light
        assert "@media all {" in dark


def test_design_shows_every_component_that_the_stylesheet_lists(folder: Path) -> None:
    comment = (FOLDER / "pages/style.css").read_text("utf-8").partition("*/")[0]
    listed = set(re.findall(r"\.([a-z][a-z-]+)", comment.partition("Components:")[2]))
    sheet = (folder / "design.light.html").read_text("utf-8").partition("</style>")[2]
    shown = {name for names in re.findall(r'class="([^"]+)"', sheet) for name in names.split()}

    assert len(listed) > 15
    assert listed - shown == set()


def test_design_is_light_or_dark_whatever_the_browser_is(folder: Path) -> None:
    page = (folder / "design.html").read_text("utf-8")

    for scheme, other in (("light", "dark"), ("dark", "light")):
        sheet = (folder / f"design.{scheme}.html").read_text("utf-8")
        assert f"color-scheme: {scheme};" in sheet
        assert f"color-scheme: {other}" not in sheet
        assert "prefers-color-scheme" not in sheet
        assert page.count(f'src="design.{scheme}.html"') == 2


def test_local_site_serves_the_gallery_sandboxed() -> None:
    with ThreadPoolExecutor() as elsewhere:  # this thread's loop may be Playwright's
        names = ("", "approved.html", "approved.dark.html", "design")
        index, page, mail, sheets = elsewhere.submit(lambda: asyncio.run(visit(*names))).result()

    assert "All emails" in index.text
    assert 'src="design.dark.html"' in sheets.text
    assert "Approved: API key for Weekly hours report" in page.text
    assert mail.headers["Content-Security-Policy"].startswith("sandbox ")
    assert "Your application is approved" in mail.text


async def visit(*names: str) -> list[httpx.Response]:
    """Open pages of the local gallery, one after the other."""
    site = httpx.ASGITransport(Starlette(routes=gallery.routes()))
    async with httpx.AsyncClient(transport=site, base_url="http://localhost/inbox/gallery/") as browser:
        return [await browser.get(name) for name in names]
