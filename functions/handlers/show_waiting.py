"""``GET`` and ``HEAD /confirm/{token}``: the applications that wait for their holder. Looking changes nothing."""

import wiring
from adapters.web.problems import web, web_page
from adapters.web.responses import Answer, Event, path_parameter
from domain.applications.pending_confirmation import waiting_values


@web
def handler(event: Event) -> Answer:
    """Answers with each application and a button to confirm it."""
    before = (event.get("queryStringParameters") or {}).get("before", "")
    waiting = wiring.confirmations().of(path_parameter(event, "token"), before)
    return web_page(200, "confirm", waiting_values(waiting))
