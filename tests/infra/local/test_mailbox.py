"""The local mailbox: what its pages show of emails, and whose words they are careful with."""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from adapters.dynamodb.case_index import DynamoCaseIndex
from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.exceptions import DynamoExceptions
from infra.local.demo.people import DemoPeople
from infra.local.demo.seeding import Demo
from infra.local.local_settings import REVIEWERS
from infra.local.mailbox import Journal, Mailbox, Mark, StoredMail
from infra.local.web.channel import Channel
from infra.local.web.inbox import Inbox
from infra.local.web.mail_list import MOST, MailList, role_of, when
from infra.local.web.tour import Tour
from tests.fakes.basics import NOON
from tests.handlers.in_process_desk import InProcessDesk, in_process_desk
from tests.handlers.seed_data import ask, hand_in, open_account
from tests.words import HOSTILE

ADDRESS = "applicant@client.example"


class Site:
    """The local pages, as a browser asks for them."""

    def __init__(self, routes: list[Route]) -> None:
        self._transport = httpx.ASGITransport(Starlette(routes=routes))

    def get(self, path: str) -> httpx.Response:
        return self._request("GET", path)

    def post(self, path: str, **fields: str) -> httpx.Response:
        return self._request("POST", path, fields)

    def _request(self, method: str, path: str, fields: dict[str, str] | None = None) -> httpx.Response:
        async def call() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url="http://localhost") as browser:
                return await browser.request(method, path, data=fields)

        with ThreadPoolExecutor() as elsewhere:  # this thread's loop may be Playwright's
            return elsewhere.submit(lambda: asyncio.run(call())).result()


@pytest.fixture(scope="module")
def desk() -> Iterator[InProcessDesk]:
    """A desk that has emailed about an application whose every word is hostile."""
    with in_process_desk() as desk:
        open_account(desk, "acct-hostile")
        ask(desk, hand_in(desk, "acct-hostile", HOSTILE), "safety")
        yield desk


@pytest.fixture
def mailbox(desk: InProcessDesk) -> Mailbox:
    mailbox = Mailbox()
    for message in desk.ses.sent:
        mailbox.add(message.as_bytes(), (str(message["To"]),), "desk@desk.example")
    return mailbox


@pytest.fixture
def site(desk: InProcessDesk, mailbox: Mailbox) -> Site:
    table = desk.table
    mail_list = MailList(mailbox, DynamoCaseIndex(table), DynamoCases(table), DynamoExceptions(table))
    nothing: object = None
    demo = Demo(DemoPeople(nothing, "", "", mailbox, nothing), Journal())  # type: ignore[arg-type]
    inbox = Inbox(mail_list, Channel(), nothing, nothing, demo)  # type: ignore[arg-type]
    tour = Tour("http://localhost", mailbox, demo)
    return Site([*inbox.routes(), *tour.routes(), *inbox.email_routes()])


def email(to: str, text: str) -> StoredMail:
    raw = f"Date: Mon, 02 Mar 2026 09:30:00 +0000\r\nTo: {to}\r\nSubject: A subject\r\n\r\n{text}\r\n"
    return StoredMail("1", raw.encode(), (to,), "desk@desk.example")


@pytest.mark.parametrize(
    ("to", "text", "role"),
    [
        (REVIEWERS[0], "http://localhost:8000/decisions/abc", "Reviewer"),
        ("grace@client.example", "http://localhost:8000/decisions/abc", "Key owner"),
        ("noor@client.example", "http://localhost:8000/confirm/abc", "Account holder"),
        ("noor@client.example", "http://localhost:8000/apply/link/abc", "Account holder"),
        ("sam@client.example", "https://keys.example/status/abc", "Applicant"),
        ("new@marketplace.example", "http://localhost:8000/console/enter/abc", "Staff"),
        ("helen@client.example", "Apply at http://localhost:8000/apply/link", "Client"),
    ],
)
def test_role_of_a_person_comes_from_the_staff_or_from_the_links(to: str, text: str, role: str) -> None:
    assert role_of(email(to, text)) == role


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "just now"),
        (60, "1 minute ago"),
        (3599, "59 minutes ago"),
        (3600, "1 hour ago"),
        (86_399, "23 hours ago"),
        (86_400, ""),
    ],
)
def test_time_is_told_in_words_for_a_day(seconds: int, words: str) -> None:
    assert when(NOON, NOON + timedelta(seconds=seconds)) == words


def test_list_shows_case_state_and_role(site: Site) -> None:
    page = site.get("/inbox").text

    assert ">Trust &amp; Safety<" not in page, "the in-process desk has staff of its own"
    assert "In review" in page
    assert ">Applicant<" in page


def test_hostile_words_are_escaped_on_every_page(site: Site, mailbox: Mailbox) -> None:
    paths = ["/inbox", f"/inbox?person={ADDRESS}", *(f"/inbox/{mail.id}" for mail in mailbox.newest_first())]
    case_ids = set(re.findall(r"\?case=(k\w+)", site.get("/inbox").text))

    assert case_ids
    for path in [
        *paths,
        *(f"/inbox?case={case_id}" for case_id in case_ids),
        "/inbox?person=<script>alert(1)</script>",
    ]:
        page = site.get(path)
        assert page.status_code == 200
        assert "<script>alert(1)" not in page.text


def test_html_of_an_email_runs_no_script(site: Site, mailbox: Mailbox) -> None:
    for mail in mailbox.newest_first():
        policy = site.get(f"/inbox/{mail.id}/html").headers["Content-Security-Policy"]
        assert policy.startswith("sandbox ")
        assert "allow-scripts" not in policy
        assert "default-src 'none'" in policy


def test_filters_narrow_the_list_and_say_when_nothing_is_left(site: Site) -> None:
    assert site.get("/inbox").text.count('class="subject"') > site.get(f"/inbox?person={ADDRESS}").text.count(
        'class="subject"'
    )
    assert "No results" in site.get("/inbox?person=nobody@client.example").text
    assert "No results" in site.get("/inbox?case=kabcdefghij234567").text


def test_unread_emails_are_marked_until_they_are_opened(site: Site, mailbox: Mailbox) -> None:
    number = len(mailbox.newest_first())
    assert site.get("/inbox").text.count("Unread: ") == number

    site.get("/inbox/1")

    assert site.get("/inbox").text.count("Unread: ") == number - 1
    assert site.get("/inbox?unread=yes").text.count('class="subject"') == number - 1


def test_marks_are_kept_between_runs(tmp_path: Path) -> None:
    mail = email(ADDRESS, "text")
    marks: tuple[Mark, ...] = ("read", "replied", "read")
    for mark in marks:
        Mailbox(marks=Journal(tmp_path / "marks")).mark(mail, mark)

    assert Mailbox(marks=Journal(tmp_path / "marks")).marks(mail) == {"read", "replied"}


def test_long_list_is_cut_and_says_so(site: Site, mailbox: Mailbox) -> None:
    for _ in range(MOST):
        mailbox.add(email("many@client.example", "text").raw, ("many@client.example",), "desk@desk.example")

    page = site.get("/inbox").text

    assert page.count('class="subject"') == MOST
    assert re.search(r"\d+ older emails are not shown", page)


def test_unknown_email_is_a_page_with_a_way_back(site: Site) -> None:
    page = site.get("/inbox/nothing")

    assert page.status_code == 404
    assert 'href="/inbox"' in page.text


def test_empty_mailbox_and_channel_say_what_would_be_there(desk: InProcessDesk) -> None:
    mailbox, table = Mailbox(), desk.table
    nothing: object = None
    demo = Demo(DemoPeople(nothing, "", "", mailbox, nothing), Journal())  # type: ignore[arg-type]
    mail_list = MailList(mailbox, DynamoCaseIndex(table), DynamoCases(table), DynamoExceptions(table))
    site = Site(Inbox(mail_list, Channel(), nothing, nothing, demo).routes())  # type: ignore[arg-type]

    assert "No emails yet" in site.get("/inbox").text
    assert "No posts yet" in site.get("/inbox/channel").text
    assert "#ask-api-team in Slack" in site.get("/inbox/channel").text


def test_tour_without_demo_data_says_how_to_get_it(site: Site) -> None:
    page = site.get("/inbox/tour").text

    assert "There is no demo data here" in page
    assert "make reset" in page
    assert "not available" in page


@pytest.mark.parametrize("role", ["", "owner", "reviewer.two@staff.example"])
def test_tour_signs_in_nobody_but_its_own_people(site: Site, role: str) -> None:
    assert site.post("/inbox/tour/sign-in", **{"as": role}).status_code == 404
