"""The sign-in link of the console."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import count, log
from adapters.web.app import VIEW
from adapters.web.pages import page_response
from adapters.web.responses import Response, see_other
from adapters.web.session_cookie import with_session
from wiring import console

pages, actions = Router(), Router()


@pages.route("/console/enter/<token>", method=VIEW)
def show_sign_in(token: str) -> Response:
    """The button that signs in: email scanners open links, so a GET uses nothing up."""
    person = console.sessions().check(token)
    return page_response(200, "sign_in", {"token": token, "person": person, "is_asked": False})


@actions.post("/console/enter/<token>")
def sign_in(token: str) -> Response:
    session = console.sessions().sign_in(token)
    log("signed in")
    count("SignIns")
    return with_session(see_other("../../console"), session)
