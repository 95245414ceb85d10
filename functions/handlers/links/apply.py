"""The application form that an apply link opens: the bearer reads the account's email."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import about, count, log
from adapters.web.app import VIEW
from adapters.web.forms import Form, form_body
from adapters.web.pages import form_page, page_response
from adapters.web.problems import interrupted_form_page
from adapters.web.responses import Response, see_other
from domain.applications.application_form import LinkState, blank_form
from domain.cases.access_tokens import new_token
from domain.model.errors import InvalidInput, UnknownToken
from wiring import applications

pages, actions = Router(), Router()


@pages.route("/apply/link/<token>", method=VIEW)
def show_form(token: str) -> Response:
    """The form, with what the policy says of the account."""
    account = applications.apply_links().account(token)
    return page_response(200, "apply", blank_form(new_token(), account), script="apply")


@actions.post("/apply/link/<token>")
def submit_form(token: str) -> Response:
    """Redirects to the receipt; or shows all answers to check, or the form again with what is wrong.

    Whatever fails, the form comes back with what was typed.
    """
    form = form_body(actions.current_event)
    try:
        return _submit(token, form)
    except UnknownToken as error:
        return interrupted_form_page(error, form.fields, LinkState.LOST)
    except Exception as error:
        return interrupted_form_page(error, form.fields, LinkState.WORKS)


def _submit(token: str, form: Form) -> Response:
    account = applications.apply_links().account(token)
    checked = applications.check_form(form.fields, form.files, account)
    if checked.submitted is None:
        return form_page(checked)
    try:
        application = applications.application_service().submit(checked.submitted)
    except InvalidInput as error:
        return form_page(checked.refused(error.problems))
    about(application.id, 1)
    log("application submitted")
    count("ApplicationsSubmitted")
    return see_other(f"../received?application={application.id}")
