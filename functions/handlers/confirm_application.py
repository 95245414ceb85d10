"""``POST /confirm/{token}``: the account's holder confirms an application, and its review starts."""

import wiring
from adapters.aws.observability import about, count, log
from adapters.web.forms import form_body
from adapters.web.problems import web
from adapters.web.responses import Event, Response, path_parameter, see_other


@web
def handler(event: Event) -> Response:
    """Sends the browser on to the receipt. A second click is the same application."""
    token, key = path_parameter(event, "token"), form_body(event).fields.get("application", "")
    confirmations = wiring.confirmations()
    application = confirmations.confirm(token, key, wiring.account_lookup())
    wiring.application_service().submit(application)
    confirmations.confirmed(token, key)
    about(application.id, 1)
    log("application confirmed")
    count("ApplicationsSubmitted")
    return see_other(f"../apply/received?application={application.id}")
