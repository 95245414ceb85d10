"""``POST /confirm/{token}``: the account's holder confirms an application, and its review starts."""

import wiring
from adapters.endpoints import web
from adapters.forms import form_body
from adapters.http import Answer, Event, path_parameter, see_other
from adapters.telemetry import about, count, log


@web
def handler(event: Event) -> Answer:
    """Sends the browser on to the receipt. A second click is the same application."""
    token, key = path_parameter(event, "token"), form_body(event).fields.get("application", "")
    confirmations = wiring.confirmations()
    application = confirmations.confirm(token, key, wiring.account_lookup())
    wiring.front_desk().take(application)
    confirmations.confirmed(token, key)
    about(application.id, 1)
    log("application confirmed")
    count("ApplicationsSubmitted")
    return see_other(f"../apply/received?application={application.id}")
