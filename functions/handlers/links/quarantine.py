"""The quarantined messages, for the member of staff who got a link to them."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.web.app import VIEW
from adapters.web.forms import form_body
from adapters.web.pages import page_response
from adapters.web.requests import query
from adapters.web.responses import Response, see_other
from domain.model.errors import InvalidInput
from handlers.console.messages import download
from handlers.console.quarantine import handle, page_values, refused_values
from wiring import console

pages, actions = Router(), Router()


@pages.route("/held/<token>", method=VIEW)
def show_quarantine(token: str) -> Response:
    """A page of the messages, oldest first, each with the form to accept or discard it; or one message, whole."""
    person = console.quarantine_links().person(token)
    return page_response(200, "held", page_values(pages.current_event, person, token))


@pages.get("/held/<token>/messages/<receipt>")
def download_message(token: str, receipt: str) -> Response:
    """Redirects to the message, as a download."""
    person = console.quarantine_links().person(token)
    return download(console.quarantine().get_message(person, query(pages.current_event, "case"), receipt))


@actions.post("/held/<token>")
def handle_message(token: str) -> Response:
    """Redirects to the page; a message that cannot be accepted brings the page back, with the reason."""
    person, fields = console.quarantine_links().person(token), form_body(actions.current_event).fields
    try:
        return see_other(f"{token}?{handle(person, fields)}")
    except InvalidInput as error:
        return page_response(422, "held", refused_values(person, token, fields, error))
