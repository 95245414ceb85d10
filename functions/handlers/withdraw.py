"""``POST /status/{token}``: the applicant withdraws the application."""

import wiring
from adapters.aws.observability import count, log
from adapters.web.problems import web
from adapters.web.responses import Event, Response, path_parameter, see_other


@web
def handler(event: Event) -> Response:
    """Sends the browser back to the page, which shows where the application stands now."""
    token = path_parameter(event, "token")
    wiring.status_links().withdraw(token, wiring.waits())
    log("withdrawn, if it was in review")
    count("WithdrawClicks")
    return see_other(token)
