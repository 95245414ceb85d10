"""``GET /console/numbers``: what is open and what was answered, in pictures and figures. Reads lists only."""

import wiring
from adapters.web.responses import Event, Response
from adapters.web.session_cookie import console, console_page, signed_in
from domain.cases.staff import Permission
from domain.reporting.statistics import read_statistics
from domain.reporting.statistics_page import statistics_values


@console
def handler(event: Event) -> Response:
    """Answers with the numbers of now."""
    visit, now = signed_in(event, wiring.sessions()), wiring.now()
    visit.member.must(Permission.SEE_STATISTICS)
    numbers = read_statistics(wiring.outcome_records(), wiring.work_queue(), now)
    return console_page(200, "numbers", statistics_values(numbers, visit.member, now), event, visit)
