"""Quarantined messages in the console."""

from urllib.parse import quote

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import count, log
from adapters.web.requests import query
from adapters.web.responses import Response, see_other
from domain.cases.staff import Permission
from domain.inbound_email.quarantine import quarantine_values
from domain.model.errors import InvalidInput
from handlers.console.messages import download
from handlers.console.staff_session import console_page, fields_of, session_of
from wiring import console, stores

pages, actions = Router(), Router()


@pages.get("/console/held")
def show_quarantine() -> Response:
    """The messages, oldest first, each with the form to accept or discard it."""
    member = session_of(pages).member
    member.must(Permission.HANDLE_QUARANTINE)
    messages = stores.inbound_messages().list_quarantined()
    judged = query(pages.current_event, "judged")
    return console_page(200, "held", quarantine_values(messages, member.address, "held", judged), pages)


@pages.get("/console/held/messages/<receipt>")
def download_quarantined_message(receipt: str) -> Response:
    session_of(pages).member.must(Permission.HANDLE_QUARANTINE)
    return download(console.quarantine().get_message(query(pages.current_event, "case"), receipt))


@actions.post("/console/held")
def handle_message() -> Response:
    """Redirects to the page; a message that cannot be accepted brings the page back, with the reason."""
    member, fields = session_of(actions).member, fields_of(actions)
    member.must(Permission.HANDLE_QUARANTINE)
    receipt = fields.get("receipt", "")
    try:
        accept_or_discard(member.address, fields)
    except InvalidInput as error:
        messages = stores.inbound_messages().list_quarantined()
        shown = quarantine_values(messages, member.address, "held", receipt, error.problems)
        return console_page(422, "held", shown, actions)
    return see_other(f"held?judged={quote(receipt)}")


def accept_or_discard(person: str, fields: dict[str, str]) -> None:
    """What the quarantine's form asks for.

    Raises:
        InvalidInput: if the message cannot be accepted.
    """
    quarantine, case_id, receipt = console.quarantine(), fields.get("case", ""), fields.get("receipt", "")
    is_accepted = fields.get("judgement") == "release"
    if is_accepted:
        application_id = fields.get("application_id", "")
        quarantine.accept(person, case_id, receipt, application_id, stores.cases(), console.accepted_messages())
    else:
        quarantine.discard(person, case_id, receipt)
    log("quarantined message handled", receipt=receipt, is_accepted=is_accepted)
    count("HeldMailReleased" if is_accepted else "HeldMailDropped")
