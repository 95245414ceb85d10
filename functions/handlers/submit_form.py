"""``POST /apply``: the form for whom nobody has vouched yet. It checks, or has the account's holder asked."""

import wiring
from adapters.aws.observability import about, count, log
from adapters.web.application_form_responses import checked_response, invalid_response
from adapters.web.forms import form_body
from adapters.web.problems import web
from adapters.web.responses import Event, Response, see_other
from domain.applications.application_form import request_of, submits
from domain.applications.requested_link import ConfirmationRequest
from domain.model.errors import InvalidInput
from domain.policy import evaluate_for_stranger


@web
def handler(event: Event) -> Response:
    """Sends the browser on to the receipt; or brings the form back, with what is wrong or what the policy says."""
    form = form_body(event)
    try:
        application = wiring.read_application(
            request_of(form.fields, form.files), form.fields.get("form", ""), proof=None
        )
    except InvalidInput as error:
        return invalid_response(form, error)
    verdict = evaluate_for_stranger(application)
    if not submits(form.fields.get("do", ""), verdict):
        return checked_response(form, application.request, verdict)
    wiring.requested_links().invoke(ConfirmationRequest(application=application))
    about(application.id, 1)
    log("application waits for confirmation")
    count("ApplicationsToConfirm")
    return see_other(f"apply/received?application={application.id}&waits=yes")
