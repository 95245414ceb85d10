"""PublicPages: the pages that need no data, and what there is to look up. Its role may only write its log."""

import re

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.web import api_reference, templates
from adapters.web.app import create_app, error_page, lambda_handler, not_found
from adapters.web.pages import page_response
from adapters.web.problems import explain
from adapters.web.requests import header, query
from adapters.web.responses import Response, json_response, problem_response
from domain.applications.application_form import blank_form
from domain.applications.help_page import help_values
from domain.cases.access_tokens import new_token
from domain.cases.case import WEEKS_TO_ANSWER
from domain.model.field_types import ACCOUNT_ID
from domain.model.ids import is_application_id
from domain.policy import load_policy

pages = Router()


@pages.get("/")
def show_home() -> Response:
    # API Gateway serves the stage with and without a slash at its end: relative links start with the stage's name then.
    path = pages.current_event.raw_event["requestContext"]["path"]
    here = "" if path.endswith("/") else path.rpartition("/")[2] + "/"
    return page_response(200, "home", {"weeks_to_answer": WEEKS_TO_ANSWER, "here": here})


@pages.get("/apply")
def show_application_form() -> Response:
    return page_response(200, "apply", blank_form(new_token()), script="apply")


@pages.get("/apply/link")
def show_apply_link_form() -> Response:
    account_id = query(pages.current_event, "account_id")
    known = account_id if re.fullmatch(ACCOUNT_ID, account_id) else ""
    return page_response(200, "apply_link", {"account_id": known, "is_wrong": False, "is_asked": False})


@pages.get("/apply/received")
def show_receipt() -> Response:
    application_id = query(pages.current_event, "application")
    values = {
        "weeks_to_answer": WEEKS_TO_ANSWER,
        "application_id": application_id if is_application_id(application_id) else "",
        "waits": query(pages.current_event, "waits") == "yes",
        "is_confirmed": query(pages.current_event, "confirmed") == "yes",
    }
    return page_response(200, "received", values, script="apply")


@pages.get("/status")
def show_status_link_form() -> Response:
    return page_response(200, "status_link", {"what": "", "is_wrong": False, "is_asked": False})


@pages.get("/console/sign-in")
def show_sign_in_form() -> Response:
    return page_response(200, "sign_in", {"token": "", "person": "", "is_asked": False})


@pages.get("/help")
def show_help() -> Response:
    return page_response(200, "help", help_values())


@pages.get("/api")
def show_api_reference() -> Response:
    return page_response(200, "api", api_reference.api_values(api_reference.api_document()))


@pages.get("/openapi.json")
def show_openapi_document() -> Response:
    return json_response(200, api_reference.api_document())


@pages.get("/.+")
def show_not_found() -> Response:
    """Every address that no other route of any function takes."""
    raise not_found()


def _on_error(app: APIGatewayRestResolver, error: Exception) -> Response:
    """A page for browsers, which ask for HTML, and a problem in JSON for programs."""
    asks_for_page = "text/html" in header(app.current_event, "accept")
    return error_page(app, error) if asks_for_page else problem_response(explain(error))


app = create_app(pages, on_error=_on_error)
handler = lambda_handler(app)
load_policy()
templates.warm("home", "apply", "received", "sign_in", "problem")
