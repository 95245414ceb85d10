"""The decision page as a reviewer uses it: on a phone and a desk, by keyboard, without script, in light and dark."""

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.desk import LocalDesk
from tests.browser.every_page import REVIEWER, STAFF, URL, Scenes
from tests.browser.test_emails import CONTRASTS, LEAST_CONTRAST, SCHEMES
from tests.e2e.people import People, link
from tests.handlers.in_process_desk import in_process_desk
from tests.handlers.seed_data import click

LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
USE = (
    "Every night we read the hours that our freelancers logged, put them into a spreadsheet for each project, and "
    "compare them with the budget. Project leads see the result, and our customers get a monthly summary of their work."
)
HOSTILE = "<b>bold</b> \u202eright to left \u0440\u0430\u0443\u0440\u0430l " + "W" * 300

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def review(desk: LocalDesk) -> str:
    """The link of an application that waits for a reviewer, for the tests that do not decide."""
    with People(desk) as people:
        return review_of(people)


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Open]:
    """Opens a page without script, in a window of a size."""
    contexts = []

    def open_page(url: str, width: int, height: int = 740, scheme: Any = "light") -> Page:
        size: Any = {"width": width, "height": height}
        contexts.append(chromium.new_context(viewport=size, color_scheme=scheme, java_script_enabled=False))
        page = contexts[-1].new_page()
        page.goto(url)
        return page

    yield open_page
    for one in contexts:
        one.close()


@pytest.fixture(scope="module")
def scenes() -> Iterator[Scenes]:
    with in_process_desk(STAFF) as desk:
        yield Scenes(desk)


@pytest.fixture
def served(chromium: Browser, scenes: Scenes) -> Iterator[Page]:
    """A page without script on a laptop, served by the handlers in this process."""
    with chromium.new_page(java_script_enabled=False, viewport=LAPTOP) as page:  # type: ignore[arg-type]
        page.route("**/*", scenes.serve)
        yield page


def review_of(people: People) -> str:
    """The link that approves a new application."""
    application_id = people.apply("acct-in-order", "browsed@client.example")
    people.clear(application_id)
    return link(people.review_mail(application_id), "Approve")


def test_decision_stays_beside_the_facts_on_a_desktop(opened: Open, review: str) -> None:
    page = opened(review, 1200)

    page.locator(".facts section").last.scroll_into_view_if_needed()

    expect(page.get_by_role("button", name="Approve")).to_be_in_viewport()
    facts, decision = page.locator(".facts").bounding_box(), page.locator(".decide").bounding_box()
    assert facts and decision
    assert facts["x"] + facts["width"] <= decision["x"]


def test_decision_is_one_touch_away_on_a_phone(opened: Open, review: str) -> None:
    page = opened(review, 360)
    expect(page.get_by_role("button", name="Approve")).not_to_be_in_viewport()

    page.get_by_role("link", name="Decide", exact=True).click()

    expect(page.get_by_role("button", name="Approve")).to_be_in_viewport()


def test_reviewer_decides_by_keyboard_alone(opened: Open, people: People) -> None:
    page = opened(review_of(people), 1200)

    page.get_by_role("link", name="Go to the decision").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # the answer that is open
    page.keyboard.press("Tab")  # the next
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("In your own words, to the applicant")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).not_to_be_visible()
    page.get_by_label("In your own words, to the applicant").focus()
    page.keyboard.type("The website does not open.")
    preview = page.get_by_role("button", name="Preview email")
    for _ in range(3):  # past the saved replies, if there are any
        page.keyboard.press("Tab")
        if preview.evaluate("button => button === document.activeElement"):
            break
    expect(preview).to_be_focused()
    page.keyboard.press("Enter")

    heading = page.get_by_role("heading", name="Email preview: not sent yet")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    expect(page.frame_locator("iframe").get_by_text("The website does not open.")).to_be_visible()
    page.get_by_role("button", name="Update preview").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Reject")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Application rejected")).to_be_visible()
    expect(page.get_by_text("The application was rejected")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1200])
def test_missing_reason_is_named_where_it_is_missing(opened: Open, review: str, width: int) -> None:
    page = opened(review, width)
    page.locator("summary", has_text="Reject").click()
    for flag in page.locator(".reasons input:checked").all():
        flag.uncheck()

    page.get_by_role("button", name="Reject").click()

    field = page.get_by_label("In your own words, to the applicant")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    expect(field).to_have_accessible_description(re.compile("[Ee]nter a reason"))
    expect(page.get_by_role("alert")).to_contain_text(re.compile("[Ee]nter a reason"))


def test_hostile_words_neither_widen_the_page_nor_pass_unmarked(page: Page, review: str) -> None:
    page.goto(review)
    page.locator("summary", has_text="Ask a question").click()
    page.get_by_label("Your question to the applicant").fill(HOSTILE)

    page.get_by_role("button", name="Preview email").click()

    page.locator("summary", has_text="Show as plain text").click()
    expect(page.locator(".mail mark").first).to_be_visible()
    expect(page.get_by_label("Your question to the applicant")).to_have_value(HOSTILE)
    for width, scheme in product((360, 1200), SCHEMES):
        page.set_viewport_size({"width": width, "height": 740})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [text for contrast, text in page.evaluate(CONTRASTS) if contrast < LEAST_CONTRAST] == []


@pytest.mark.parametrize("place", ["link", "console"])
def test_what_decides_fits_the_screen_of_a_laptop(served: Page, scenes: Scenes, place: str) -> None:
    project = {"name": "Weekly hours report", "use": USE, "exposure": "private", "commercial": False}
    project |= {"website": "https://analytics.client.example", "theme_colours": ["#732f85"]}
    case_id = scenes.applied(f"screen-{place}", project=project)
    click(scenes.desk, scenes.ask(case_id, "safety")[0], answer="clear")
    links = scenes.ask(case_id, "review")
    scenes.sign_in(REVIEWER)

    served.goto(f"{URL}{links[0] if place == 'link' else f'/console/cases/{case_id}'}")

    facts = served.locator(".facts")
    for part in (
        facts.get_by_text("A colour of the app is very"),
        facts.get_by_text(re.compile("checks OK$")),
        facts.get_by_text(USE),
        facts.locator(".account dl"),
        facts.get_by_role("heading", name="Earlier applications"),
        served.get_by_role("button", name="Approve"),
        *(served.locator("summary", has_text=title) for title in ("Approve", "Reject", "Ask a question")),
    ):
        box = part.bounding_box()
        assert box and box["y"] + box["height"] <= LAPTOP["height"], part
    expect(facts.get_by_text("Profile photo", exact=True)).to_have_count(2)  # a fact, and a check that is folded away
    expect(facts.locator(".passes dl")).not_to_be_visible()


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_reject_button_stays_in_sight_while_the_reasons_scroll(served: Page, scenes: Scenes, size: Any) -> None:
    served.set_viewport_size(size)
    served.goto(f"{URL}{scenes.in_review[1][1]}")
    served.locator("summary", has_text="Other reasons").click()
    reasons = served.locator(".reasons label")

    for reason in (reasons.first, reasons.nth(8)):
        reason.scroll_into_view_if_needed()
        expect(served.get_by_role("button", name="Reject")).to_be_in_viewport(ratio=1)


def test_the_three_decisions_look_different(served: Page, scenes: Scenes) -> None:
    looks = []
    for path, name in zip(scenes.in_review[1][:3], ("Approve", "Reject", "Send question"), strict=True):
        served.goto(f"{URL}{path}")
        button = served.get_by_role("button", name=name, exact=True)
        looks.append(button.evaluate("one => getComputedStyle(one).backgroundColor"))

    approve, reject, ask = looks
    paper = served.locator(".decide").evaluate("one => getComputedStyle(one).backgroundColor")
    assert len({approve, reject, ask}) == 3
    assert ask == paper, "asking is outlined, and no approval"


def test_previewed_email_looks_as_it_will_and_leads_nowhere(served: Page, scenes: Scenes) -> None:
    complaints: list[str] = []
    served.on("console", lambda message: complaints.append(message.text))
    served.goto(f"{URL}{scenes.in_review[1][1]}")
    served.get_by_label("In your own words, to the applicant").fill("<b>The website</b> is down.")

    served.get_by_role("button", name="Preview email").click()

    email = served.frame_locator("iframe")
    expect(email.get_by_text("<b>The website</b> is down.")).to_be_visible()
    button = email.locator("td[style*=background]").first
    assert button.evaluate("one => getComputedStyle(one).padding") != "0px", "its own styles hold"
    expect(email.locator("a[href]")).to_have_count(0)
    assert complaints == [], "nothing in it was blocked, and nothing asked for"


def test_enter_in_the_form_shows_the_email_and_decides_nothing(served: Page, scenes: Scenes) -> None:
    served.goto(f"{URL}{scenes.in_review[1][1]}")

    served.locator(".reasons input").first.press("Enter")

    expect(served.get_by_role("heading", name="Email preview: not sent yet")).to_be_visible()
