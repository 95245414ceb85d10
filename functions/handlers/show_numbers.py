"""``GET /console/numbers``: what is open and what was answered, in pictures and figures. Reads lists only."""

import wiring
from adapters.console import console, console_page, signed_in
from adapters.http import Answer, Event
from review.numbers import read_numbers
from review.numbers_page import numbers_values
from review.staff import Right


@console
def handler(event: Event) -> Answer:
    """Answers with the numbers of now."""
    visit, now = signed_in(event, wiring.sign_in()), wiring.now()
    visit.member.must(Right.SEE_NUMBERS)
    numbers = read_numbers(wiring.answers(), wiring.queue(), now)
    return console_page(200, "numbers", numbers_values(numbers, visit.member, now), event, visit)
