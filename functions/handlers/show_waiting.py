"""``GET`` and ``HEAD /confirm/{token}``: the applications that wait for their holder. Looking changes nothing."""

import wiring
from adapters.endpoints import web, web_page
from adapters.http import Answer, Event, path_parameter
from review.showing import waiting_values


@web
def handler(event: Event) -> Answer:
    """Answers with each application and a button to confirm it."""
    before = (event.get("queryStringParameters") or {}).get("before", "")
    waiting = wiring.confirmations().of(path_parameter(event, "token"), before)
    return web_page(200, "confirm", waiting_values(waiting))
