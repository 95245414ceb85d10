"""Signing out of the console."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.web.responses import Response, see_other
from adapters.web.session_cookie import with_session
from handlers.console.staff_session import session_of
from wiring import console

actions = Router()


@actions.post("/console/leave")
def sign_out() -> Response:
    console.sessions().sign_out(session_of(actions))
    return with_session(see_other("../console/sign-in"), "")
