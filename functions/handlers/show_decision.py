"""``GET`` and ``HEAD /decisions/{token}``: show the case. Its role may read only, so looking changes nothing."""

import wiring
from adapters.endpoints import web, web_page
from adapters.http import Answer, Event, path_parameter
from review.decision_page import decision_values


@web
def handler(event: Event) -> Answer:
    """Answers with the case and the form, or with what was decided."""
    token = path_parameter(event, "token")
    return web_page(200, "decision", {**decision_values(wiring.decisions().open(token)), "token": token})
