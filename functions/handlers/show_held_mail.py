"""``GET`` and ``HEAD /held/{token}``, ``GET /console/held``: the messages that wait for a person. Reads only."""

import wiring
from adapters.web.problems import web_page
from adapters.web.responses import Event, Response, path_parameter
from adapters.web.session_cookie import console, console_page, signed_in
from domain.cases.staff import Permission
from domain.inbound_email.quarantine import quarantine_values


@console
def handler(event: Event) -> Response:
    """Answers with the messages, oldest first, each with the form to release or drop it."""
    token, judged = path_parameter(event, "token"), (event.get("queryStringParameters") or {}).get("judged", "")
    if token:
        person = wiring.quarantine_links().person(token)
        return web_page(
            200, "held", quarantine_values(wiring.inbound_messages().list_quarantined(), person, token, judged)
        )
    visit = signed_in(event, wiring.sessions())
    visit.member.must(Permission.HANDLE_QUARANTINE)
    values = quarantine_values(wiring.inbound_messages().list_quarantined(), visit.member.address, "held", judged)
    return console_page(200, "held", values, event, visit)
