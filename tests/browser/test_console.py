"""One of the staff in a real browser: from the mail that signs in to the next case."""

from playwright.sync_api import Page, expect

from infra.local.desk import LocalDesk
from tests.e2e.people import People

REVIEWER = "reviewer.two@staff.example"


def test_reviewer_signs_in_rejects_with_a_saved_reply_and_goes_on(page: Page, desk: LocalDesk) -> None:
    with People(desk) as people:
        application_id = people.apply("acct-in-order", "browser@console.example")
        people.clear(application_id)
        people.review_mail(application_id)

        page.goto("/console")
        page.get_by_label("Work email address").fill(REVIEWER)
        page.get_by_role("button", name="Email me a link").click()
        expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
        page.goto(people.sign_in_link(REVIEWER))
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Queue")).to_be_visible()

        page.get_by_role("link", name="Saved replies").click()
        page.locator("#title-new").fill("Not online")
        page.locator("#text-new").fill("Your website is not online. Put it online, then reply.")
        page.get_by_role("button", name="Save reply").click()

        page.goto(f"/console/cases/{application_id}")
        page.get_by_role("button", name="Assign to me").click()
        expect(page.get_by_text("Assigned to you")).to_be_visible()
        reject = page.locator("details.answer", has=page.locator("summary", has_text="Reject"))
        reject.locator("> summary").click()
        reject.locator("select[name=reply]").select_option(label="Not online")
        reject.get_by_role("button", name="Insert reply").click()
        expect(reject.get_by_role("textbox")).to_have_value("Your website is not online. Put it online, then reply.")
        reject.get_by_role("button", name="Preview email").click()
        expect(page.get_by_text("Email preview: not sent yet")).to_be_visible()
        reject.get_by_role("button", name="Reject", exact=True).click()

        expect(page.get_by_text(f"By {REVIEWER} (you)")).to_be_visible()
        people.mail(application_id, "We could not approve your application", to="browser@console.example")
        page.get_by_role("button", name="Next case").click()
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        page.goto(f"/console/cases/{application_id}")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
