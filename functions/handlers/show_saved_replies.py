"""``GET /console/replies``: the saved replies, each with the form to change it. Reads only."""

import wiring
from adapters.console import console, console_page, signed_in
from adapters.http import Answer, Event
from review.console_pages import replies_values
from review.staff import Right


@console
def handler(event: Event) -> Answer:
    """Answers with every saved reply, by title, and the form for a new one."""
    visit = signed_in(event, wiring.sign_in())
    visit.member.must(Right.WRITE_SAVED_REPLIES)
    return console_page(200, "replies", replies_values(wiring.saved_replies().all()), event, visit)
