"""Sends the email that a public form asked for. Invoked asynchronously, so that no response tells who is known here."""

from typing import Any

from adapters.aws.observability import about, log, observed
from domain.applications.requested_link import (
    ApplyLinkRequest,
    ConfirmationRequest,
    SignInLinkRequest,
    StatusLinkRequest,
    parse_link_request,
)
from domain.applications.status_links import send_status_link
from domain.console.sessions import send_sign_in_link
from wiring import applications, clients, notifications, stores


@observed
def handler(event: dict[str, Any], _context: object) -> None:
    """In: a ``LinkRequest``. Where nobody is known by what it names, nothing is sent."""
    match request := parse_link_request(event):
        case ConfirmationRequest():
            about(request.application.id)
            # First, and with no look at the account: when the receipt arrives tells nothing of it, either.
            applications.confirmation_notices().acknowledge(request.application)
            applications.account_holder_emails().ask_to_confirm(request.application)
        case ApplyLinkRequest():
            applications.account_holder_emails().send_apply_link(request.account_id)
        case StatusLinkRequest():
            send_status_link(request.what, notifications.notifier())
        case SignInLinkRequest():
            send_sign_in_link(request.address, stores.staff(), notifications.outbox())
    log("requested link handled", request=request.request)


clients.warm("dynamodb", patient=("ses",))
