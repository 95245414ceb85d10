"""The status page of an application, and its withdrawal."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import count, log
from adapters.web.app import VIEW
from adapters.web.pages import page_response
from adapters.web.responses import Response, see_other
from domain.applications.status_page import status_values
from wiring import applications, stores

pages, actions = Router(), Router()


@pages.route("/status/<token>", method=VIEW)
def show_status(token: str) -> Response:
    _, case = applications.status_links().open(token)
    return page_response(200, "status", status_values(case))


@actions.post("/status/<token>")
def withdraw(token: str) -> Response:
    """Redirects to the status page, which shows what became of the application."""
    applications.status_links().withdraw(token, stores.review_waits())
    log("withdrawn, if it was in review")
    count("WithdrawClicks")
    return see_other(token)
