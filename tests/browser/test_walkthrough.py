"""``docs/walkthrough.md`` as a person does it: a browser, the form, the mailbox, the links. Takes its pictures."""

import base64
import re
from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Page, ViewportSize, expect

from infra.local.mailbox import StoredMail
from tests.e2e.people import People
from tests.examples import exception_data, request_data

EXAMPLE = request_data()
VIEW: ViewportSize = {"width": 900, "height": 3000}
SIDE_BY_SIDE = """<!doctype html>
<main style="padding: 24px; width: max-content; display: flex; gap: 24px; align-items: start;
background: #d9dde2; font: 600 24px 'DejaVu Sans', sans-serif; color: #1f242a">
<div><p style="margin: 0 0 12px">1. A reviewer decides</p><img src="{}"></div>
<div><p style="margin: 0 0 12px">2. The applicant reads why, and replies</p><img src="{}"></div>
</main>
"""


class Walk:
    """One person in front of the browser, who may take pictures."""

    def __init__(self, page: Page, people: People, pictures: str | None) -> None:
        self.page = page
        self.people = people
        self._pictures = Path(pictures) if pictures else None

    def picture(self, name: str) -> None:
        if self._pictures:
            self._pictures.mkdir(parents=True, exist_ok=True)
            # The view is higher than any page, and cut here: a picture of more than the view would move the page.
            height = self.page.evaluate("document.body.offsetHeight")
            clip: FloatRect = {"x": 0, "y": 0, "width": VIEW["width"], "height": height}
            self.page.screenshot(path=self._pictures / f"{name}.png", clip=clip)

    def product_picture(self, decision_page: bytes, email: bytes) -> None:
        """The picture of the README: the top of a decision page beside the email that follows from it."""
        if self._pictures:
            images = ("data:image/png;base64," + base64.b64encode(image).decode() for image in (decision_page, email))
            beside = self.page.context.new_page()
            beside.set_viewport_size({"width": 1800, "height": 1200})
            beside.set_content(SIDE_BY_SIDE.format(*images))
            beside.locator("main").screenshot(path=self._pictures / "product.png")
            beside.close()

    def ask_for_link(self, account_id: str) -> None:
        """Start with the account, and follow the link that comes by mail."""
        self.page.goto("/")
        self.page.get_by_role("link", name="Get your application link").click()
        self.page.get_by_label("Account ID").fill(account_id)
        self.page.get_by_role("button", name="Email the link").click()
        expect(self.page.get_by_role("heading", name="Check your email")).to_be_visible()
        self.follow(self.people.mail(account_id, "Your link to apply for an API key"), "Open the application form")

    def fill(self, email: str) -> None:
        """Fill the form in as the documented example has it."""
        page = self.page
        page.get_by_label("Your name").fill(EXAMPLE["applicant"]["name"])
        page.get_by_label("Your email address").fill(email)
        page.get_by_label("Admin of the account").check()
        page.get_by_label("Project name").fill(EXAMPLE["project"]["name"])
        page.get_by_label("What will you use the API for?").fill(EXAMPLE["project"]["use"])
        page.get_by_label("Only people inside the company").check()
        page.get_by_role("group", name="Is the project commercial?").get_by_label("No", exact=True).check()
        page.get_by_label("Requests per hour").fill("200")
        page.get_by_label("Hours per day").fill("8")

    def send(self, receipt: str) -> str:
        """Check the answers, and submit them; returns the application's id."""
        self.page.get_by_role("button", name="Check my application").click()
        self.page.get_by_role("button", name="Submit application").click()
        expect(self.page.get_by_role("heading", name=receipt)).to_be_visible()
        return str(re.search(r"application=(\w+)", self.page.url)[1])  # type: ignore[index]

    def open_mail(self, mail: StoredMail) -> None:
        self.page.goto(f"/inbox/{mail.id}")
        expect(self.page.frame_locator("iframe").locator("h1")).to_be_visible()

    def follow(self, mail: StoredMail, button: str) -> None:
        """Click a button in the mail; it opens beside, and we look there."""
        self.open_mail(mail)
        with self.page.context.expect_page() as beside:
            self.page.frame_locator("iframe").get_by_role("link", name=button, exact=True).click()
        self.page.close()
        self.page = beside.value
        self.page.set_viewport_size(VIEW)

    def press(self, button: str, then: str) -> None:
        self.page.get_by_role("button", name=button).click()
        expect(self.page.get_by_role("heading", name=then)).to_be_visible()


@pytest.fixture
def walk(page: Page, people: People, pytestconfig: pytest.Config) -> Walk:
    return Walk(page, people, pytestconfig.getoption("--screenshots"))


def test_one_approval(walk: Walk) -> None:
    people = walk.people
    people.open_account("acct-example", email="avery.example@client.example")
    people.add_members("acct-example", ["avery.approved@client.example"])
    walk.ask_for_link("acct-example")
    expect(walk.page.get_by_text("all checks passed")).to_be_visible()
    walk.fill("avery.approved@client.example")
    walk.picture("apply")
    application_id = walk.send("Application submitted")

    check = people.mail(application_id, "Trust &amp; Safety check")
    walk.page.goto("/inbox")
    expect(walk.page.get_by_role("link", name="Trust & Safety check: Weekly hours report").first).to_be_visible()
    walk.picture("inbox")
    walk.follow(check, "Cleared")
    walk.press("Mark as cleared", then="Account cleared")

    review = people.review_mail(application_id)
    walk.open_mail(review)
    walk.picture("review-mail")
    walk.follow(review, "Approve")
    walk.picture("decision")
    walk.press("Approve", then="Application approved")
    walk.picture("decided")

    walk.open_mail(people.mail(application_id, "Your application is approved"))
    walk.picture("approved-mail")


def test_one_rejection_with_a_re_review(walk: Walk) -> None:
    people = walk.people
    people.open_account("acct-client", email="avery.client@client.example")
    people.add_members("acct-client", ["avery.rejected@client.example"])
    walk.page.goto("/")
    walk.page.get_by_role("link", name="Apply on behalf of a client").click()
    walk.page.get_by_label("Account ID").fill("acct-client")
    walk.fill("avery.rejected@client.example")
    application_id = walk.send("Almost done")
    walk.follow(people.mail(application_id, "Did you authorise this application?"), "See it and confirm")
    walk.picture("confirm")
    walk.press("Confirm", then="Application submitted")
    walk.follow(people.mail(application_id, "Trust &amp; Safety check"), "Clear")
    walk.press("Mark as cleared", then="Account cleared")

    walk.follow(people.review_mail(application_id), "Reject")
    walk.page.get_by_label("In your own words, to the applicant").fill(
        "The website does not open.\nPut it online, then reply."
    )
    walk.picture("reject")
    decision_page = walk.page.screenshot(clip={"x": 0, "y": 0, "width": VIEW["width"], "height": 1000})
    walk.press("Reject", then="Application rejected")

    walk.open_mail(people.mail(application_id, "We could not approve your application"))
    walk.page.get_by_label("Sent from").fill("The website is online now.")
    walk.picture("rejected-mail")
    walk.product_picture(decision_page, walk.page.frame_locator("iframe").locator(".card").screenshot())
    walk.page.get_by_role("button", name="Send the reply").click()
    expect(walk.page.get_by_role("status")).to_contain_text("the second review runs")

    walk.follow(people.mail(application_id, "Trust &amp; Safety check", number=2), "Cleared")
    walk.press("Mark as cleared", then="Account cleared")
    walk.follow(people.review_mail(application_id, number=2), "Approve")
    expect(walk.page.get_by_text("The website is online now.")).to_be_visible()
    expect(walk.page.get_by_text("The website does not open.")).to_be_visible()
    walk.picture("second-review")
    walk.press("Approve", then="Application approved")
    people.mail(application_id, "Your application is approved")


def test_certain_rejection_is_announced_before_anything_is_sent(walk: Walk) -> None:
    walk.people.open_account("acct-photo", like="acct-no-photo", email="casey.example@client.example")
    walk.people.add_members("acct-photo", ["avery.checked@client.example"])
    walk.ask_for_link("acct-photo")
    expect(walk.page.get_by_text("Please fix this in account acct-photo")).to_be_visible()
    walk.fill("avery.checked@client.example")
    walk.page.get_by_label("Project name").fill("Askwork hours")
    walk.page.get_by_label("Requests per hour").fill("9000")

    walk.press("Check my application", then="Please fix these 3 things")

    walk.picture("checked")
    for fix in ("Add a photo of yourself", "Give the project a name of your own", "Stay within 40,000 requests a day"):
        expect(walk.page.get_by_text(fix)).to_be_visible()
    expect(walk.page.get_by_role("button", name="Submit anyway")).to_be_visible()
    walk.page.get_by_role("button", name="Change Project name").click()
    expect(walk.page.get_by_label("Project name")).to_have_value("Askwork hours")


def test_exception_is_granted(walk: Walk) -> None:
    people = walk.people
    people.open_account("acct-growing", like="acct-high-value", email="finley.example@client.example")
    answer = people.sign("POST", "/exceptions", exception_data(account_id="acct-growing", employees=30))
    case_id = answer.json()["exception_id"]
    walk.follow(people.mail(case_id, "Trust &amp; Safety check for an exception"), "Cleared")
    walk.press("Mark as cleared", then="Account cleared")

    walk.follow(people.mail(case_id, "Grant this exception?"), "Grant")
    walk.picture("exception")
    walk.press("Grant", then="Exception granted")

    walk.open_mail(people.mail(case_id, "The exception is granted", to="finley.example@client.example"))


def test_owner_confirms(walk: Walk) -> None:
    people = walk.people
    people.open_account("acct-owned", email="owned.example@client.example")
    owner = {"name": "Robin Example", "email": "robin@client.example", "agreed": True}
    application_id = people.apply_with("acct-owned", "avery.owned@client.example", owner=owner)

    walk.follow(people.mail(application_id, "Will you own this API key?"), "I will own the key")
    walk.picture("owner")
    walk.press("I will own the key", then="You agreed to own this API key")


def test_mailbox_fits_a_phone(walk: Walk) -> None:
    walk.page.set_viewport_size({"width": 360, "height": 740})

    walk.page.goto("/inbox")

    assert walk.page.evaluate("document.documentElement.scrollWidth") <= 360
