"""The status page of an application: confirming the email address, answering a question, and withdrawing."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import count, log
from adapters.web.app import VIEW
from adapters.web.forms import form_body
from adapters.web.pages import page_response
from adapters.web.requests import query
from adapters.web.responses import Response, see_other
from domain.applications.status_page import answered_at, status_values, waiting_values
from domain.model.errors import AlreadyDecided, InvalidInput
from domain.reporting.forecast import Forecast
from handlers.links.lost_link import link_problem_page
from wiring import applications, clients, notifications, stores

pages, actions = Router(), Router()


@pages.route("/status/<token>", method=VIEW)
def show_status(token: str) -> Response:
    is_answered = query(pages.current_event, "answered") == "yes"
    return _page(200, token, stores.forecasts().get_forecast(), is_answered=is_answered)


@actions.post("/status/<token>")
def act(token: str) -> Response:
    """``do`` is ``confirm`` (the email address), ``answer`` (the open question) or ``withdraw``.

    Redirects to the status page, which shows what became of it; or shows it with what is wrong with an answer. Whatever
    fails, the page has the answer that was typed.
    """
    fields = form_body(actions.current_event).fields
    try:
        return _act(token, fields)
    except Exception as error:
        return link_problem_page(actions.current_event, error, fields.get("answer", ""))


def _act(token: str, fields: dict[str, str]) -> Response:
    links = applications.status_links()
    links.open(token)
    match fields.get("do"):
        case "confirm":
            links.confirm_address(token)
            log("email address confirmed")
        case "answer":
            return _answer(token, fields.get("question", ""), fields.get("answer", ""))
        case "withdraw":
            links.withdraw(token, stores.review_waits())
            log("withdrawn, if it was in review")
            count("WithdrawClicks")
    return see_other(token)


def _answer(token: str, question: str, words: str) -> Response:
    try:
        applications.status_links().answer(token, question, words, stores.review_waits())
    except InvalidInput as error:
        return _page(422, token, words=words, problem=error.problems[0].message)
    except AlreadyDecided:
        return _page(409, token, words=words)
    log("question answered")
    return see_other(f"{token}?answered=yes")


def _page(
    status: int,
    token: str,
    forecast: Forecast | None = None,
    *,
    is_answered: bool = False,
    words: str = "",
    problem: str = "",
) -> Response:
    """``words`` are an answer that was not taken, with its ``problem``; without one, the question was closed before."""
    opened, case = applications.status_links().open(token)
    answered = answered_at(case)
    values = {
        **status_values(case, opened.person, notifications.key_location()),
        **waiting_values(case, forecast, clients.now()),
        "token": token,
        "answered_at": answered,
        "is_answered": is_answered and answered is not None,
        "words": words,
        "problem": problem,
        "is_late": status == 409,
    }
    return page_response(status, "status", values)
