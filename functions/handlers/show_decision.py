"""``GET`` and ``HEAD /decisions/{token}``: show the case. Its role may read only, so looking changes nothing."""

import wiring
from adapters.endpoints import web, web_page
from adapters.http import Answer, Event, path_parameter
from review.deciding import open_link
from review.decision_page import decision_values


@web
def handler(event: Event) -> Answer:
    """Answers with the case and the form, or with what was decided."""
    opened = open_link(path_parameter(event, "token"), wiring.links(), wiring.cases(), wiring.now)
    return web_page(200, "decision", decision_values(opened))
