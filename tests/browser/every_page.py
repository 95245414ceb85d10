"""Every page, in every state that people meet it in: a new page has its line in ``PAGES``.

The pages come from the handlers in this process, and what state machines do with a case is done here.
"""

import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pytest
from playwright.sync_api import Page, Route

from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.console import DynamoForecasts
from adapters.dynamodb.items import round_key
from adapters.dynamodb.outbox import DynamoOutbox
from adapters.dynamodb.table import Item
from domain.cases.staff import StaffRole
from domain.console.sent_emails import email_id
from domain.model.estimate import Estimate
from domain.notifications.delivery_status import DeliveryReport, DeliveryStatus
from domain.notifications.messages import EmailName, OutboxEntry
from domain.reporting.forecast import Forecast
from tests.browser.key_scenes import KeyScenes, issue, suspend, with_key_issuer
from tests.examples import FORM_FIELDS, exception_data, reopen, request_data
from tests.handlers.in_process_desk import InProcessDesk
from tests.handlers.lambda_context import invoke
from tests.handlers.seed_data import FORM as FORM_TYPE
from tests.handlers.seed_data import click, hold, open_account, send_json, sign_in_token

URL = "https://desk.example"
REVIEWER, MANAGER, SAFETY = "reviewer@staff.example", "marlow@staff.example", "safety@staff.example"
OPERATOR, APPROVER = "operator@staff.example", "approver@staff.example"
STAFF = {
    StaffRole.REVIEWER: (REVIEWER,),
    StaffRole.ACCOUNT_MANAGER: (MANAGER,),
    StaffRole.SAFETY: (SAFETY,),
    StaffRole.EXCEPTION_APPROVER: (APPROVER,),
    StaffRole.OPERATOR: (OPERATOR,),
}
"""Nobody is an escalation contact."""


class Scenes:
    """Cases, each brought to one state when a page first needs it; ``cookie`` is that of who looks at a page."""

    def __init__(self, desk: InProcessDesk) -> None:
        self.desk = desk
        self.cookie = ""
        self._sessions: dict[str, str] = {}

    def serve(self, route: Route) -> None:
        """Answer a request of the browser as API Gateway and the handlers do; redirects are followed here."""
        request = route.request
        address = urlsplit(request.url)
        reply = self.desk.call(
            request.method,
            address.path,
            request.post_data_buffer or b"",
            request.headers.get("content-type"),
            query=address.query,
            Cookie=self.cookie,
            Accept=request.headers.get("accept", ""),
        )
        while reply.status == 303:
            address = urlsplit(urljoin(address.geturl(), reply.headers["Location"]))
            reply = self.desk.call("GET", address.path, query=address.query, Cookie=self.cookie)
        route.fulfill(status=reply.status, headers=reply.headers, body=reply.body)

    def applied(self, name: str, is_known: bool = True, **changes: Any) -> str:
        """An application for an account of its own, in review; its people are on record where they are known."""
        account_id = f"acct-pages-{name}"
        data = request_data(account_id=account_id, **changes)
        data["applicant"]["email"] = f"{name}@pages.example"
        people = [data[part]["email"] for part in ("applicant", "owner") if part in data]
        open_account(self.desk, account_id, tuple(people) if is_known else ())
        application_id = send_json(self.desk, "POST", f"/accounts/{account_id}/applications", data)["application_id"]
        self._check_policy(application_id)
        return str(application_id)

    def _check_policy(self, application_id: str, number: int = 1) -> None:
        invoke("workflow.validate_application", {"application_id": application_id, "round": number})
        self._send(application_id, "received" if number == 1 else "review_again", number)

    def _send(self, case_id: str, email: str, number: int = 1) -> None:
        invoke("workflow.send_email", {"case_id": case_id, "round": number, "mail": email})

    def ask(self, case_id: str, kind: str, number: int = 1) -> list[str]:
        """Ask somebody; returns the paths of the decisions to choose from, in the email's order."""
        sent = len(self.desk.ses.sent)
        invoke("workflow.open_task", {"case_id": case_id, "round": number, "kind": kind})
        email = self.desk.ses.sent[sent].get_body(("plain",))
        assert email
        return re.findall(r"desk\.example(/decisions/\w+)", email.get_content())

    def end(self, application_id: str) -> None:
        """Conclude the first round, and tell the applicant."""
        self._send(
            application_id, invoke("workflow.record_outcome", {"application_id": application_id, "round": 1})["status"]
        )

    def link(self, page: str) -> str:
        """The path of the newest link to a page that an email brought."""
        return f"/{page}/{self.desk.token(page)}"

    def reviewed(self, name: str, answer: str, note: str = "", **changes: Any) -> tuple[str, dict[str, str]]:
        """An application that a reviewer has decided; returns its id, and its paths by what they show."""
        application_id = self.applied(name, **changes)
        self.tell(application_id, 14 if answer == "approve" else -1)
        paths = {"status": self.link("status"), "safety": self.ask(application_id, "safety")[0]}
        click(self.desk, paths["safety"], answer="clear")
        paths["review"] = self.ask(application_id, "review")[0]
        click(self.desk, paths["review"], answer=answer, note=note)
        return application_id, paths

    def tell(self, application_id: str, latest: int) -> None:
        """The applicant was told an answer by a day, so many days from now, and the two weeks before."""
        last = datetime.now(UTC).date() + timedelta(days=latest)
        told = Estimate(ahead=43, earliest=last - timedelta(days=14), latest=last)
        key = round_key(application_id, 1)
        self.desk.table.update(key, "SET estimate = :told", "", {"told": told.model_dump_json()})

    @cached_property
    def told(self) -> tuple[str, str]:
        """The status pages of who was told days to come, and of who was told days that are over."""
        now = datetime.now(UTC)
        forecast = Forecast(made_at=now, waiting={now.date(): 39}, days_each=0.5, shortest=0.8, longest=1.4)
        paths = []
        for name, latest in (("told", 30), ("late", -3)):
            self.tell(self.applied(name), latest)
            paths.append(self.link("status"))
        DynamoForecasts(self.desk.table).put_forecast(forecast)
        return paths[0], paths[1]

    @cached_property
    def keys(self) -> KeyScenes:
        return KeyScenes(self)

    @cached_property
    def unchecked(self) -> list[str]:
        return self.ask(self.applied("unchecked"), "safety")

    @cached_property
    def checked(self) -> tuple[str, str]:
        """Cases that the company's safety check was asked about: it answers the first later, the second at once."""
        answers = [
            {"answer": "later"},
            {"answer": "not_clear", "note": "Linked to a closed account."},
        ]
        first, second = self.applied("checked-later"), self.applied("checked")
        self.desk.functions.of_company["safety-check"] = lambda _: answers.pop(0)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SAFETY_CHECK_FUNCTION", "safety-check")
            for application_id in (first, second):
                invoke("workflow.open_task", {"case_id": application_id, "round": 1, "kind": "safety"})
        self.end(second)
        return f"/console/cases/{first}", f"/console/cases/{second}"

    @cached_property
    def owned(self) -> list[str]:
        """The owner's two answers, and the status page."""
        owner = {"name": "Robin Example", "email": "robin@pages.example", "agreed": True}
        application_id = self.applied("owned", owner=owner)
        status = self.link("status")
        return [*self.ask(application_id, "owner"), status]

    @cached_property
    def in_review(self) -> tuple[str, list[str]]:
        """The reviewers are asked, and some rules flag it; their answers, the status page, the safety check."""
        theme = {**request_data()["project"], "theme_colours": ["#732f85"], "use": "Reports for our customers, hours."}
        application_id = self.applied("review", project=theme)
        status, safety = self.link("status"), self.ask(application_id, "safety")[0]
        click(self.desk, safety, answer="clear")
        hold(self.desk, application_id, "receipt-review", "Words in an attachment")
        return application_id, [*self.ask(application_id, "review"), status, safety]

    @cached_property
    def noted(self) -> str:
        """The same application, with a private note."""
        self.post(
            f"/console/cases/{self.in_review[0]}", do="note", text="The website was down on Monday.\nAsked twice."
        )
        return self.in_review[0]

    @cached_property
    def bounced(self) -> str:
        """An email that bounced, on a page of its own."""
        application_id = self.rejected[0]
        outbox, at = DynamoOutbox(self.desk.table), datetime.now(UTC)
        (record,) = [one for one in outbox.list_entries(application_id) if one.entry.name is EmailName.REJECTED]
        outbox.record_delivery(record.entry, DeliveryReport(status=DeliveryStatus.HARD_BOUNCED, at=at, reason="550"))
        return f"/console/cases/{application_id}/emails/{email_id(record.entry)}"

    def post(self, path: str, **fields: str) -> None:
        """Send a form of the console as a reviewer."""
        self.sign_in(REVIEWER)
        page = self.desk.call("GET", path, Cookie=self.cookie)
        (csrf,) = set(re.findall(r'name="csrf" value="([^"]+)"', page.body))
        body = urlencode({**fields, "csrf": csrf}).encode()
        assert self.desk.call("POST", path, body, FORM_TYPE, Cookie=self.cookie).status == 303

    @cached_property
    def asked(self) -> str:
        return self.asked_about("asked")

    def asked_about(self, name: str) -> str:
        """The status page of an application about which a reviewer asked something."""
        application_id, paths = self.reviewed(name, "ask", "Who sees the result?")
        self.ask(application_id, "question")
        return paths["status"]

    @cached_property
    def approved(self) -> dict[str, str]:
        application_id, paths = self.reviewed("approved", "approve")
        self.end(application_id)
        return {**paths, "id": application_id}

    @cached_property
    def rejected(self) -> tuple[str, dict[str, str]]:
        application_id, paths = self.reviewed("rejected", "reject", "The website does not open.")
        self.end(application_id)
        return application_id, {**paths, "revise": self.link("revise")}

    @cached_property
    def to_save(self) -> str:
        """A link to change an application of its own."""
        application_id, _ = self.reviewed("to-save", "reject", "The website does not open.")
        self.end(application_id)
        return self.link("revise")

    @cached_property
    def again(self) -> tuple[str, dict[str, str]]:
        """In the second review, after a reviewer's rejection and the applicant's reply."""
        application_id, paths = self.reviewed("again", "reject", "The website does not open.")
        self.end(application_id)
        revise = self.link("revise")
        reopen(DynamoCases(self.desk.table), application_id, "It is online now.", "receipt-again", datetime.now(UTC))
        self._check_policy(application_id, number=2)
        click(self.desk, self.ask(application_id, "safety", number=2)[0], answer="clear")
        return application_id, {**paths, "revise": revise, "review": self.ask(application_id, "review", number=2)[0]}

    @cached_property
    def withdrawn(self) -> str:
        self.applied("withdrawn")
        status = self.link("status")
        click(self.desk, status, do="withdraw")
        return status

    @cached_property
    def unconfirmed(self) -> str:
        self.applied("unconfirmed", is_known=False)
        return self.link("status")

    def filed(self, name: str) -> str:
        open_account(self.desk, f"acct-pages-{name}", plan="business", is_high_value=True)
        data = exception_data(account_id=f"acct-pages-{name}")
        return str(send_json(self.desk, "POST", "/exceptions", data)["exception_id"])

    @cached_property
    def exception(self) -> tuple[str, list[str]]:
        case_id = self.filed("exception")
        return case_id, self.ask(case_id, "exception_safety")

    @cached_property
    def exception_cleared(self) -> list[str]:
        case_id = self.filed("cleared")
        click(self.desk, self.ask(case_id, "exception_safety")[0], answer="clear")
        return self.ask(case_id, "exception")

    @cached_property
    def held(self) -> str:
        """The page of quarantined messages, with one."""
        hold(self.desk, self.rejected[0], "receipt-held", "I added a photo.")
        invoke("events.send_reminders", {})
        return self.link("held")

    @cached_property
    def long_message(self) -> str:
        """The page of a quarantined message that is too long to be shown at once."""
        hold(self.desk, self.rejected[0], "receipt-long", "I added a photo.\n" * 290)
        return f"/console/held?message=receipt-long&case={self.rejected[0]}"

    @cached_property
    def failed(self) -> str:
        """A review that stopped with a fault of ours."""
        application_id = self.applied("failed")
        change = "SET failure = :failure, open_kind = :failed"
        values: Item = {"failed": "failed", "failure": "ValidationError"}
        self.desk.table.update(round_key(application_id, 1), change, "", values)
        outbox, report = DynamoOutbox(self.desk.table), DeliveryStatus.CANNOT_BE_SENT
        email = OutboxEntry(name=EmailName.REMINDER, case_id=application_id, to="a" * 64 + "@client.example")
        outbox.record_due(email, datetime.now(UTC))
        outbox.mark_unsendable(email, DeliveryReport(status=report, at=datetime.now(UTC), reason="No such domain"))
        return application_id

    def waits(self, name: str) -> str:
        """The page that asks an account's holder to confirm an application."""
        open_account(self.desk, f"acct-pages-{name}")
        send_json(self.desk, "POST", "/applications", request_data(account_id=f"acct-pages-{name}"))
        return self.link("confirm")

    @cached_property
    def to_confirm(self) -> str:
        return self.waits("confirm")

    @cached_property
    def confirmed(self) -> str:
        path = self.waits("confirmed")
        (key,) = re.findall(r'name="application" value="([^"]+)"', self.desk.call("GET", path).body)
        click(self.desk, path, application=quote(unescape(key)))
        return path

    def apply_link(self, name: str, **facts: Any) -> str:
        open_account(self.desk, f"acct-pages-{name}", **facts)
        self.desk.call("POST", "/apply/link", f"account_id=acct-pages-{name}".encode(), FORM_TYPE)
        return self.link("apply/link")

    @cached_property
    def link_in_order(self) -> str:
        return self.apply_link("link")

    @cached_property
    def link_lacking(self) -> str:
        return self.apply_link("lacking", has_photo=False)

    def sign_in(self, person: str) -> None:
        """Have one of the staff look at what is opened next."""
        if person not in self._sessions:
            entered = self.desk.call("POST", f"/console/enter/{sign_in_token(self.desk, person)}", b"", FORM_TYPE)
            self._sessions[person] = entered.headers["Set-Cookie"].partition(";")[0]
        self.cookie = self._sessions[person]


Open = Callable[[Scenes, Page], None]


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
    page.locator("#title-new").fill(title)
    page.locator("#text-new").fill(text)
    page.get_by_role("button", name="Save reply").click()
    page.get_by_text(title).first.wait_for()


def at(path: str) -> Open:
    """Open a path that never changes."""
    return lambda _, page: _open(page, path)


def of(path: Callable[[Scenes], str]) -> Open:
    """Open the path that a scene leads to."""
    return lambda scenes, page: _open(page, path(scenes))


def _open(page: Page, path: str) -> None:
    page.goto(f"{URL}{path}")


def _apply_with_mistakes(_: Scenes, page: Page) -> None:
    _open(page, "/apply")
    fill(page, applicant_name="Avery Example", applicant_email="nobody")
    page.locator('button[value="review"]').click()
    page.locator('[aria-invalid="true"]').first.wait_for()


def _answers(path: str | Callable[[Scenes], str], heading: str, **changes: str) -> Open:
    """Fill a form in as it should be but for some fields, and go on to the page with all answers."""

    def check(scenes: Scenes, page: Page) -> None:
        _open(page, path if isinstance(path, str) else path(scenes))
        fixed = () if page.locator("#applicant_email").count() else ("applicant_email",)
        fill(page, **{name: value for name, value in {**FORM_FIELDS, **changes}.items() if name not in fixed})
        page.locator('button[value="review"]').click()
        page.get_by_role("heading", name=heading).wait_for()

    return check


def _answer_to_change(scenes: Scenes, page: Page) -> None:
    _answers("/apply", "Ready to submit", account_id="acct-in-order")(scenes, page)
    page.get_by_role("button", name="Change Who will see the data?").click()
    page.get_by_label("Only people at the client's company").wait_for()


def _link_lost(path: Callable[[Scenes], str], button: str, heading: str) -> Open:
    """Fill a form in and send it by a link that works no more."""

    def send(scenes: Scenes, page: Page) -> None:
        _open(page, path(scenes))
        fill(page, project_name="Weekly hours")
        page.locator("form").evaluate("form => { form.action = form.ownerDocument.URL.replace(/[^/]+$/, 'x'); }")
        page.locator(f'button[value="{button}"]').click()
        page.get_by_role("heading", name=heading).wait_for()

    return send


def _saved(scenes: Scenes, page: Page) -> None:
    _open(page, scenes.to_save)
    page.locator('button[value="save"]').click()
    page.get_by_role("heading", name="Saved, not sent yet").wait_for()


def _link_asked(path: str, **fields: str) -> Open:
    """Ask for a link to be mailed, by the form on a page."""

    def ask(_: Scenes, page: Page) -> None:
        _open(page, path)
        fill(page, **fields)
        page.locator("main form button").click()
        page.locator("[role=alert], .notice").first.wait_for()

    return ask


def console(path: str | Callable[[Scenes], str], person: str = REVIEWER) -> Open:
    """Open a page of the console, signed in."""

    def show(scenes: Scenes, page: Page) -> None:
        scenes.sign_in(person)
        _open(page, path if isinstance(path, str) else path(scenes))

    return show


def _sign_in_asked(_: Scenes, page: Page) -> None:
    _open(page, "/console/sign-in")
    fill(page, address="nobody@staff.example")
    page.get_by_role("button", name="Email me a link").click()
    page.locator(".notice").wait_for()


def _assign_stale(scenes: Scenes, page: Page) -> None:
    assert scenes.in_review
    console("/console?kind=review")(scenes, page)
    box = page.locator(".pick input").first
    box.evaluate("box => { box.value = box.value.replace(' review ', ' safety '); }")
    box.check()
    page.get_by_role("button", name="Assign to me").click()
    page.get_by_text("as before").wait_for()


def _replies(scenes: Scenes, page: Page) -> None:
    console("/console/replies")(scenes, page)
    fill_new_reply(page, "The website is down", "Your website does not open. Put it online, then reply.")
    _open(page, "/console/replies")


def _note_refused(scenes: Scenes, page: Page) -> None:
    console(lambda scenes: f"/console/cases/{scenes.approved['id']}")(scenes, page)
    page.locator("#note-text").fill(" ")
    page.get_by_role("button", name="Save note").click()
    page.locator("[role=alert]").wait_for()


def _key_late(scenes: Scenes, page: Page) -> None:
    path = scenes.keys.late.status
    with pytest.MonkeyPatch.context() as patch:
        with_key_issuer(patch)
        _open(page, path)


def _key_reason_refused(scenes: Scenes, page: Page) -> None:
    console(lambda scenes: scenes.keys.issued.case)(scenes, page)
    page.get_by_text("Suspend", exact=True).click()
    page.locator("#suspend-reason").fill(" ")
    page.get_by_role("button", name="Suspend key").click()
    page.locator("[role=alert]").wait_for()


def _usage_refused(scenes: Scenes, page: Page) -> None:
    console(lambda scenes: scenes.keys.issued.case, SAFETY)(scenes, page)
    page.get_by_text("Report a day over the limit").click()
    page.locator("#over-day").fill("2026-01-01")
    page.locator("#over-requests").fill("many")
    page.get_by_role("button", name="Report and email the client").click()
    page.locator("[role=alert]").wait_for()


def _key_changed_before(scenes: Scenes, page: Page) -> None:
    keyed = scenes.keys.approved(f"key-{secrets.token_hex(4)}", issue())
    console(keyed.case)(scenes, page)
    scenes.keys.change(keyed.id, **suspend())
    page.get_by_text("Suspend", exact=True).click()
    page.locator("#suspend-reason").fill("Over the limit on four days.")
    page.get_by_role("button", name="Suspend key").click()
    page.locator("[role=alert]").wait_for()


def _exception_with_mistakes(scenes: Scenes, page: Page) -> None:
    console("/console/exceptions", MANAGER)(scenes, page)
    fill(page, account_id="acct-nobody", employees="some")
    page.get_by_role("button", name="File exception").click()
    page.locator('[aria-invalid="true"]').first.wait_for()


def _staff_changed(scenes: Scenes, page: Page) -> None:
    console("/console/staff", OPERATOR)(scenes, page)
    page.locator("#address").fill("alex@staff.example")
    page.locator("#reviewer-new").check()
    page.get_by_role("button", name="Add person").click()
    page.locator(".notice[role=status]").wait_for()


def _last_operator(scenes: Scenes, page: Page) -> None:
    console("/console/staff", OPERATOR)(scenes, page)
    roles = page.get_by_role("group", name=f"Roles of {OPERATOR}")
    roles.get_by_label("Reviewer").check()
    roles.get_by_label("Operator").uncheck()
    page.get_by_role("button", name=f"Save the roles of {OPERATOR}").click()
    page.locator("[role=alert]").wait_for()


def _previewed(scenes: Scenes, page: Page) -> None:
    _open(page, scenes.in_review[1][1])
    page.get_by_role("button", name="Preview email").click()
    page.get_by_role("heading", name="Email preview").wait_for()


def _discarded(scenes: Scenes, page: Page) -> None:
    _open(page, scenes.waits(f"discarded-{secrets.token_hex(4)}"))  # another one for each look
    page.get_by_role("button", name="I don't recognise this application").click()
    page.locator(".notice[role=status]").wait_for()


def _answered_wrongly(scenes: Scenes, page: Page) -> None:
    _open(page, scenes.asked)
    page.get_by_role("button", name="Send answer").click()
    page.locator("[role=alert]").wait_for()


def _answered(scenes: Scenes, page: Page) -> None:
    _open(page, scenes.asked_about(f"answered-{secrets.token_hex(4)}"))
    fill(page, answer="Our bookkeepers.")
    page.get_by_role("button", name="Send answer").click()
    page.locator(".notice[role=status]").wait_for()


def _answered_before(scenes: Scenes, page: Page) -> None:
    path = scenes.asked_about(f"before-{secrets.token_hex(4)}")
    _open(page, path)
    click(scenes.desk, path, do="answer", question="1-1", answer="Our+bookkeepers.")
    fill(page, answer="And their manager.")
    page.get_by_role("button", name="Send answer").click()
    page.locator(".notice[role=alert]").wait_for()


PAGES: dict[str, Open] = {
    "home": at("/"),
    "help": at("/help"),
    "api": at("/api"),
    "apply": at("/apply"),
    "apply with mistakes": _apply_with_mistakes,
    "apply, answers to fix": _answers(
        "/apply", "Please fix this", account_id="acct-in-order", requests_per_hour="9000"
    ),
    "apply, answers that need review": _answers(
        "/apply",
        "1 check needs review",
        account_id="acct-in-order",
        project_use="A weekly report for our customers, of hours.",
    ),
    "apply, answers ready": _answers("/apply", "Ready to submit", account_id="acct-in-order"),
    "apply, answer to change": _answer_to_change,
    "apply with a link, answers": _answers(lambda scenes: scenes.link_lacking, "Please fix"),
    "apply with a link that works no more": _link_lost(
        lambda scenes: scenes.link_in_order, "review", "Your application link no longer works"
    ),
    "apply with a link": of(lambda scenes: scenes.link_in_order),
    "apply with a link, photo missing": of(lambda scenes: scenes.link_lacking),
    "ask for a link": at("/apply/link"),
    "ask for a link, wrongly": _link_asked("/apply/link", account_id="no account"),
    "link asked for": _link_asked("/apply/link", account_id="acct-nobody"),
    "received": at("/apply/received?application=kabcdefghij234567"),
    "received, confirmed": at("/apply/received?application=kabcdefghij234567&confirmed=yes"),
    "received, to confirm": at("/apply/received?application=kabcdefghij234567&waits=yes"),
    "confirm": of(lambda scenes: scenes.to_confirm),
    "application discarded": _discarded,
    "nothing to confirm": of(lambda scenes: scenes.confirmed),
    "owner: confirm": of(lambda scenes: scenes.owned[0]),
    "owner: decline": of(lambda scenes: scenes.owned[1]),
    "safety: clear": of(lambda scenes: scenes.unchecked[0]),
    "safety: not clear": of(lambda scenes: scenes.unchecked[1]),
    "safety, done": of(lambda scenes: scenes.in_review[1][4]),
    "review: approve": of(lambda scenes: scenes.in_review[1][0]),
    "review: reject": of(lambda scenes: scenes.in_review[1][1]),
    "review: reject, email previewed": _previewed,
    "review: ask": of(lambda scenes: scenes.in_review[1][2]),
    "review, second": of(lambda scenes: scenes.again[1]["review"]),
    "review, approved": of(lambda scenes: scenes.approved["review"]),
    "review, rejected": of(lambda scenes: scenes.rejected[1]["review"]),
    "exception, safety: clear": of(lambda scenes: scenes.exception[1][0]),
    "exception, safety: not clear": of(lambda scenes: scenes.exception[1][1]),
    "exception: grant": of(lambda scenes: scenes.exception_cleared[0]),
    "exception: refuse": of(lambda scenes: scenes.exception_cleared[1]),
    "status, in review": of(lambda scenes: scenes.in_review[1][3]),
    "status, days told": of(lambda scenes: scenes.told[0]),
    "status, late": of(lambda scenes: scenes.told[1]),
    "status, asked": of(lambda scenes: scenes.asked),
    "status, answered wrongly": _answered_wrongly,
    "status, answered": _answered,
    "status, answered before": _answered_before,
    "status, address to confirm": of(lambda scenes: scenes.unconfirmed),
    "status, owner asked": of(lambda scenes: scenes.owned[2]),
    "status, rejected": of(lambda scenes: scenes.rejected[1]["status"]),
    "status, second review": of(lambda scenes: scenes.again[1]["status"]),
    "revise": of(lambda scenes: scenes.rejected[1]["revise"]),
    "revise, answers": _answers(lambda scenes: scenes.rejected[1]["revise"], "Ready to send"),
    "revise, link that works no more": _link_lost(lambda scenes: scenes.rejected[1]["revise"], "save", "Your answers"),
    "revise, saved": _saved,
    "revise, too late": of(lambda scenes: scenes.again[1]["revise"]),
    "status, approved": of(lambda scenes: scenes.approved["status"]),
    "status, approved, address to confirm": of(lambda scenes: scenes.keys.unconfirmed.status),
    "status, key issued": of(lambda scenes: scenes.keys.issued.status),
    "status, key late": _key_late,
    "status, key suspended": of(lambda scenes: scenes.keys.suspended.status),
    "status, key revoked": of(lambda scenes: scenes.keys.revoked.status),
    "status, over the limit": of(lambda scenes: scenes.keys.over_limit.status),
    "status, over the limit, replied": of(lambda scenes: scenes.keys.replied.status),
    "status, withdrawn": of(lambda scenes: scenes.withdrawn),
    "status, link asked for": _link_asked("/status", what="acct-nobody"),
    "status, ask for a link": at("/status"),
    "status, ask for a link wrongly": _link_asked("/status", what="no id"),
    "sign in": at("/console/sign-in"),
    "sign in, asked": _sign_in_asked,
    "sign in, by link": of(lambda scenes: f"/console/enter/{sign_in_token(scenes.desk, APPROVER)}"),
    "queue": console(lambda scenes: scenes.in_review and "/console?kind=review"),
    "queue, empty": console("/console?kind=review&older=8"),
    "queue, mine": console("/console?kind=mine"),
    "queue, filtered": console(lambda scenes: scenes.in_review and "/console?kind=review&flag=any&sort=newest"),
    "queue, no results": console("/console?kind=review&assignee=nobody&older=8"),
    "queue, assigned": console("/console?kind=review&done=assigned&number=2"),
    "queue, not assigned": _assign_stale,
    "decided": console(lambda scenes: (scenes.approved, scenes.rejected) and "/console?kind=decided"),
    "case, to decide": console(lambda scenes: f"/console/cases/{scenes.noted}"),
    "case, second review": console(lambda scenes: f"/console/cases/{scenes.again[0]}"),
    "case, to read": console(lambda scenes: f"/console/cases/{scenes.rejected[0]}"),
    "case, exception": console(lambda scenes: f"/console/cases/{scenes.exception[0]}", SAFETY),
    "case, the safety check was asked": console(lambda scenes: scenes.checked[0], SAFETY),
    "case, not cleared by the safety check": console(lambda scenes: scenes.checked[1]),
    "case, note refused": _note_refused,
    "case, key to come": console(lambda scenes: scenes.keys.late.case),
    "case, key issued": console(lambda scenes: scenes.keys.issued.case),
    "case, over the limit, replied": console(lambda scenes: scenes.keys.replied.case),
    "case, key suspended": console(lambda scenes: scenes.keys.suspended.case, SAFETY),
    "case, key revoked": console(lambda scenes: scenes.keys.revoked.case),
    "case, key to read": console(lambda scenes: scenes.keys.over_limit.case, OPERATOR),
    "case, key reason refused": _key_reason_refused,
    "case, usage refused": _usage_refused,
    "case, key changed before": _key_changed_before,
    "email that was sent": console(lambda scenes: scenes.bounced),
    "statistics": console(lambda scenes: (scenes.approved, scenes.rejected) and "/console/statistics"),
    "statistics, days chosen": console("/console/statistics?from=2026-01-01&to=2026-01-31"),
    "statistics, wrong days": console("/console/statistics?from=2026-03-01&to=2026-02-01"),
    "case, unknown": console("/console/cases/knever"),
    "saved replies": _replies,
    "search": console("/console/search"),
    "search, found": console(lambda scenes: scenes.in_review and "/console/search?q=weekly"),
    "search, nothing": console("/console/search?q=nothing+of+this+name"),
    "search, accounts alone": console(lambda scenes: scenes.in_review and "/console/search?q=acct-pages", MANAGER),
    "account": console(lambda scenes: scenes.again and "/console/accounts/acct-pages-again"),
    "account, exception": console(
        lambda scenes: scenes.exception and "/console/accounts/acct-pages-exception", MANAGER
    ),
    "account, unknown": console("/console/accounts/acct-nobody"),
    "not for this role": console("/console/held", SAFETY),
    "exceptions": console(lambda scenes: scenes.exception and "/console/exceptions", MANAGER),
    "exceptions with mistakes": _exception_with_mistakes,
    "failed reviews": console(lambda scenes: scenes.failed and scenes.keys.failed and "/console/failed", OPERATOR),
    "failed reviews, started again": console("/console/failed?restarted=kabcdefghij234567", OPERATOR),
    "staff": _staff_changed,
    "staff, refused": _last_operator,
    "held mail in the console": console(lambda scenes: scenes.held and "/console/held"),
    "held mail, a long message": console(lambda scenes: scenes.long_message),
    "held mail": of(lambda scenes: scenes.held),
    "problem": at("/decisions/nonsense"),
    "link that doesn't work": at("/status/nonsense"),
    "unknown address": at("/no/such/page"),
}
"""How to get to each page; ``scenes`` has the cases that it is about."""
