"""The applications that wait for the account holder's confirmation."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import about, count, log
from adapters.web.app import VIEW
from adapters.web.forms import form_body
from adapters.web.pages import page_response
from adapters.web.requests import query
from adapters.web.responses import Response, see_other
from domain.applications.pending_confirmation import pending_values
from wiring import applications, stores

pages, actions = Router(), Router()


@pages.route("/confirm/<token>", method=VIEW)
def show_pending(token: str) -> Response:
    """Each application with a button to confirm it."""
    pending = applications.confirmations().list_pending(token, query(pages.current_event, "before"))
    return page_response(200, "confirm", pending_values(pending))


@actions.post("/confirm/<token>")
def confirm(token: str) -> Response:
    """Starts the review and redirects to the receipt. A second click is the same application."""
    key = form_body(actions.current_event).fields.get("application", "")
    confirmations = applications.confirmations()
    application = confirmations.confirm(token, key, stores.account_lookup())
    applications.application_service().submit(application)
    confirmations.confirmed(token, key)
    about(application.id, 1)
    log("application confirmed")
    count("ApplicationsSubmitted")
    return see_other(f"../apply/received?application={application.id}")
