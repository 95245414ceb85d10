"""A link that doesn't work, or no longer: the page says how to get a new one."""

from aws_lambda_powertools.event_handler import APIGatewayRestResolver

from adapters.web.problems import explain, problem_page
from adapters.web.requests import Event, root
from adapters.web.responses import Response
from domain.model.errors import CaseNotStored, UnknownToken

_STATUS, _APPLY = ("Get a new status link", "status"), ("Get your application link", "apply/link")
_STAFF = ("For staff: sign in to the console", "console/sign-in")
_NEW_LINK = {
    "apply": _APPLY,
    "confirm": _APPLY,
    "status": _STATUS,
    "revise": _STATUS,
    "decisions": _STAFF,
    "held": _STAFF,
    "console": ("Get a new sign-in link", "console/sign-in"),
}
"""The text of the link, and its path from the stage's root, by the first part of the address that doesn't work."""


def on_error(app: APIGatewayRestResolver, error: Exception) -> Response:
    return link_problem_page(app.current_event, error)


def link_problem_page(event: Event, error: Exception, typed: str = "") -> Response:
    """The page for an error behind a link, with what was ``typed`` to copy."""
    is_lost = isinstance(error, UnknownToken | CaseNotStored)
    kind = event.path.strip("/").partition("/")[0]
    return problem_page(explain(error), root(event), _NEW_LINK.get(kind) if is_lost else None, typed)
