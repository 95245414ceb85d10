"""The form to change an application after its first rejection, and to send it for re-review."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import about, count, log
from adapters.web.app import VIEW
from adapters.web.forms import form_body
from adapters.web.pages import form_page, page_response
from adapters.web.requests import query
from adapters.web.responses import Response, see_other
from domain.applications.re_review import ReReviewRequest
from domain.applications.revision import SAVE, revise_form, revised_values
from domain.cases.access_tokens import new_token
from wiring import applications, clients

pages, actions = Router(), Router()


@pages.route("/revise/<token>", method=VIEW)
def show_form(token: str) -> Response:
    """The form; after a change what to do next; when it is too late, where the application stands."""
    case = applications.revisions().open(token)
    is_saved = query(pages.current_event, "saved") == "yes"
    if case.is_rejected_once and not is_saved:
        account = applications.account(case.application.request.account_id)
        return page_response(200, "apply", revise_form(case, account), script="apply")
    return page_response(200, "revised", revised_values(case), script="apply")


@actions.post("/revise/<token>")
def submit_form(token: str) -> Response:
    """Saves the change, and with ``do=send`` asks for the re-review; or shows the form again, with what is missing.

    Redirects to the page, which says what happened.
    """
    revisions = applications.revisions()
    case = revisions.open(token)
    if not case.is_rejected_once:
        return page_response(409, "revised", revised_values(case), script="apply")
    form = form_body(actions.current_event)
    checked = applications.check_revision(case, form.fields, form.files)
    if checked.submitted is None:
        return form_page(checked)
    about(checked.submitted.id, 1)
    log("application changed" if revisions.revise(case, checked.submitted) else "too late to change the application")
    count("ApplicationsRevised")
    if form.fields.get("do") == SAVE:
        return see_other(f"{token}?saved=yes")
    request = ReReviewRequest(words=form.fields.get("words", ""), receipt=new_token(), at=clients.now())
    log("re-review asked for", result=applications.re_reviews().start(checked.submitted.id, request))
    return see_other(token)
