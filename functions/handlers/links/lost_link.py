"""A link that doesn't work, or no longer: the page says how to get a new one."""

from aws_lambda_powertools.event_handler import APIGatewayRestResolver

from adapters.web.app import error_page
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
    is_lost = isinstance(error, UnknownToken | CaseNotStored)
    kind = app.current_event.path.strip("/").partition("/")[0]
    return error_page(app, error, _NEW_LINK.get(kind) if is_lost else None)
