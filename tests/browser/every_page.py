"""Every page of the desk, in every state that people meet it in: a new page has its line in ``PAGES``."""

import re
from collections.abc import Callable
from functools import cached_property

from playwright.sync_api import Page

from infra.local.mailbox import StoredMail
from tests.e2e.people import People, eventually
from tests.examples import FORM_FIELDS, exception_data, request_data

OWNER = {"name": "Robin Example", "email": "robin@pages.example", "agreed": True}
REJECTED = "We could not approve your application"
QUESTION = "Will you own this API key?"


class Scenes:
    """Cases of a desk, each brought to one state when a page first needs it."""

    def __init__(self, people: People) -> None:
        self.people = people

    def applied(self, name: str, like: str = "acct-in-order", **changes: object) -> str:
        """An application of an account of its own."""
        account_id = f"acct-pages-{name}"
        self.people.open_account(account_id, like, email=f"{name}@pages.example")
        return self.people.apply_with(account_id, f"{name}@pages.example", **changes)

    @cached_property
    def unchecked(self) -> str:
        return self.applied("unchecked")

    @cached_property
    def owned(self) -> str:
        return self.applied("owned", owner=OWNER)

    @cached_property
    def in_review(self) -> str:
        """Trust & Safety is done, the reviewers are asked; some rules flag it."""
        theme = {**request_data()["project"], "theme_colours": ["#14a801"], "use": "Reports for our customers, hours."}
        application_id = self.applied("review", project=theme)
        self.people.clear(application_id)
        self.people.review_mail(application_id)
        return application_id

    @cached_property
    def asked(self) -> str:
        application_id = self.applied("asked")
        self.people.clear(application_id)
        self.people.click(self.people.review_mail(application_id), "Ask a question", note="Who sees the result?")
        self.people.mail(application_id, "A question about your application")
        return application_id

    @cached_property
    def approved(self) -> str:
        application_id = self.applied("approved")
        self.people.clear(application_id)
        self.people.click(self.people.review_mail(application_id), "Approve")
        self.people.mail(application_id, "Your application is approved")
        return application_id

    @cached_property
    def again(self) -> str:
        """In the second review, after a reviewer's rejection and the applicant's reply."""
        application_id = self.applied("again")
        self.people.clear(application_id)
        self.people.click(self.people.review_mail(application_id), "Reject", note="The website does not open.")
        self.people.reply(self.people.mail(application_id, REJECTED), "It is online now.")
        self.people.clear(application_id, round_number=2)
        self.people.review_mail(application_id, number=2)
        return application_id

    @cached_property
    def rejected(self) -> str:
        """Passed the first checks, and rejected by a reviewer."""
        application_id = self.applied("rejected")
        self.people.clear(application_id)
        self.people.click(self.people.review_mail(application_id), "Reject", note="The website does not open.")
        self.people.mail(application_id, REJECTED)
        return application_id

    @cached_property
    def withdrawn(self) -> str:
        application_id = self.applied("withdrawn")
        self.people.web.post(self.status(application_id), follow_redirects=True)
        self.people.mail(application_id, "The application is withdrawn")
        return application_id

    @cached_property
    def exception(self) -> str:
        self.people.open_account("acct-pages-exception", like="acct-high-value")
        answer = self.people.sign("POST", "/exceptions", exception_data(account_id="acct-pages-exception"))
        return str(answer.json()["exception_id"])

    @cached_property
    def exception_cleared(self) -> str:
        self.people.open_account("acct-pages-cleared", like="acct-high-value")
        answer = self.people.sign("POST", "/exceptions", exception_data(account_id="acct-pages-cleared"))
        case_id = str(answer.json()["exception_id"])
        self.people.click(self.people.mail(case_id, "Trust &amp; Safety check for an exception"), "Clear")
        return case_id

    @cached_property
    def held(self) -> str:
        """The page of held mail, with a reply whose sender is not proved."""
        application_id = self.applied("held", like="acct-no-photo")
        self.people.reply(self.people.mail(application_id, REJECTED), "I added a photo.", verdicts="dmarc:FAIL")
        self.people.remind()

        def found() -> str:
            mails = [
                one for one in self.people.desk.mailbox.newest_first() if "reviewer.one@staff.example" in one.recipients
            ]
            return next((url for one in mails for url in re.findall(r"\S+/held/\w+", one.text)), "")

        return eventually(found, lambda: "nobody was told of held mail")

    @cached_property
    def failed(self) -> str:
        """A review that stopped with a fault of ours."""
        self.people.break_account("acct-pages-failed")
        application_id = self.people.apply_with("acct-pages-failed", "failed@pages.example")
        eventually(lambda: application_id in self.people.failed_cases(), lambda: "it does not fail")
        return application_id

    def waits(self, name: str) -> StoredMail:
        """The mail that asks an account's holder to confirm an application."""
        self.people.open_account(f"acct-pages-{name}", email=f"{name}@pages.example")
        answer = self.people.web.post("/applications", json=request_data(account_id=f"acct-pages-{name}"))
        return self.people.mail(answer.json()["application_id"], "Did you want this application?")

    @cached_property
    def to_confirm(self) -> str:
        return first_link("confirm", self.waits("confirm"))

    @cached_property
    def confirmed(self) -> str:
        mail = self.waits("confirmed")
        url = first_link("confirm", mail)
        key = re.findall(r'name="application" value="([^"]+)"', self.people.web.get(url).text)[0]
        self.people.web.post(url, data={"application": key})
        return url

    def apply_link(self, account_id: str, like: str) -> str:
        self.people.open_account(account_id, like, email=f"{account_id}@pages.example")
        self.people.web.post("/apply/link", data={"account_id": account_id})
        return first_link("apply/link", self.people.mail(account_id, "Your link to apply for an API key"))

    @cached_property
    def link_in_order(self) -> str:
        return self.apply_link("acct-pages-link", "acct-in-order")

    @cached_property
    def link_lacking(self) -> str:
        return self.apply_link("acct-pages-lacking", "acct-no-photo")

    def signed_in(self, page: Page, person: str = "reviewer.one@staff.example") -> None:
        """Sign one of the staff in on this page's browser."""
        page.context.add_cookies([self.people.cookie(self.people.sign_in(person))])

    def saved_reply(self, page: Page) -> None:
        """There is a saved reply."""
        self.signed_in(page)
        page.goto("/console/replies")
        if page.get_by_text("The website is down").count() == 0:
            fill_new_reply(page, "The website is down", "Your website does not open. Put it online, then reply.")

    def status(self, application_id: str) -> str:
        return first_link("status", self.people.mail(application_id, "We are reviewing your application"))

    def decision(self, case_id: str, title: str, answer: int, number: int = 1) -> str:
        """The address of one answer's page, by the order in which the mail names them."""
        return str(re.findall(r"\S+/decisions/\w+", self.people.mail(case_id, title, number=number).text)[answer])


def first_link(page: str, mail: StoredMail) -> str:
    """The address of a page that a mail names."""
    return str(re.findall(rf"\S+/{page}/\w+", mail.text)[0])


def fill(page: Page, **fields: str) -> None:
    """Fill a form's fields in by their names, whatever each looks like."""
    for name, value in fields.items():
        field = page.locator(f'[name="{name}"]')
        kind = field.first.evaluate("field => field.type")
        if kind == "radio":
            page.locator(f'[name="{name}"][value="{value}"]').check()
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(value)


def fill_new_reply(page: Page, title: str, text: str) -> None:
    """Write a saved reply on the page of all."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.locator("#title-new").fill(title)
    page.locator("#text-new").fill(text)
    page.get_by_role("button", name="Save it").click()
    page.get_by_text(title).first.wait_for()


def at(path: str) -> Callable[[Scenes, Page], None]:
    """Open an address that never changes."""
    return lambda _, page: _open(page, path)


def of(address: Callable[[Scenes], str]) -> Callable[[Scenes, Page], None]:
    """Open the address that a scene leads to."""
    return lambda scenes, page: _open(page, address(scenes))


def _open(page: Page, address: str) -> None:
    page.goto(address)


def _apply_with_mistakes(_: Scenes, page: Page) -> None:
    page.goto("/apply")
    fill(page, applicant_name="Avery Example", applicant_email="nobody")
    page.locator('button[value="send"]').click()
    page.locator('[aria-invalid="true"]').first.wait_for()


def _apply_checked(_: Scenes, page: Page) -> None:
    page.goto("/apply")
    fill(page, **{**FORM_FIELDS, "account_id": "acct-in-order", "requests_per_hour": "9000"})
    page.locator('button[value="check"]').click()
    page.get_by_text("Stay within 40,000 requests a day").first.wait_for()


def _link_asked(path: str, **fields: str) -> Callable[[Scenes, Page], None]:
    """Ask for a link to be mailed, by the form on a page."""

    def ask(_: Scenes, page: Page) -> None:
        page.goto(path)
        fill(page, **fields)
        page.get_by_role("button", name="Mail the link").click()
        page.locator("[role=alert], .notice").first.wait_for()

    return ask


def console(
    path: str | Callable[[Scenes], str], person: str = "reviewer.one@staff.example"
) -> Callable[[Scenes, Page], None]:
    """Open a page of the console, signed in."""

    def show(scenes: Scenes, page: Page) -> None:
        scenes.signed_in(page, person)
        page.goto(path if isinstance(path, str) else path(scenes))

    return show


def _sign_in_asked(_: Scenes, page: Page) -> None:
    page.goto("/console/sign-in")
    fill(page, address="nobody@staff.example")
    page.get_by_role("button", name="Mail me a link").click()
    page.locator(".notice").wait_for()


def _replies(scenes: Scenes, page: Page) -> None:
    scenes.saved_reply(page)
    page.goto("/console/replies")


def _exception_with_mistakes(scenes: Scenes, page: Page) -> None:
    console("/console/exceptions", "marlow@staff.example")(scenes, page)
    fill(page, account_id="acct-nobody", employees="some")
    page.get_by_role("button", name="File it").click()
    page.locator('[aria-invalid="true"]').first.wait_for()


SAFETY, REVIEW = "Trust &amp; Safety check", "Approve this application?"
EXCEPTION_SAFETY, EXCEPTION = "Trust &amp; Safety check for an exception", "Grant this exception?"

PAGES: dict[str, Callable[[Scenes, Page], None]] = {
    "home": at("/"),
    "help": at("/help"),
    "api": at("/api"),
    "apply": at("/apply"),
    "apply with mistakes": _apply_with_mistakes,
    "apply, checked": _apply_checked,
    "apply with a link": of(lambda scenes: scenes.link_in_order),
    "apply with a link, photo missing": of(lambda scenes: scenes.link_lacking),
    "ask for a link": at("/apply/link"),
    "ask for a link, wrongly": _link_asked("/apply/link", account_id="no account"),
    "link asked for": _link_asked("/apply/link", account_id="acct-nobody"),
    "received": at("/apply/received?application=kabcdefghij234567"),
    "received, to confirm": at("/apply/received?application=kabcdefghij234567&waits=yes"),
    "confirm": of(lambda scenes: scenes.to_confirm),
    "nothing to confirm": of(lambda scenes: scenes.confirmed),
    "owner: confirm": of(lambda scenes: scenes.decision(scenes.owned, QUESTION, 0)),
    "owner: decline": of(lambda scenes: scenes.decision(scenes.owned, QUESTION, 1)),
    "safety: clear": of(lambda scenes: scenes.decision(scenes.unchecked, SAFETY, 0)),
    "safety: not clear": of(lambda scenes: scenes.decision(scenes.unchecked, SAFETY, 1)),
    "safety, done": of(lambda scenes: scenes.decision(scenes.in_review, SAFETY, 0)),
    "review: approve": of(lambda scenes: scenes.decision(scenes.in_review, REVIEW, 0)),
    "review: reject": of(lambda scenes: scenes.decision(scenes.in_review, REVIEW, 1)),
    "review: ask": of(lambda scenes: scenes.decision(scenes.in_review, REVIEW, 2)),
    "review, second": of(lambda scenes: scenes.decision(scenes.again, REVIEW, 0, number=2)),
    "review, approved": of(lambda scenes: scenes.decision(scenes.approved, REVIEW, 0)),
    "review, rejected": of(lambda scenes: scenes.decision(scenes.rejected, REVIEW, 0)),
    "exception, safety: clear": of(lambda scenes: scenes.decision(scenes.exception, EXCEPTION_SAFETY, 0)),
    "exception, safety: not clear": of(lambda scenes: scenes.decision(scenes.exception, EXCEPTION_SAFETY, 1)),
    "exception: grant": of(lambda scenes: scenes.decision(scenes.exception_cleared, EXCEPTION, 0)),
    "exception: refuse": of(lambda scenes: scenes.decision(scenes.exception_cleared, EXCEPTION, 1)),
    "status, in review": of(lambda scenes: scenes.status(scenes.in_review)),
    "status, asked": of(lambda scenes: scenes.status(scenes.asked)),
    "status, owner asked": of(lambda scenes: scenes.status(scenes.owned)),
    "status, rejected": of(lambda scenes: scenes.status(scenes.rejected)),
    "status, second review": of(lambda scenes: scenes.status(scenes.again)),
    "status, approved": of(lambda scenes: scenes.status(scenes.approved)),
    "status, withdrawn": of(lambda scenes: scenes.status(scenes.withdrawn)),
    "status, link asked for": _link_asked("/status", what="acct-nobody"),
    "status, ask for a link": at("/status"),
    "status, ask for a link wrongly": _link_asked("/status", what="no id"),
    "sign in": at("/console/sign-in"),
    "sign in, asked": _sign_in_asked,
    "sign in, by link": of(lambda scenes: scenes.people.sign_in_link("safety@staff.example")),
    "queue": console(lambda scenes: scenes.in_review and "/console?kind=review"),
    "queue, empty": console("/console?kind=review&older=8"),
    "queue, yours": console("/console?kind=mine"),
    "case, to decide": console(lambda scenes: f"/console/cases/{scenes.in_review}"),
    "case, second review": console(lambda scenes: f"/console/cases/{scenes.again}"),
    "case, to read": console(lambda scenes: f"/console/cases/{scenes.rejected}"),
    "case, exception": console(lambda scenes: f"/console/cases/{scenes.exception}", "safety@staff.example"),
    "numbers": console(lambda scenes: scenes.approved and scenes.rejected and "/console/numbers"),
    "case, unknown": console("/console/cases/knever"),
    "saved replies": _replies,
    "search": console("/console/search"),
    "search, found": console(lambda scenes: scenes.in_review and "/console/search?q=weekly"),
    "search, nothing": console("/console/search?q=nothing+of+this+name"),
    "search, accounts alone": console(
        lambda scenes: scenes.in_review and "/console/search?q=acct-pages", "marlow@staff.example"
    ),
    "account": console(lambda scenes: scenes.again and "/console/accounts/acct-pages-again"),
    "account, exception": console(
        lambda scenes: scenes.exception and "/console/accounts/acct-pages-exception", "marlow@staff.example"
    ),
    "account, unknown": console("/console/accounts/acct-nobody"),
    "not for this role": console("/console/held", "safety@staff.example"),
    "exceptions": console(lambda scenes: scenes.exception and "/console/exceptions", "marlow@staff.example"),
    "exceptions with mistakes": _exception_with_mistakes,
    "failed reviews": console(lambda scenes: scenes.failed and "/console/failed", "operator@staff.example"),
    "failed reviews, started again": console("/console/failed?restarted=kabcdefghij234567", "operator@staff.example"),
    "held mail in the console": console(lambda scenes: scenes.held and "/console/held"),
    "held mail": of(lambda scenes: scenes.held),
    "problem": at("/decisions/nonsense"),
}
"""How to get to each page; ``scenes`` has the cases that it is about."""
