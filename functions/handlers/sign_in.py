"""``POST`` to ``/console/sign-in``, ``/console/enter/{token}`` and ``/console/leave``: the way in and out."""

import wiring
from adapters.aws.observability import count, log
from adapters.web.forms import form_body
from adapters.web.problems import web_page
from adapters.web.responses import Event, Problem, Response, path_parameter, see_other
from adapters.web.session_cookie import console, form_of, root, signed_in, with_session
from domain.applications.requested_link import SignInLinkRequest


@console
def handler(event: Event) -> Response:
    """Has a link mailed, and says the same whoever asks; signs in by a link; or signs out."""
    match event["resource"]:
        case "/console/sign-in":
            address = form_body(event).fields.get("address", "")[:254]
            wiring.requested_links().invoke(SignInLinkRequest(address=address))
            count("SignInLinksAsked")
            return web_page(200, "sign_in", {"token": "", "person": "", "is_asked": True})
        case "/console/enter/{token}":
            session = wiring.sessions().sign_in(path_parameter(event, "token"))
            log("signed in")
            count("SignIns")
            return with_session(see_other(f"{root(event)}console"), session)
        case "/console/leave":
            visit = signed_in(event, wiring.sessions())
            form_of(event, visit)
            wiring.sessions().sign_out(visit)
            return with_session(see_other(f"{root(event)}console/sign-in"), "")
        case _:
            raise Problem(404, "There is no such page", "Start again from the console.")
