"""PublicForms: what anybody may post. Its role may invoke SendRequestedLink and ReadIcon, and nothing else."""

import re

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import about, count, log
from adapters.web import templates
from adapters.web.api_docs import IDEMPOTENCY_KEY, Submitted, Verdict, answers, takes
from adapters.web.app import create_app, error_page, lambda_handler
from adapters.web.forms import Form, form_body
from adapters.web.pages import form_page, page_response
from adapters.web.problems import explain, interrupted_form_page
from adapters.web.requests import LARGEST_BODY_WITH_ICON, header, json_body
from adapters.web.responses import Response, json_response, problem_response, see_other
from domain import policy
from domain.applications.application_form import LinkState
from domain.applications.requested_link import (
    ApplyLinkRequest,
    ConfirmationRequest,
    SignInLinkRequest,
    StatusLinkRequest,
)
from domain.applications.status_links import can_be_id
from domain.model.application import Application, ApplicationRequest
from domain.model.field_types import ACCOUNT_ID
from domain.policy import evaluate_for_stranger
from domain.presentation.case_view import verdict_values
from wiring import applications, clients

api, forms = Router(), Router()


@api.post(
    "/applications",
    operation_id="submit",
    summary="Submit an application",
    description="For anyone. We ask the account holder to confirm by email, and nothing starts until they do. The "
    "response is the same if the account doesn't exist. The applicant gets a receipt by email. If nobody confirms "
    "within seven days, the application expires and the applicant gets a notice.",
    openapi_extensions=takes(ApplicationRequest, IDEMPOTENCY_KEY, largest=LARGEST_BODY_WITH_ICON),
    responses=answers(202, "Accepted. Waiting for the confirmation.", Submitted),
)
def submit_application() -> Response:
    event = api.current_event
    data, key = json_body(event, LARGEST_BODY_WITH_ICON), header(event, "idempotency-key")
    application = applications.read_application(data, key, proof=None)
    _ask_to_confirm(application)
    return json_response(202, Submitted(application_id=application.id, status="waits_for_confirmation"))


@api.post(
    "/applications/check",
    operation_id="check",
    summary="Check an application before you submit it",
    description="For anyone. Returns what the policy finds in the application, but nothing about the account. "
    "Nothing is stored.",
    openapi_extensions=takes(ApplicationRequest, largest=LARGEST_BODY_WITH_ICON),
    responses=answers(200, "The result of the policy check.", Verdict),
)
def check_application() -> Response:
    application = applications.read_application(json_body(api.current_event, LARGEST_BODY_WITH_ICON), "", proof=None)
    return json_response(200, verdict_values(evaluate_for_stranger(application)))


@forms.post("/apply")
def submit_application_form() -> Response:
    """Redirects to the receipt; or shows all answers to check, or the form again with what is wrong.

    Whatever fails, the form comes back with what was typed.
    """
    form = form_body(forms.current_event)
    try:
        return _submit(form)
    except Exception as error:
        return interrupted_form_page(error, form.fields, LinkState.NONE)


def _submit(form: Form) -> Response:
    checked = applications.check_form(form.fields, form.files)
    if checked.submitted is None:
        return form_page(checked)
    _ask_to_confirm(checked.submitted)
    return see_other(f"apply/received?application={checked.submitted.id}&waits=yes")


@forms.post("/apply/link")
def request_apply_link() -> Response:
    """Returns the same page whether or not there is such an account."""
    account_id = form_body(forms.current_event).fields.get("account_id", "").strip()
    if not re.fullmatch(ACCOUNT_ID, account_id):
        return page_response(422, "apply_link", {"account_id": account_id, "is_wrong": True, "is_asked": False})
    applications.requested_links().invoke(ApplyLinkRequest(account_id=account_id))
    count("ApplyLinksRequested")
    return page_response(202, "apply_link", {"account_id": account_id, "is_wrong": False, "is_asked": True})


@forms.post("/status")
def request_status_link() -> Response:
    """Returns the same page whether or not there is such an application."""
    what = form_body(forms.current_event).fields.get("what", "").strip()
    is_good = can_be_id(what)
    if is_good:
        applications.requested_links().invoke(StatusLinkRequest(what=what))
        count("StatusLinksAsked")
    values = {"what": what, "is_wrong": not is_good, "is_asked": is_good}
    return page_response(200 if is_good else 422, "status_link", values)


@forms.post("/console/sign-in")
def request_sign_in_link() -> Response:
    """Returns the same page whoever asks."""
    address = form_body(forms.current_event).fields.get("address", "")[:254]
    applications.requested_links().invoke(SignInLinkRequest(address=address))
    count("SignInLinksAsked")
    return page_response(200, "sign_in", {"token": "", "person": "", "is_asked": True})


def _ask_to_confirm(application: Application) -> None:
    applications.requested_links().invoke(ConfirmationRequest(application=application))
    about(application.id, 1)
    log("application waits for confirmation")
    count("ApplicationsToConfirm")


def _on_error(app: APIGatewayRestResolver, error: Exception) -> Response:
    """A problem in JSON for programs, a page for people."""
    is_api = app.current_event.path.startswith("/applications")
    return problem_response(explain(error)) if is_api else error_page(app, error)


app = create_app(api, forms, on_error=_on_error)
handler = lambda_handler(app)
clients.warm("lambda")
policy.warm()
templates.warm("apply", "check_answers", "apply_link", "status_link", "sign_in")
