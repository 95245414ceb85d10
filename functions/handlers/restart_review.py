"""``POST /console/failed``: an operator starts a review again that failed."""

from urllib.parse import quote

import wiring
from adapters.aws.observability import about, log
from adapters.web.responses import Event, Response, see_other
from adapters.web.session_cookie import console, form_of, signed_in
from domain.cases.staff import Permission


@console
def handler(event: Event) -> Response:
    """Sends the browser back to the list, which says what was done."""
    visit = signed_in(event, wiring.sessions())
    visit.member.must(Permission.RESTART_REVIEWS)
    case_id = form_of(event, visit).get("case", "")
    about(case_id)
    if not wiring.failed_reviews().restart(case_id, visit.member):
        return see_other("failed?runs=1")
    log("restarted in the console")
    return see_other(f"failed?restarted={quote(case_id)}")
