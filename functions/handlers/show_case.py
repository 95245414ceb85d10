"""``GET /console/cases/{case_id}``: a case, with all that happened to it. Its role may read only."""

import wiring
from adapters.web.responses import Answer, Event, path_parameter
from adapters.web.session_cookie import console, console_page, signed_in
from domain.console.pages import case_values


@console
def handler(event: Event) -> Answer:
    """Answers with the case, and the forms to answer its question where that is the visitor's."""
    visit, desk = signed_in(event, wiring.sign_in()), wiring.case_desk()
    opened = desk.open(path_parameter(event, "case_id"), visit.member)
    values = case_values(opened, visit.member, desk.decisions.staff, wiring.saved_replies().all(), wiring.now())
    return console_page(200, "case", values, event, visit)
