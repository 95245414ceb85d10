"""Quarantined messages in the console."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import log, measure
from adapters.web.requests import Event, query
from adapters.web.responses import Response, see_other
from domain.cases.staff import Permission
from domain.inbound_email.quarantine_page import quarantine_values, whole_message_values
from domain.model.errors import InvalidInput
from handlers.console.messages import download
from handlers.console.staff_session import console_page, fields_of, session_of
from wiring import console

pages, actions = Router(), Router()


@pages.get("/console/held")
def show_quarantine() -> Response:
    """A page of the messages, oldest first, each with the form to accept or discard it; or one message, whole."""
    member = session_of(pages).member
    member.must(Permission.HANDLE_QUARANTINE)
    return console_page(200, "held", page_values(pages.current_event, member.address, "held"), pages)


@pages.get("/console/held/messages/<receipt>")
def download_quarantined_message(receipt: str) -> Response:
    member = session_of(pages).member
    member.must(Permission.HANDLE_QUARANTINE)
    return download(console.quarantine().get_message(member.address, query(pages.current_event, "case"), receipt))


@actions.post("/console/held")
def handle_message() -> Response:
    """Redirects to the page; a message that cannot be accepted brings the page back, with the reason."""
    member, fields = session_of(actions).member, fields_of(actions)
    member.must(Permission.HANDLE_QUARANTINE)
    try:
        return see_other(f"held?{handle(member.address, fields)}")
    except InvalidInput as error:
        return console_page(422, "held", refused_values(member.address, "held", fields, error), actions)


def page_values(event: Event, person: str, here: str) -> dict[str, Any]:
    """What the request asks for: a page of messages, or one of them.

    Raises:
        UnknownToken: if there is no such message.
        ConflictOfInterest: if it is about the person's own case.
    """
    quarantine, receipt = console.quarantine(), query(event, "message")
    if receipt:
        return whole_message_values(quarantine.get_message(person, query(event, "case"), receipt), person, here)
    page = quarantine.get_page(person, query(event, "after"))
    return quarantine_values(page, person, here, query(event, "judged"), discarded=query(event, "discarded"))


def refused_values(person: str, here: str, fields: Mapping[str, str], error: InvalidInput) -> dict[str, Any]:
    """The page from which the form came, with what is wrong."""
    page = console.quarantine().get_page(person, fields.get("after", ""))
    return quarantine_values(page, person, here, fields.get("receipt", ""), error.problems)


def handle(person: str, fields: Mapping[str, str]) -> str:
    """Do what the form asks for; returns the query of the page that says so.

    Raises:
        UnknownToken: if there is no such message.
        InvalidInput: if the message cannot be accepted.
        ConflictOfInterest: if it is about the person's own case.
    """
    quarantine, case_id, receipt = console.quarantine(), fields.get("case", ""), fields.get("receipt", "")
    decision, after = fields.get("judgement"), fields.get("after", "")
    done: dict[str, Any] = {"judged": receipt}
    number = 1
    if decision == "release":
        quarantine.accept(person, case_id, receipt, fields.get("application_id", ""), console.accepted_messages())
    elif decision == "drop_all":
        number = quarantine.discard_sender(person, case_id, receipt, after)
        done = {"discarded": number}
    else:
        quarantine.discard(person, case_id, receipt)
    is_accepted = decision == "release"
    log("quarantined message handled", receipt=receipt, is_accepted=is_accepted, number=number)
    measure("HeldMailReleased" if is_accepted else "HeldMailDropped", number)
    return urlencode({**done, "after": after} if after else done)
