"""``GET`` and ``HEAD /held/{token}``: the messages that wait for a person to look at them. Its role may read only."""

import wiring
from adapters.endpoints import web, web_page
from adapters.http import Answer, Event, path_parameter
from review.held_mail import held_values


@web
def handler(event: Event) -> Answer:
    """Answers with the messages, oldest first, each with the form to release or drop it."""
    token = path_parameter(event, "token")
    person = wiring.held_mails().person(token)
    judged = (event.get("queryStringParameters") or {}).get("judged", "")
    return web_page(200, "held", {**held_values(wiring.received_mails().held(), person, judged), "token": token})
