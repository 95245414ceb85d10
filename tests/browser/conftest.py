"""A real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from infra import browser
from infra.local.desk import LocalDesk


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = browser.find()
    assert path, "no Chromium: run make test, which installs one where it can"
    expect.set_options(timeout=30_000)  # a check is a function that may start first, on a machine that does more
    with sync_playwright() as playwright:
        # Quiet and closed: nothing of it calls home, and it may run as root in a container.
        quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        opened = playwright.chromium.launch(executable_path=path, args=quiet)
        yield opened
        opened.close()


@pytest.fixture
def page(chromium: Browser, desk: LocalDesk) -> Iterator[Page]:
    context = chromium.new_context(base_url=desk.settings.url, viewport={"width": 900, "height": 2000})
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()
