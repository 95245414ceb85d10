"""The status page of an application: confirming the email address, and withdrawing."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import count, log
from adapters.web.app import VIEW
from adapters.web.forms import form_body
from adapters.web.pages import page_response
from adapters.web.responses import Response, see_other
from domain.applications.status_page import status_values, waiting_values
from wiring import applications, clients, stores

pages, actions = Router(), Router()


@pages.route("/status/<token>", method=VIEW)
def show_status(token: str) -> Response:
    opened, case = applications.status_links().open(token)
    waiting = waiting_values(case, stores.forecasts().get_forecast(), clients.now())
    return page_response(200, "status", {**status_values(case, opened.person), **waiting})


@actions.post("/status/<token>")
def act(token: str) -> Response:
    """With ``do=confirm`` confirms the email address, with ``do=withdraw`` withdraws the application.

    Redirects to the status page, which shows what became of it.
    """
    links, action = applications.status_links(), form_body(actions.current_event).fields.get("do")
    links.open(token)
    if action == "confirm":
        links.confirm_address(token)
        log("email address confirmed")
    elif action == "withdraw":
        links.withdraw(token, stores.review_waits())
        log("withdrawn, if it was in review")
        count("WithdrawClicks")
    return see_other(token)
