"""``GET /console/sign-in`` and ``GET``, ``HEAD /console/enter/{token}``: the way into the console. Reads only."""

import wiring
from adapters.web.problems import web, web_page
from adapters.web.responses import Event, Response, path_parameter


@web
def handler(event: Event) -> Response:
    """Answers with the form that asks for a link; for a link with the button that signs in."""
    token = path_parameter(event, "token")
    person = wiring.sessions().check(token) if token else ""
    return web_page(200, "sign_in", {"token": token, "person": person, "is_asked": False})
