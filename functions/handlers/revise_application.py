"""``POST /revise/{token}``: the applicant changes a rejected application. It checks, or stores what round 2 judges."""

import wiring
from adapters.aws.observability import about, count, log
from adapters.web.application_form_responses import checked_response, invalid_response
from adapters.web.forms import form_body
from adapters.web.problems import web, web_page
from adapters.web.responses import Event, Response, path_parameter, see_other
from domain.applications.application_form import submits
from domain.applications.revision import as_it_must_be, revised_values
from domain.model.errors import InvalidInput
from domain.policy import evaluate


@web
def handler(event: Event) -> Response:
    """Sends the browser on to what to do next; or brings the form back. Where it is too late, says where it stands."""
    token = path_parameter(event, "token")
    revisions = wiring.revisions()
    case = revisions.open(token)
    if not case.is_rejected_once:
        return web_page(409, "revised", revised_values(case), script="apply")
    form = form_body(event)
    form.fields.update(as_it_must_be(case, form.fields))
    account = wiring.account(case.application.request.account_id)
    try:
        application = wiring.read_revision(case, form.fields, form.files)
    except InvalidInput as error:
        return invalid_response(form, error, account, case)
    verdict = evaluate(application, account)
    if not submits(form.fields.get("do", ""), verdict):
        return checked_response(form, application.request, verdict, account, case)
    about(application.id, 1)
    log("application changed" if revisions.revise(application) else "too late to change the application")
    count("ApplicationsRevised")
    return see_other(f"{token}?saved=yes")
