"""``POST /apply/link/{token}``: the form of the account's holder. It checks every rule, or hands in at once."""

import wiring
from adapters.aws.observability import about, count, log
from adapters.web.application_form_responses import checked_response, invalid_response
from adapters.web.forms import form_body
from adapters.web.problems import web
from adapters.web.responses import Event, Response, path_parameter, see_other
from domain.applications.application_form import request_of, submits
from domain.model.application import Proof
from domain.model.errors import InvalidInput
from domain.policy import evaluate


@web
def handler(event: Event) -> Response:
    """Sends the browser on to the receipt; or brings the form back, with what is wrong or what the policy says."""
    account = wiring.apply_links().account(path_parameter(event, "token"))
    form = form_body(event)
    form.fields["account_id"] = account.account_id
    try:
        application = wiring.read_application(
            request_of(form.fields, form.files), form.fields.get("form", ""), Proof.APPLY_LINK
        )
    except InvalidInput as error:
        return invalid_response(form, error, account)
    verdict = evaluate(application, account)
    if not submits(form.fields.get("do", ""), verdict):
        return checked_response(form, application.request, verdict, account)
    application = wiring.application_service().submit(application)
    about(application.id, 1)
    log("application handed in")
    count("ApplicationsSubmitted")
    return see_other(f"../received?application={application.id}")
