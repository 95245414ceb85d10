"""``GET`` and ``HEAD /confirm/{token}``: the applications that wait for their holder. Looking changes nothing."""

import wiring
from adapters.web.problems import web, web_page
from adapters.web.responses import Event, Response, path_parameter
from domain.applications.pending_confirmation import pending_values


@web
def handler(event: Event) -> Response:
    """Answers with each application and a button to confirm it."""
    before = (event.get("queryStringParameters") or {}).get("before", "")
    waiting = wiring.confirmations().list_pending(path_parameter(event, "token"), before)
    return web_page(200, "confirm", pending_values(waiting))
