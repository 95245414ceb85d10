"""The quarantined messages, for the member of staff who got a link to them."""

from urllib.parse import quote

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.web.app import VIEW
from adapters.web.forms import form_body
from adapters.web.pages import page_response
from adapters.web.requests import query
from adapters.web.responses import Response, see_other
from domain.inbound_email.quarantine import quarantine_values
from domain.model.errors import InvalidInput
from handlers.console.messages import download
from handlers.console.quarantine import accept_or_discard
from wiring import console, stores

pages, actions = Router(), Router()


@pages.route("/held/<token>", method=VIEW)
def show_quarantine(token: str) -> Response:
    """The messages, oldest first, each with the form to accept or discard it."""
    person = console.quarantine_links().person(token)
    messages = stores.inbound_messages().list_quarantined()
    judged = query(pages.current_event, "judged")
    return page_response(200, "held", quarantine_values(messages, person, token, judged))


@pages.get("/held/<token>/messages/<receipt>")
def download_message(token: str, receipt: str) -> Response:
    """Redirects to the message, as a download."""
    console.quarantine_links().person(token)
    return download(console.quarantine().get_message(query(pages.current_event, "case"), receipt))


@actions.post("/held/<token>")
def handle_message(token: str) -> Response:
    """Redirects to the page; a message that cannot be accepted brings the page back, with the reason."""
    person, fields = console.quarantine_links().person(token), form_body(actions.current_event).fields
    receipt = fields.get("receipt", "")
    try:
        accept_or_discard(person, fields)
    except InvalidInput as error:
        messages = stores.inbound_messages().list_quarantined()
        return page_response(422, "held", quarantine_values(messages, person, token, receipt, error.problems))
    return see_other(f"{token}?judged={quote(receipt)}")
