"""The tour and ``docs/walkthrough.md`` as a newcomer takes them: a fresh desk with its demo data, and a browser.

Takes the pictures of the docs. Finds its way by links and the names of fields, so that words can change.
"""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize, expect

from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.exceptions import DynamoExceptions
from adapters.dynamodb.table import Table
from domain.cases.any_case import any_case
from domain.cases.case import Status, TaskKind
from domain.cases.exception import ExceptionStatus
from domain.cases.inbound_message import Handling
from domain.model.api_key import KeyAction
from infra.local.demo.cases import CASES
from infra.local.desk import LocalDesk
from infra.local.local_settings import EXCEPTION_APPROVERS, REVIEWERS, SAFETY_TEAM, for_tests
from infra.local.mailbox import StoredMail
from tests.browser.every_page import fill
from tests.browser.test_every_page import findings
from tests.desks import running
from tests.e2e.people import eventually
from tests.examples import FORM_FIELDS

VIEW: ViewportSize = {"width": 1100, "height": 3000}
PHONE: ViewportSize = {"width": 320, "height": 640}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
REVIEWER, SAFETY, APPROVER = REVIEWERS[0], SAFETY_TEAM[0], EXCEPTION_APPROVERS[0]
DEMO_PATIENCE = 300  # seconds
SIDE_BY_SIDE = """<!doctype html>
<main style="padding: 24px; width: max-content; display: flex; gap: 24px; align-items: start;
background: #d9dde2; font: 600 24px 'DejaVu Sans', sans-serif; color: #1f242a">
<div><p style="margin: 0 0 12px">1. A reviewer decides</p><img src="{}"></div>
<div><p style="margin: 0 0 12px">2. The applicant reads why, and replies</p><img src="{}"></div>
</main>
"""
STATES = {
    "owner": (Status.IN_REVIEW, TaskKind.OWNER),
    "safety": (Status.IN_REVIEW, TaskKind.SAFETY),
    "review": (Status.IN_REVIEW, TaskKind.REVIEW),
    "flagged": (Status.IN_REVIEW, TaskKind.REVIEW),
    "question": (Status.IN_REVIEW, TaskKind.INFO_REQUEST),
    "rejected_by_policy": (Status.REJECTED, None),
    "rejected": (Status.REJECTED, None),
    "re_review": (Status.IN_REVIEW, TaskKind.REVIEW),
    "approved": (Status.APPROVED, None),
    "over_limit": (Status.APPROVED, None),
    "rejected_for_good": (Status.REJECTED_FOR_GOOD, None),
    "withdrawn": (Status.WITHDRAWN, None),
    "exception": (ExceptionStatus.IN_REVIEW, TaskKind.EXCEPTION),
    "exception_granted": (ExceptionStatus.GRANTED, None),
}
"""Where each demo case stands, and whom it waits for. The others are no case yet."""


@pytest.fixture(scope="module")
def demo_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalDesk]:
    settings = for_tests(tmp_path_factory.mktemp("demo"))
    said: list[str] = []
    with running(settings, "0.001", aws=("ministack",), wait_seconds="2") as local:
        local.demo.begin(is_new=True, say=said.append)
        eventually(lambda: not local.demo.is_running, lambda: f"only {local.demo.case_ids}", DEMO_PATIENCE)
        assert len(local.demo.case_ids) == len(CASES), said
        yield local


class Newcomer:
    """Somebody who is everyone, in front of the browser. May take pictures."""

    def __init__(self, page: Page, desk: LocalDesk, pictures: str | None) -> None:
        self.page, self.desk = page, desk
        self._pictures = Path(pictures) if pictures else None

    def picture(self, name: str, most: int = 2000) -> None:
        """Of the page's first so many pixels."""
        if self._pictures:
            self._pictures.mkdir(parents=True, exist_ok=True)
            # The view is higher than any page, and cut here: a picture of more than the view would move the page.
            height = min(self.page.evaluate("document.body.offsetHeight"), most)
            clip: FloatRect = {"x": 0, "y": 0, "width": VIEW["width"], "height": height}
            self.page.screenshot(path=self._pictures / f"{name}.png", clip=clip)

    def product_picture(self, decision_page: bytes, email: bytes) -> None:
        """The picture of the README: the top of a decision page beside the email that follows from it."""
        if self._pictures:
            images = ("data:image/png;base64," + base64.b64encode(image).decode() for image in (decision_page, email))
            beside = self.page.context.new_page()
            beside.set_viewport_size({"width": 2200, "height": 1200})
            beside.set_content(SIDE_BY_SIDE.format(*images))
            beside.locator("main").screenshot(path=self._pictures / "product.png")
            beside.close()

    def mail(self, about: str, person: str, page: str = "", number: int = 1) -> StoredMail:
        """Wait for the email to a person about a case that links to a page, the ``number``-th of its kind."""

        def found() -> StoredMail | None:
            mails = self.desk.mailbox.find(about, person, page)
            return mails[number - 1] if len(mails) >= number else None

        return eventually(found, lambda: f"no email {number} to {person} about {about} with a link to {page}")

    def demo_mail(self, name: str, page: str, person: str = "", number: int = 1) -> StoredMail:
        (case,) = (case for case in CASES if case.name == name)
        return self.mail(self.desk.demo.case_ids[name], person or case.email, page, number)

    def open_mail(self, mail: StoredMail) -> None:
        self.page.goto(f"/inbox/{mail.id}")
        expect(self.page.frame_locator("iframe").locator("h1")).to_be_visible()

    def follow(self, mail: StoredMail, page: str) -> None:
        """Open an email, and click its first link to a page: it opens in a new tab, and we look there."""
        self.open_mail(mail)
        with self.page.context.expect_page() as beside:
            self.page.frame_locator("iframe").locator(f'a[href*="/{page}/"]').first.click()
        self.page.close()
        self.page = beside.value
        self.page.set_viewport_size(VIEW)

    def open_decision(self, mail: StoredMail, decision: str) -> Locator:
        """Follow the link for a decision; returns the button that decides."""
        button = self.page.locator(f'form:has([name="answer"][value="{decision}"]) [name="do"][value="decide"]')
        for path in mail.links("decisions"):
            self.page.goto(path)
            if button.is_visible():
                return button
        raise AssertionError(f"no link for {decision} in {mail.text}")

    def decide(self, mail: StoredMail, decision: str, note: str = "") -> None:
        button = self.open_decision(mail, decision)
        if note:
            self.page.locator('details[open] [name="note"]').fill(note)
        button.click()
        expect(self.page.locator('[name="do"][value="decide"]')).to_have_count(0)

    def sign_in(self) -> None:
        """Sign in to the console as a reviewer, from the tour."""
        self.page.goto("/inbox/tour")
        with self.page.context.expect_page() as beside:
            self.page.locator('.stops button[value="reviewer"]').click()
        self.page = beside.value
        expect(self.page.get_by_text(REVIEWER).first).to_be_visible()
        self.page.set_viewport_size(VIEW)
        self.page.locator("main form button").click()

    def check_form(self) -> None:
        """Have the form checked, without submitting it."""
        self.page.locator('[name="do"]:is([value="review"], [value="check"])').first.click()

    def submit_form(self) -> None:
        """Submit the form, after a look at the answers where there is one."""
        if self.page.locator('[name="do"][value="review"]').count():
            self.check_form()
        self.page.locator('[name="do"][value="send"]').click()
        self.page.wait_for_url("**/received?**")


@pytest.fixture
def newcomer(chromium: Browser, demo_desk: LocalDesk, pytestconfig: pytest.Config) -> Iterator[Newcomer]:
    context = chromium.new_context(base_url=demo_desk.settings.url, viewport=VIEW)
    context.set_default_timeout(30_000)
    yield Newcomer(context.new_page(), demo_desk, pytestconfig.getoption("--screenshots"))
    context.close()


def test_demo_has_a_case_in_each_state(demo_desk: LocalDesk) -> None:
    table = Table(demo_desk.aws.client("dynamodb"), demo_desk.outputs["TableName"])
    for name, (status, waits_for) in STATES.items():
        case = any_case(demo_desk.demo.case_ids[name], DynamoCases(table), DynamoExceptions(table))
        open_tasks = [task.key.kind for task in case.tasks if task.decision is None]
        assert (name, case.status, open_tasks) == (name, status, [waits_for] if waits_for else [])
    flagged = DynamoCases(table).get_case(demo_desk.demo.case_ids["flagged"])
    assert flagged.current.verdict
    assert len(flagged.current.verdict.flagged) == 2
    over_limit = DynamoCases(table).get_case(demo_desk.demo.case_ids["over_limit"])
    assert [change.action for change in over_limit.key_changes] == [KeyAction.ISSUE, KeyAction.OVER_LIMIT]
    assert [message.handling for message in over_limit.messages] == [Handling.ABOUT_KEY]
    messages = DynamoCases(table).get_case(demo_desk.demo.case_ids["rejected"]).messages
    assert [message.handling for message in messages] == [Handling.QUARANTINED]


def test_tour_leads_to_pages_in_the_right_state(newcomer: Newcomer) -> None:
    page = newcomer.page
    page.goto("/inbox/tour")
    newcomer.picture("tour", most=1150)
    links = page.locator("main .stops a.button")
    paths = [str(links.nth(number).get_attribute("href")) for number in range(links.count())]

    assert len(paths) >= 12
    expect(page.get_by_text("not available")).to_have_count(0)
    for path in paths:
        answer = page.goto(path)
        assert answer and answer.ok, path
    page.goto("/inbox/tour")
    with page.context.expect_page() as beside:
        page.locator("main .stops a.button").first.click()
    expect(beside.value.locator("main h1")).to_be_visible()
    newcomer.page = beside.value
    newcomer.picture("status")


def test_tour_signs_in_to_the_console(newcomer: Newcomer) -> None:
    newcomer.sign_in()

    expect(newcomer.page).to_have_url(f"{newcomer.desk.settings.url}/console")
    newcomer.page.goto("/console?kind=review")
    expect(newcomer.page.get_by_text("Hiring dashboard").first).to_be_visible()
    newcomer.picture("queue")


@pytest.mark.parametrize("name", ["tour", "", "accounts", "channel", "1", "gallery/design", "nothing"])
def test_local_page_can_be_used_by_everybody(newcomer: Newcomer, name: str) -> None:
    page = newcomer.page
    page.goto(f"/inbox/{name}".rstrip("/"))
    if name == "gallery/design":  # what its frames show, which run no script there
        page.set_content(page.request.get("/inbox/gallery/design.light.html").text())
    page.evaluate(AXE_SCRIPT)

    for view in (PHONE, VIEW):
        page.set_viewport_size(view)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert findings(page) == [], f"{view['width']} px, {scheme}"
        assert page.evaluate("document.documentElement.scrollWidth") <= view["width"]


def test_mailbox_is_filtered_and_marks_what_was_read(newcomer: Newcomer) -> None:
    page, mail = newcomer.page, newcomer.demo_mail("review", "decisions", REVIEWER)
    page.goto("/inbox")
    newcomer.picture("inbox", most=1000)

    page.locator('[name="person"]').select_option(REVIEWER)
    page.locator('[name="case"]').select_option(newcomer.desk.demo.case_ids["review"])
    page.locator('[name="unread"]').check()
    page.get_by_role("button", name="Filter").click()
    row = page.locator("ol.mails > li")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Weekly timesheets")
    expect(row).to_contain_text("Reviewer")
    expect(row.get_by_text("Unread")).to_have_count(1)

    row.locator("a.subject").click()
    expect(page).to_have_url(f"{newcomer.desk.settings.url}/inbox/{mail.id}")
    page.go_back()
    page.reload()
    expect(page.get_by_text("No results")).to_be_visible()


def test_approval_from_the_form_to_the_email(newcomer: Newcomer) -> None:
    page = newcomer.page
    page.goto("/apply/link")
    page.locator('[name="account_id"]').fill("acct-in-order")
    page.locator("main form button").first.click()
    newcomer.follow(newcomer.mail("acct-in-order", "avery@client.example", "apply/link"), "apply/link")
    fill(newcomer.page, **{**FORM_FIELDS, "applicant_email": "avery@client.example"})
    newcomer.picture("apply")

    newcomer.submit_form()

    received = newcomer.mail("Weekly hours report", "avery@client.example", "status")
    safety = newcomer.mail("acct-in-order", SAFETY, "decisions")
    newcomer.decide(safety, "clear")
    review = newcomer.mail("acct-in-order", REVIEWER, "decisions")
    newcomer.open_mail(review)
    newcomer.picture("review-email")
    newcomer.decide(review, "approve")
    newcomer.mail("Weekly hours report", "avery@client.example", number=2)
    newcomer.page.goto(received.links("status")[0])
    expect(newcomer.page.get_by_text("Approved").first).to_be_visible()
    newcomer.page.goto("/inbox/channel")
    expect(newcomer.page.get_by_text("account acct-in-order").first).to_be_visible()


def test_rejection_and_the_email_that_the_applicant_gets(newcomer: Newcomer) -> None:
    review = newcomer.demo_mail("flagged", "decisions", REVIEWER)
    newcomer.open_decision(review, "approve")
    newcomer.picture("decision")
    newcomer.open_decision(review, "reject")
    newcomer.page.locator('details[open] [name="note"]').fill("The website doesn't open.\nPut it online, then reply.")
    newcomer.picture("reject")
    clip: FloatRect = {"x": 0, "y": 0, "width": VIEW["width"], "height": 900}
    decision_page = newcomer.page.screenshot(clip=clip)
    newcomer.page.locator('details[open] [name="do"][value="decide"]').click()

    rejection = newcomer.demo_mail("flagged", "revise")
    assert "Put it online, then reply." in rejection.text
    newcomer.open_mail(rejection)
    newcomer.product_picture(decision_page, newcomer.page.locator("iframe").screenshot())
    newcomer.page.locator('[name="text"]').fill("The website is online now.")
    newcomer.page.get_by_role("button", name="Send reply").click()

    expect(newcomer.page.get_by_role("status")).to_contain_text("Your reply was delivered")
    newcomer.demo_mail("flagged", "decisions", SAFETY, number=2)
    newcomer.page.goto(f"/inbox?case={newcomer.desk.demo.case_ids['flagged']}")
    expect(newcomer.page.locator("ol.mails .tag", has_text="Replied")).to_have_count(1)


def test_re_review_shows_the_first_decision_and_what_changed(newcomer: Newcomer) -> None:
    review = newcomer.demo_mail("re_review", "decisions", REVIEWER, number=2)
    newcomer.open_decision(review, "approve")
    newcomer.picture("re-review")

    expect(newcomer.page.get_by_text("Name the people, then send it again.").first).to_be_visible()
    expect(newcomer.page.get_by_text("I've added who reads the report.").first).to_be_visible()
    expect(newcomer.page.get_by_text("Only the two people in our payroll team read it.").first).to_be_visible()


def test_key_over_its_limit_is_suspended(newcomer: Newcomer) -> None:
    newcomer.sign_in()
    newcomer.page.goto(newcomer.demo_mail("over_limit", "console/cases", REVIEWER).links("console/cases")[0])
    expect(newcomer.page.get_by_text("A loop asked for every class again").first).to_be_visible()
    newcomer.page.locator("#key summary", has_text="Suspend").click()
    newcomer.page.locator("#suspend-reason").fill("61,400 requests on one day. Tell us when the loop is fixed.")
    newcomer.picture("key", most=940)

    newcomer.page.get_by_role("button", name="Suspend key").click()

    expect(newcomer.page.locator("#key h2")).to_contain_text("Suspended")
    suspended = newcomer.demo_mail("over_limit", "status", number=4)
    assert "Tell us when the loop is fixed." in suspended.text


def test_account_holder_confirms(newcomer: Newcomer) -> None:
    newcomer.follow(newcomer.demo_mail("to_confirm", "confirm"), "confirm")
    newcomer.picture("confirm")

    newcomer.page.locator('[name="do"][value="confirm"]').click()

    newcomer.demo_mail("to_confirm", "decisions", SAFETY)


def test_key_owner_confirms(newcomer: Newcomer) -> None:
    newcomer.decide(newcomer.demo_mail("owner", "decisions", "grace@willow.example"), "confirm")

    newcomer.demo_mail("owner", "decisions", SAFETY)


def test_exception_is_granted(newcomer: Newcomer) -> None:
    newcomer.decide(newcomer.demo_mail("exception", "decisions", APPROVER), "grant")

    newcomer.mail(newcomer.desk.demo.case_ids["exception"], "finn@summit.example")


def test_certain_rejection_is_announced_before_anything_is_sent(newcomer: Newcomer) -> None:
    newcomer.page.goto(newcomer.demo_mail("link", "apply/link").links("apply/link")[0])
    fields = {**FORM_FIELDS, "applicant_email": "noor@juniper.example"}
    fill(newcomer.page, **{**fields, "project_name": "Askwork hours", "requests_per_hour": "9000"})

    newcomer.check_form()

    expect(newcomer.page.get_by_text("40,000").first).to_be_visible()
    newcomer.picture("checked")
    expect(newcomer.page.get_by_text("Askwork").first).to_be_visible()
    assert newcomer.page.locator('[name="do"][value="send_anyway"]').count() == 1


def test_bounce_is_marked_in_the_mailbox_and_on_the_decision_page(newcomer: Newcomer) -> None:
    mail = newcomer.demo_mail("review", "status")
    newcomer.open_mail(mail)
    newcomer.page.locator("summary", has_text="delivery problem").click()

    newcomer.page.locator('[name="what"][value="bounce"]').click()

    expect(newcomer.page.get_by_role("status")).to_be_visible()
    newcomer.page.goto(f"/inbox?case={newcomer.desk.demo.case_ids['review']}")
    expect(newcomer.page.locator("ol.mails .tag", has_text="Bounced")).to_have_count(1)
    newcomer.open_decision(newcomer.demo_mail("review", "decisions", REVIEWER), "approve")
    expect(newcomer.page.get_by_text(mail.recipients[0]).first).to_be_visible()
