"""The form to change an application after its first rejection, and to send it for re-review."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import about, count, log
from adapters.web.app import VIEW
from adapters.web.forms import Form, form_body
from adapters.web.pages import form_page, page_response
from adapters.web.problems import explain
from adapters.web.requests import query
from adapters.web.responses import Response, see_other
from domain.applications.re_review import ReReviewRequest
from domain.applications.revision import SAVE, interrupted_revision, revise_form, revised_values
from domain.cases.access_tokens import new_token
from domain.cases.case import Case
from domain.model.errors import CaseNotStored, UnknownToken
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
    """Saves the change, or asks for the re-review, and redirects to the page, which says what happened.

    Else it shows all answers to check, or the form again with what is wrong. Whatever fails, the form comes back with
    what was typed.
    """
    form = form_body(actions.current_event)
    case = None
    try:
        case = applications.revisions().open(token)
        return _submit(token, case, form)
    except Exception as error:
        problem = explain(error)
        is_lost = isinstance(error, UnknownToken | CaseNotStored)
        values = interrupted_revision(case, form.fields, problem.title, problem.detail, is_link_lost=is_lost)
        return page_response(problem.status, "apply" if case else "check_answers", values, script="apply")


def _submit(token: str, case: Case, form: Form) -> Response:
    if not case.is_rejected_once:
        return page_response(409, "revised", revised_values(case), script="apply")
    checked = applications.check_revision(case, form.fields, form.files)
    if checked.submitted is None:
        return form_page(checked)
    words = form.fields.get("words", "")
    about(checked.submitted.id, 1)
    is_changed = applications.revisions().revise(case, checked.submitted, words)
    log("application changed" if is_changed else "too late to change the application")
    count("ApplicationsRevised")
    if form.fields.get("do") == SAVE:
        return see_other(f"{token}?saved=yes")
    request = ReReviewRequest(words=words, receipt=new_token(), at=clients.now())
    log("re-review asked for", result=applications.re_reviews().start(checked.submitted.id, request))
    return see_other(token)
