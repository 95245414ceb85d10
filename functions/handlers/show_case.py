"""``GET /console/cases/{case_id}``: a case, with all that happened to it. Its role may read only."""

import wiring
from adapters.web.responses import Event, Response, path_parameter
from adapters.web.session_cookie import console, console_page, signed_in
from domain.console.pages import console_case_values


@console
def handler(event: Event) -> Response:
    """Answers with the case, and the forms to answer its question where that is the visitor's."""
    visit, desk = signed_in(event, wiring.sessions()), wiring.case_actions()
    opened = desk.open(path_parameter(event, "case_id"), visit.member)
    values = console_case_values(
        opened, visit.member, desk.decisions.staff, wiring.saved_replies().list_replies(), wiring.now()
    )
    return console_page(200, "case", values, event, visit)
