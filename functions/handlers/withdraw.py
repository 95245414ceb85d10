"""``POST /status/{token}``: the applicant withdraws the application."""

import wiring
from adapters.endpoints import web
from adapters.http import Answer, Event, path_parameter, see_other
from adapters.telemetry import count, log


@web
def handler(event: Event) -> Answer:
    """Sends the browser back to the page, which shows where the application stands now."""
    token = path_parameter(event, "token")
    wiring.status_links().withdraw(token, wiring.waits())
    log("withdrawn, if it was in review")
    count("WithdrawClicks")
    return see_other(token)
