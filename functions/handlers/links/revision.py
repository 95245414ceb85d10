"""The form to change an application between its first rejection and the reply."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import about, count, log
from adapters.web.app import VIEW
from adapters.web.forms import form_body
from adapters.web.pages import form_page, page_response
from adapters.web.requests import query
from adapters.web.responses import Response, see_other
from domain.applications.revision import revise_form, revised_values
from wiring import applications

pages, actions = Router(), Router()


@pages.route("/revise/<token>", method=VIEW)
def show_form(token: str) -> Response:
    """The form; after a change what to do next; when it is too late, where the application stands."""
    case = applications.revisions().open(token)
    is_saved = case.revision and query(pages.current_event, "saved") == "yes"
    if case.is_rejected_once and not is_saved:
        return page_response(200, "apply", revise_form(case), script="apply")
    return page_response(200, "revised", revised_values(case), script="apply")


@actions.post("/revise/<token>")
def submit_form(token: str) -> Response:
    """Redirects to what to do next; or shows the form again, with what is wrong or what the policy says."""
    revisions = applications.revisions()
    case = revisions.open(token)
    if not case.is_rejected_once:
        return page_response(409, "revised", revised_values(case), script="apply")
    form = form_body(actions.current_event)
    checked = applications.check_revision(case, form.fields, form.files)
    if checked.submitted is None:
        return form_page(checked)
    about(checked.submitted.id, 1)
    log("application changed" if revisions.revise(checked.submitted) else "too late to change the application")
    count("ApplicationsRevised")
    return see_other(f"{token}?saved=yes")
