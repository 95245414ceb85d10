"""``GET /console/replies``: the saved replies, each with the form to change it. Reads only."""

import wiring
from adapters.web.responses import Event, Response
from adapters.web.session_cookie import console, console_page, signed_in
from domain.cases.staff import Permission
from domain.console.pages import replies_values


@console
def handler(event: Event) -> Response:
    """Answers with every saved reply, by title, and the form for a new one."""
    visit = signed_in(event, wiring.sessions())
    visit.member.must(Permission.WRITE_SAVED_REPLIES)
    return console_page(200, "replies", replies_values(wiring.saved_replies().list_replies()), event, visit)
