"""``POST /apply``: the form for whom nobody has vouched yet. It checks, or has the account's holder asked."""

import wiring
from adapters.aws.observability import about, count, log
from adapters.web.forms import form_body
from adapters.web.problems import web, web_page
from adapters.web.responses import Event, Response, see_other
from domain.applications.requested_link import ConfirmationRequest


@web
def handler(event: Event) -> Response:
    """Sends the browser on to the receipt; or brings the form back, with what is wrong or what the policy says."""
    form = form_body(event)
    checked = wiring.check_form(form.fields, form.files)
    application = checked.submitted
    if application is None:
        return web_page(200 if checked.is_valid else 422, "apply", checked.values, script="apply")
    wiring.requested_links().invoke(ConfirmationRequest(application=application))
    about(application.id, 1)
    log("application waits for confirmation")
    count("ApplicationsToConfirm")
    return see_other(f"apply/received?application={application.id}&waits=yes")
