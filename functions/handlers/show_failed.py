"""``GET /console/failed``: the reviews that failed, each with a button to start it again. Reads only."""

import wiring
from adapters.web.responses import Event, Response
from adapters.web.session_cookie import console, console_page, signed_in
from domain.cases.staff import Permission
from domain.console.failed_reviews import failure_values


@console
def handler(event: Event) -> Response:
    """Answers with the list, those first whose round began first."""
    visit, query = signed_in(event, wiring.sessions()), event.get("queryStringParameters") or {}
    visit.member.must(Permission.RESTART_REVIEWS)
    values = failure_values(wiring.failures().list_failures(), query.get("restarted", ""), "runs" in query)
    return console_page(200, "failed", values, event, visit)
