"""``GET /console/accounts/{account_id}``: an account, with all that the desk has of it. Reads only."""

import wiring
from adapters.aws.observability import log
from adapters.web.responses import Event, Response, path_parameter
from adapters.web.session_cookie import console, console_page, signed_in
from domain.console.account_page import account_values


@console
def handler(event: Event) -> Response:
    """Answers with the account; where the lookup does not answer, with what the desk itself knows."""
    visit = signed_in(event, wiring.sessions())
    opened = wiring.account_page().open(path_parameter(event, "account_id"), visit.member)
    if opened.is_down:
        log("the account lookup does not answer")
    return console_page(200, "account", account_values(opened, visit.member), event, visit)
