"""Downloads of received messages."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.web.responses import Response, see_other
from domain.cases.inbound_message import StoredMessage
from domain.model.errors import UnknownToken
from handlers.console.staff_session import session_of
from wiring import console, operations

pages = Router()


@pages.get("/console/cases/<case_id>/messages/<receipt>")
def download_message_of_case(case_id: str, receipt: str) -> Response:
    return download(console.case_actions().get_message(case_id, receipt, session_of(pages).member))


def download(message: StoredMessage) -> Response:
    """Redirects to the message in the bucket, by a URL that works for a minute and downloads it.

    Raises:
        UnknownToken: if the message carries a virus.
    """
    if message.has_virus:
        raise UnknownToken
    return see_other(operations.received_email_bucket().address_of(message.receipt))
