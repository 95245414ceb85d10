"""Staff never see a link that opens something for the applicant, however a program writes it into a reply."""

import re

import pytest

from domain.cases.access_tokens import without_tokens
from domain.inbound_email.own_links import without_own_links
from domain.inbound_email.reply_text import new_text
from tests.examples import ROOT

TOKEN = "6xsylgmmeq3dv33tewe2vtn6fl7p5zetx3xeqqchd3qc73vzxiva"  # as long as a real one
PAGES = [
    page
    for path in (ROOT / "functions").rglob("*.py")
    for page in re.findall(r'new_url\(\s*"([a-z/]+)"', path.read_text("utf-8"))
]
SITE = "https://desk.example"


@pytest.mark.parametrize("page", PAGES)
def test_links_to_each_page_are_removed_also_if_a_program_broke_them(page: str) -> None:
    whole = f"{SITE}/{page}/{TOKEN}"
    broken = [f"{SITE}/{page}/{TOKEN[:at]}\n> {TOKEN[at:]}" for at in (1, 20, 51)]
    broken += [f"{SITE}/{page}/\n{TOKEN}", f"{SITE}/{page}/{TOKEN[:10]}=\n{TOKEN[10:30]}\n>> {TOKEN[30:]}"]

    for link in (whole, whole.upper(), f"<{whole}>", f"> {whole}", *broken):
        left = without_own_links(f"It is fixed.\n{link}\nThanks")
        assert TOKEN[30:50] not in left.casefold()
        assert left.splitlines()[0] == "It is fixed."
        assert left.splitlines()[-1] == "Thanks"


@pytest.mark.parametrize(
    "link",
    [
        f"https://eur01.safelinks.example/?url=https%3A%2F%2Fdesk.example%2Fstatus%2F{TOKEN}&data=05%7C02",
        f"https://urldefense.example/v3/__{SITE}/status/{TOKEN}__;!!abc",
        f"https://urldefense.example/v2/url?u=https-3A__desk.example_status_{TOKEN}&d=x",
        f"reply+{TOKEN}@desk.example",
        f"[mailto:reply+{TOKEN}@desk.example]",
        TOKEN,
    ],
)
def test_links_that_a_program_rewrote_are_removed(link: str) -> None:
    left = without_own_links(f"Is this my page? {link} It says nothing.")

    assert re.fullmatch(r"Is this my page\? \[?…\]? It says nothing\.", left)
    assert TOKEN not in without_tokens(link)


def test_words_that_are_no_link_are_kept() -> None:
    text = "See https://client.example/status/page2\nlogo\nname\ncolour\nand reply+us@client.example\n" + "ha" * 20

    assert without_own_links(text) == text
    assert without_own_links(f"链接{SITE}/status/{TOKEN}打不开") == "链接…打不开"
    assert without_own_links(f"Link: {SITE}/status/{TOKEN}\n\nIt fails.") == "Link: …\n\nIt fails."
    half = f"{SITE}/status/{TOKEN[:30]}\nIt is fixed."
    assert without_own_links(half) == half


def test_quote_that_stays_in_a_reply_shows_no_link() -> None:
    text = f"> Check application status:\n> {SITE}/status/{TOKEN}\n\nIt is fixed.\n\n> Thanks"

    assert new_text(text) == "> Check application status:\n\nIt is fixed.\n\n> Thanks"
