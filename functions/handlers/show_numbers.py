"""``GET /console/numbers``: what is open and what was answered, in pictures and figures. Reads lists only."""

import wiring
from adapters.web.responses import Answer, Event
from adapters.web.session_cookie import console, console_page, signed_in
from domain.cases.staff import Right
from domain.reporting.statistics import read_numbers
from domain.reporting.statistics_page import numbers_values


@console
def handler(event: Event) -> Answer:
    """Answers with the numbers of now."""
    visit, now = signed_in(event, wiring.sign_in()), wiring.now()
    visit.member.must(Right.SEE_NUMBERS)
    numbers = read_numbers(wiring.answers(), wiring.queue(), now)
    return console_page(200, "numbers", numbers_values(numbers, visit.member, now), event, visit)
