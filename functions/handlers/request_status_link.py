"""``POST /status``: have a forgotten link to the status page mailed to the address on file."""

import wiring
from adapters.aws.observability import count
from adapters.web.forms import form_body
from adapters.web.problems import web, web_page
from adapters.web.responses import Event, Response
from domain.applications.requested_link import StatusLinkRequest
from domain.applications.status_link import is_asked_well


@web
def handler(event: Event) -> Response:
    """Answers the same whether or not there is such an application."""
    what = form_body(event).fields.get("what", "").strip()
    is_good = is_asked_well(what)
    if is_good:
        wiring.requested_links().invoke(StatusLinkRequest(what=what))
        count("StatusLinksAsked")
    values = {"what": what, "is_wrong": not is_good, "is_asked": is_good}
    return web_page(200 if is_good else 422, "status_link", values)
