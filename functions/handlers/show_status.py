"""``GET`` and ``HEAD /status/{token}``: where an application stands. Its role may read only."""

import wiring
from adapters.web.problems import web, web_page
from adapters.web.responses import Event, Response, path_parameter
from domain.applications.status_page import status_values


@web
def handler(event: Event) -> Response:
    """Answers with where it stands, what comes next, and what happened."""
    _, case = wiring.status_links().open(path_parameter(event, "token"))
    return web_page(200, "status", status_values(case))
