"""``GET /console/search``: cases and accounts by the words that name them. Reads only."""

import wiring
from adapters.web.responses import Event, Response, see_other
from adapters.web.session_cookie import console, console_page, signed_in
from domain.console.search import search_values

LONGEST = 500  # characters: the longest that one of the words can be found by, and some more


@console
def handler(event: Event) -> Response:
    """Answers with what was found, by one query; or sends the browser to the case or account that was named."""
    visit = signed_in(event, wiring.sessions())
    typed = (event.get("queryStringParameters") or {}).get("q", "")[:LONGEST]
    found = wiring.search().find(typed, visit.member)
    if found.redirect:
        return see_other(found.redirect)
    return console_page(200, "search", search_values(typed, found, visit.member), event, visit)
