"""``GET`` and ``HEAD /held/{token}``, ``GET /console/held``: the messages that wait for a person. Reads only."""

import wiring
from adapters.web.problems import web_page
from adapters.web.responses import Answer, Event, path_parameter
from adapters.web.session_cookie import console, console_page, signed_in
from domain.cases.staff import Right
from domain.inbound_email.quarantine import held_values


@console
def handler(event: Event) -> Answer:
    """Answers with the messages, oldest first, each with the form to release or drop it."""
    token, judged = path_parameter(event, "token"), (event.get("queryStringParameters") or {}).get("judged", "")
    if token:
        person = wiring.held_links().person(token)
        return web_page(200, "held", held_values(wiring.received_mails().held(), person, token, judged))
    visit = signed_in(event, wiring.sign_in())
    visit.member.must(Right.JUDGE_HELD_MAIL)
    values = held_values(wiring.received_mails().held(), visit.member.address, "held", judged)
    return console_page(200, "held", values, event, visit)
