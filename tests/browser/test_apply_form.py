"""The application form in a browser: checks as one goes, the draft, the total; and all but that without script."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.desk import LocalDesk
from tests.e2e.applying.test_applying import APPLY_LINK, icon
from tests.e2e.applying.test_revising import REJECTED, rejected
from tests.e2e.people import People
from tests.examples import request_data


@pytest.fixture
def plain(chromium: Browser, desk: LocalDesk) -> Iterator[Page]:
    """A browser without script."""
    context = chromium.new_context(base_url=desk.settings.url, java_script_enabled=False)
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def fill(page: Page, **changes: str) -> None:
    """Fill in all that must be; each name is a field's."""
    typed = {
        "account_id": "acct-in-order",
        "applicant_name": "Avery Example",
        "applicant_email": "typed@client.example",
        "project_name": "Weekly hours report",
        "project_use": request_data()["project"]["use"],
        "requests_per_hour": "200",
        "hours_per_day": "8",
        **changes,
    }
    for name, value in typed.items():
        page.locator(f"#{name}").fill(value)
    choose(page)


def choose(page: Page) -> None:
    for name, value in (("applicant_role", "admin"), ("exposure", "private"), ("commercial", "no")):
        page.locator(f'[name="{name}"][value="{value}"]').check()


def check(page: Page, heading: str = "Ready to submit") -> None:
    """Go on to the page with all answers."""
    page.get_by_role("button", name="Check my application").click()
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    expect(page.get_by_role("heading", name=heading)).to_be_visible()


def picture(page: Page, config: pytest.Config, name: str) -> None:
    if folder := config.getoption("--screenshots"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def notes(page: Page, name: str) -> str:
    return page.locator(f"#{name}-notes").inner_text()


def test_mistake_is_shown_beside_its_field_while_typing(page: Page) -> None:
    page.goto("/apply")
    page.get_by_label("Project name").fill("Askwork hours")
    page.keyboard.press("Tab")
    expect(page.locator("#project_name-notes")).to_contain_text("Give the project a name of its own")
    expect(page.get_by_label("Project name")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Project name")).to_have_accessible_description(re.compile("name of your own"))
    assert notes(page, "project_use") == "", "nobody was there yet"

    page.get_by_label("Project name").fill("Weekly hours")
    expect(page.locator("#project_name-notes")).to_be_empty()
    expect(page.get_by_label("Project name")).not_to_have_attribute("aria-invalid", "true")
    page.get_by_label("Your email address").fill("nobody")
    page.keyboard.press("Tab")
    expect(page.locator("#applicant_email-notes")).to_contain_text("@-sign")


def test_daily_total_is_shown_at_once(page: Page) -> None:
    page.goto("/apply")
    page.get_by_label("Requests per hour").fill("5000")
    expect(page.locator("#total")).not_to_contain_text("requests per day", use_inner_text=True)
    page.get_by_label("Hours per day").press_sequentially("8")
    expect(page.locator("#total")).to_have_text("40,000 requests per day. The limit is 40,000.", use_inner_text=True)
    page.get_by_label("Hours per day").fill("9")
    expect(page.locator("#total")).to_contain_text("45,000 requests per day", use_inner_text=True)
    expect(page.locator("#total")).to_contain_text("Please plan for fewer", use_inner_text=True)


def test_draft_survives_a_reload_until_it_is_sent_or_cleared(page: Page, people: People) -> None:
    page.goto("/apply")
    fill(page)
    page.locator("#icon").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": icon()})
    expect(page.get_by_alt_text("The icon that you chose")).to_be_visible()

    page.reload()
    expect(page.get_by_text("Your draft is back.")).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("Avery Example")
    expect(page.locator("[name=commercial][value=no]")).to_be_checked()
    expect(page.get_by_alt_text("The icon that you chose")).to_be_visible()
    page.get_by_role("button", name="Clear the draft").click()
    expect(page.get_by_label("Your name")).to_have_value("")

    fill(page, account_id="acct-draft")
    check(page)
    page.goto("/apply")
    expect(page.get_by_label("Your name")).to_have_value("Avery Example")
    check(page)
    page.get_by_role("button", name="Submit application").click()
    expect(page.get_by_role("heading", name="Almost done")).to_be_visible()
    page.goto("/apply")
    expect(page.get_by_label("Your name")).to_have_value("")


def test_another_tab_sees_nothing_of_a_draft(page: Page) -> None:
    page.goto("/apply")
    page.get_by_label("Your name").fill("Avery Example")
    other = page.context.new_page()
    other.goto("/apply")
    expect(other.get_by_label("Your name")).to_have_value("")


def test_checks_are_silent_without_a_network_and_nothing_is_lost(page: Page) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/apply")
    page.route("**/apply", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.get_by_label("Project name").fill("Askwork hours")
        page.keyboard.press("Tab")

    expect(page.get_by_label("Project name")).to_have_value("Askwork hours")
    assert notes(page, "project_name") == ""
    assert complaints == []


def test_double_click_sends_once(page: Page) -> None:
    page.goto("/apply")
    fill(page, account_id="acct-double")
    check(page)
    # What goes out is counted where the form's own script has had its say, and held back.
    page.evaluate("""() => {
      window.sent = 0;
      addEventListener("submit", (event) => { if (!event.defaultPrevented) sent++; event.preventDefault(); });
    }""")

    page.get_by_role("button", name="Submit application").dblclick()

    expect(page.locator("#sending")).to_have_text("Sending …")
    assert page.evaluate("sent") == 1


def test_file_that_is_too_large_is_named_before_it_is_sent(page: Page) -> None:
    page.goto("/apply")
    large = b"\x89PNG" + bytes(1024 * 1024)
    page.locator("#icon").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": large})
    expect(page.locator("#icon-notes")).to_have_text("Must be at most 1 MB")
    assert page.locator("#icon").input_value() == ""


def test_revision_is_checked_while_typing_then_saved_and_sent(
    page: Page, people: People, pytestconfig: pytest.Config
) -> None:
    application_id, url = rejected(people, "browser-changes")
    page.goto(url)
    expect(page.locator("#project_name-notes")).to_contain_text("Give the project a name of its own")
    expect(page.get_by_role("textbox", name="Your email address")).to_have_count(0)
    picture(page, pytestconfig, "revise")
    page.get_by_label("Project name").fill("Weekly hours")
    page.keyboard.press("Tab")
    expect(page.locator("#project_name-notes")).to_be_empty()
    page.get_by_label("What did you change?").fill("It has another name.")
    page.get_by_role("button", name="Save for later").click()
    expect(page.get_by_role("heading", name="Saved, not sent yet")).to_be_visible()

    picture(page, pytestconfig, "revised")
    page.get_by_role("link", name="Continue with your application").click()
    expect(page.get_by_text("You saved changes on")).to_be_visible()
    expect(page.get_by_label("Project name")).to_have_value("Weekly hours")
    expect(page.get_by_label("What did you change?")).to_have_value("It has another name.")
    check(page, "Ready to send")
    expect(page.get_by_text("It has another name.")).to_be_visible()
    page.get_by_role("button", name="Send for re-review").click()
    expect(page.get_by_text("The application can't be changed any more")).to_be_visible()
    assert people.reply(people.mail(application_id, REJECTED), "It has another name.") == "not_accepted"


def test_form_without_script_keeps_what_was_typed_beside_mistakes(plain: Page) -> None:
    plain.goto("/apply")
    fill(plain, hours_per_day="99", project_name="Askwork hours")
    plain.locator("#icon").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": icon()})
    plain.get_by_role("button", name="Check my application").click()

    expect(plain).to_have_title(re.compile("^Error: "))
    expect(plain.locator("#summary")).to_be_focused()
    links = plain.locator("#summary a").all()
    assert [link.get_attribute("href") for link in links] == ["#project_name", "#hours_per_day"]
    plain.locator("#summary").get_by_role("link", name="Enter hours per day").click()
    assert plain.url.endswith("#hours_per_day")
    expect(plain.get_by_label("Hours per day")).to_have_value("99")
    expect(plain.get_by_label("Hours per day")).to_have_accessible_description(
        re.compile("a whole number from 1 to 24")
    )
    expect(plain.get_by_label("Your name")).to_have_value("Avery Example")
    expect(plain.get_by_alt_text("The icon that you chose")).to_be_visible()
    expect(plain.locator("#project_name-notes")).to_contain_text("Give the project a name of its own")
    expect(plain.get_by_text("Keep a draft in this browser")).to_be_hidden()


def test_form_without_script_works_from_link_to_receipt(plain: Page, people: People) -> None:
    people.open_account("acct-plain", email="plain@holder.example")
    people.web.post("/apply/link", data={"account_id": "acct-plain"})
    plain.goto(re.findall(r"^(http\S+/apply/link/\S+)", people.mail("acct-plain", APPLY_LINK).text, re.MULTILINE)[0])
    assert plain.get_by_label("Account ID").count() == 0
    expect(plain.get_by_label("Your email address")).to_have_value("plain@holder.example")
    for name, value in (("applicant_name", "Avery Example"), ("applicant_email", "plain@client.example")):
        plain.locator(f"#{name}").fill(value)
    plain.locator("#project_name").fill("Weekly hours")
    plain.locator("#project_use").fill(request_data()["project"]["use"])
    plain.locator("#requests_per_hour").fill("9000")
    plain.locator("#hours_per_day").fill("8")
    choose(plain)
    check(plain, "Please fix this")
    expect(plain.get_by_text("72,000 (the limit is 40,000)")).to_be_visible()
    expect(plain.get_by_role("button", name="Submit anyway")).to_be_visible()
    plain.get_by_role("button", name="Change Requests per hour").click()
    expect(plain.get_by_label("Requests per hour")).to_be_focused()
    expect(plain.locator("#total")).to_contain_text("72,000 requests per day")
    plain.get_by_label("Requests per hour").fill("200")
    check(plain)
    plain.get_by_role("button", name="Submit application").click()
    expect(plain.get_by_role("heading", name="Application submitted")).to_be_visible()


def test_form_whose_link_works_no_more_keeps_what_was_typed(plain: Page, people: People) -> None:
    people.open_account("acct-lost", email="lost@holder.example")
    people.web.post("/apply/link", data={"account_id": "acct-lost"})
    plain.goto(re.findall(r"^(http\S+/apply/link/\S+)", people.mail("acct-lost", APPLY_LINK).text, re.MULTILINE)[0])
    plain.locator("#project_name").fill("Weekly hours")
    plain.locator("#project_use").fill(request_data()["project"]["use"])
    plain.locator("#requests_per_hour").fill("200")
    plain.locator("#hours_per_day").fill("8")
    plain.locator("#applicant_name").fill("Avery Example")
    choose(plain)
    people.open_account("acct-lost", email="other@holder.example")

    plain.get_by_role("button", name="Check my application").click()

    expect(plain.get_by_role("heading", name="Your application link no longer works")).to_be_visible()
    expect(plain.get_by_label("Account ID")).to_have_value("acct-lost")
    expect(plain.get_by_label("Project name")).to_have_value("Weekly hours")
    with plain.context.expect_page() as other:
        plain.get_by_role("link", name="get a new link").click()
    expect(other.value.get_by_label("Account ID")).to_have_value("acct-lost")
    check(plain)
    plain.get_by_role("button", name="Submit application").click()
    expect(plain.get_by_role("heading", name="Almost done")).to_be_visible()


def test_draft_kept_for_a_week_is_back_in_another_tab_until_it_is_cleared(page: Page) -> None:
    page.goto("/apply")
    page.get_by_label("Your name").fill("Avery Example")
    page.get_by_label("Keep a draft in this browser for 7 days").check()
    page.get_by_label("Project name").fill("Weekly hours")
    other = page.context.new_page()
    other.goto("/apply")
    expect(other.get_by_text("Your draft is back.")).to_be_visible()
    expect(other.get_by_label("Project name")).to_have_value("Weekly hours")
    expect(other.get_by_label("Keep a draft in this browser")).to_be_checked()

    other.get_by_role("button", name="Clear the draft").click()
    expect(other.get_by_label("Your name")).to_have_value("")
    third = page.context.new_page()
    third.goto("/apply")
    expect(third.get_by_label("Your name")).to_have_value("")


def test_draft_kept_for_a_week_is_gone_after_it(page: Page) -> None:
    page.clock.install()
    page.goto("/apply")
    page.get_by_label("Your name").fill("Avery Example")
    page.get_by_label("Keep a draft in this browser for 7 days").check()
    later = page.context.new_page()
    later.clock.install(time=datetime.now() + timedelta(days=7, minutes=5))
    later.goto("/apply")

    expect(later.get_by_label("Your name")).to_have_value("")
    assert later.evaluate("Object.keys(localStorage)") == []


def test_draft_of_an_account_is_back_behind_a_new_link(page: Page, people: People) -> None:
    page.goto("/apply")
    page.get_by_label("Account ID").fill("acct-returns")
    page.get_by_label("Project name").fill("Weekly hours")
    people.open_account("acct-returns", email="returns@holder.example")
    people.web.post("/apply/link", data={"account_id": "acct-returns"})
    url = re.findall(r"^(http\S+/apply/link/\S+)", people.mail("acct-returns", APPLY_LINK).text, re.MULTILINE)[0]

    page.goto(url)
    expect(page.get_by_text("Your draft is back.")).to_be_visible()
    expect(page.get_by_label("Project name")).to_have_value("Weekly hours")

    page.goto("/apply")
    expect(page.get_by_label("Project name")).to_have_value("")
    page.goto(url)
    expect(page.get_by_label("Project name")).to_have_value("Weekly hours")


def test_form_with_all_that_can_be_wrong_is_no_wider_than_its_page(page: Page, pytestconfig: pytest.Config) -> None:
    page.goto("/apply")
    fill(page, project_name="Askwork " + "x" * 100, hours_per_day="99")
    page.get_by_role("button", name="Check my application").click()
    expect(page.locator("#summary")).to_be_focused()

    for width in (320, 360, 1000):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        picture(page, pytestconfig, f"form-{width}")
