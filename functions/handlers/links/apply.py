"""The application form that an apply link opens: the bearer reads the account's email."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import about, count, log
from adapters.web.app import VIEW
from adapters.web.application_form_responses import checked_response, invalid_response
from adapters.web.forms import form_body
from adapters.web.pages import page_response
from adapters.web.responses import Response, see_other
from domain.applications.application_form import blank_form, request_of, submits
from domain.cases.access_tokens import new_token
from domain.model.application import Proof
from domain.model.errors import InvalidInput
from domain.policy import evaluate
from wiring import applications

pages, actions = Router(), Router()


@pages.route("/apply/link/<token>", method=VIEW)
def show_form(token: str) -> Response:
    """The form, with what the policy says of the account."""
    account = applications.apply_links().account(token)
    return page_response(200, "apply", blank_form(new_token(), account), script="apply")


@actions.post("/apply/link/<token>")
def submit_form(token: str) -> Response:
    """Redirects to the receipt; or shows the form again, with what is wrong or what the policy says."""
    account = applications.apply_links().account(token)
    form = form_body(actions.current_event)
    form.fields["account_id"] = account.account_id
    try:
        request = request_of(form.fields, form.files)
        application = applications.read_application(request, form.fields.get("form", ""), Proof.APPLY_LINK)
    except InvalidInput as error:
        return invalid_response(form, error, account)
    verdict = evaluate(application, account)
    if not submits(form.fields.get("do", ""), verdict):
        return checked_response(form, application.request, verdict, account)
    application = applications.application_service().submit(application)
    about(application.id, 1)
    log("application submitted")
    count("ApplicationsSubmitted")
    return see_other(f"../received?application={application.id}")
