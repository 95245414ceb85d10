"""``POST /revise/{token}``: the applicant changes a rejected application. It checks, or stores what round 2 judges."""

import wiring
from adapters.aws.observability import about, count, log
from adapters.web.forms import form_body
from adapters.web.problems import web, web_page
from adapters.web.responses import Event, Response, path_parameter, see_other
from domain.applications.revision import revised_values


@web
def handler(event: Event) -> Response:
    """Sends the browser on to what to do next; or brings the form back. Where it is too late, says where it stands."""
    token = path_parameter(event, "token")
    revisions = wiring.revisions()
    case = revisions.open(token)
    if not case.is_rejected_once:
        return web_page(409, "revised", revised_values(case), script="apply")
    form = form_body(event)
    checked = wiring.check_revision(case, form.fields, form.files)
    application = checked.submitted
    if application is None:
        return web_page(200 if checked.is_valid else 422, "apply", checked.values, script="apply")
    about(application.id, 1)
    log("application changed" if revisions.revise(application) else "too late to change the application")
    count("ApplicationsRevised")
    return see_other(f"{token}?saved=yes")
