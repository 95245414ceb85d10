"""The applications that wait for the account holder's confirmation."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import about, count, log
from adapters.web.app import VIEW
from adapters.web.forms import form_body
from adapters.web.pages import page_response
from adapters.web.requests import query
from adapters.web.responses import Response, see_other
from domain.applications.account_holder import Confirmations
from domain.applications.pending_confirmation import pending_values
from wiring import applications, stores

pages, actions = Router(), Router()


@pages.route("/confirm/<token>", method=VIEW)
def show_pending(token: str) -> Response:
    """Each application with buttons to confirm and to discard it."""
    pending = applications.confirmations().list_pending(token, query(pages.current_event, "before"))
    return page_response(200, "confirm", pending_values(pending))


@actions.post("/confirm/<token>")
def confirm_or_discard(token: str) -> Response:
    """Starts the review and redirects to a page that says so. A second click is the same application.

    With ``do=discard`` discards the application, and says so.
    """
    fields, confirmations = form_body(actions.current_event).fields, applications.confirmations()
    key = fields.get("application", "")
    if fields.get("do") == "discard":
        return _discard(confirmations, token, key)
    application, waits_at = confirmations.confirm(token, key, stores.account_lookup())
    applications.application_service().submit(application, waits_at)
    about(application.id, 1)
    log("application confirmed")
    count("ApplicationsSubmitted")
    return see_other(f"../apply/received?application={application.id}&confirmed=yes")


def _discard(confirmations: Confirmations, token: str, key: str) -> Response:
    application = confirmations.discard(token, key)
    about(application.id)
    log("application discarded by the account holder", account_id=application.request.account_id)
    count("ApplicationsDiscarded")
    return page_response(200, "confirm", pending_values(confirmations.list_pending(token), application))
