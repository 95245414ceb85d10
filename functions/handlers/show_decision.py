"""``GET`` and ``HEAD /decisions/{token}``: show the case. Its role may read only, so looking changes nothing."""

import wiring
from adapters.web.problems import web, web_page
from adapters.web.responses import Event, Response, path_parameter
from domain.decisions.decision_page import decision_values


@web
def handler(event: Event) -> Response:
    """Answers with the case and the form, or with what was decided."""
    token = path_parameter(event, "token")
    opened, replies = wiring.decisions().open(token), wiring.saved_replies().list_replies()
    return web_page(200, "decision", {**decision_values(opened, replies=replies), "token": token})
