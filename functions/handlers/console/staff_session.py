"""What every console request passes: the session of a member of staff, and a form's CSRF value."""

import hmac

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.api_gateway import BaseRouter
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware

from adapters.web.app import error_page
from adapters.web.forms import form_body
from adapters.web.pages import page_response
from adapters.web.problems import explain
from adapters.web.requests import root
from adapters.web.responses import Problem, Response, see_other
from adapters.web.session_cookie import session_token
from domain.console.pages import shell_values
from domain.console.sessions import StaffSession
from domain.model.errors import NotSignedIn
from wiring import console

_FOREIGN_FORM = Problem(403, "This form has expired", "Reload the page and try again.")


def require_session(app: APIGatewayRestResolver, next_middleware: NextMiddleware) -> Response:
    """Middleware: only a member of staff who is signed in comes through."""
    app.append_context(session=console.sessions().session_of(session_token(app.current_event)))
    return next_middleware(app)


def require_csrf(app: APIGatewayRestResolver, next_middleware: NextMiddleware) -> Response:
    """Middleware: only a form that one of our own pages sent comes through; routes find its fields in the context."""
    fields = form_body(app.current_event).fields
    if not hmac.compare_digest(fields.get("csrf", "").encode(), app.context["session"].csrf.encode()):
        raise _FOREIGN_FORM
    app.append_context(fields=fields)
    return next_middleware(app)


def session_of(router: BaseRouter) -> StaffSession:
    session: StaffSession = router.context["session"]
    return session


def fields_of(router: BaseRouter) -> dict[str, str]:
    """The form's fields, the CSRF value checked."""
    fields: dict[str, str] = router.context["fields"]
    return fields


def console_page(status: int, name: str, values: dict[str, object], router: BaseRouter) -> Response:
    """A page of ``templates/pages/console``."""
    session = session_of(router)
    shell = shell_values(session.member, session.csrf, root(router.current_event))
    return page_response(status, f"console/{name}", {**values, **shell}, script="console")


def on_error(app: APIGatewayRestResolver, error: Exception) -> Response:
    """Who is not signed in is sent to do so; who is sees the problem within the console."""
    if isinstance(error, NotSignedIn):
        return see_other(f"{root(app.current_event)}console/sign-in")
    if "session" not in app.context:
        return error_page(app, error)
    problem = explain(error)
    values: dict[str, object] = {"title": problem.title, "detail": problem.detail, "problems": problem.messages}
    return console_page(problem.status, "problem", values, app)
