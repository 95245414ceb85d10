"""How the application forms come back: with what is wrong, or with what the policy says."""

from adapters.web.forms import Form
from adapters.web.images import read_icon
from adapters.web.pages import page_response
from adapters.web.responses import Response
from domain.applications.application_form import (
    Checked,
    checked_in_part,
    form_values,
    request_of,
    with_icon_kept,
    with_placeholder_values,
)
from domain.applications.revision import about
from domain.cases.case import Case
from domain.model.account import Account
from domain.model.application import ApplicationRequest, parse_request
from domain.model.errors import InvalidInput
from domain.policy import Verdict, application_findings

SCRIPT = "apply"


def invalid_response(
    form: Form, error: InvalidInput, account: Account | None = None, case: Case | None = None
) -> Response:
    """The form with all that was typed, what is wrong at each field, and what the policy says of the other fields."""
    request = parse_request(request_of(*with_placeholder_values(form.fields, form.files, error.problems)), read_icon)
    checked = checked_in_part(tuple(application_findings(request, account)), error.problems)
    fields = with_icon_kept(form.fields, form.files, request)
    values = form_values(fields, error.problems, account=account, checked=checked)
    return page_response(422, "apply", {**values, **(about(case) if case else {})}, SCRIPT)


def checked_response(
    form: Form, request: ApplicationRequest, verdict: Verdict, account: Account | None = None, case: Case | None = None
) -> Response:
    """The form with all that was typed, and what the policy says of it."""
    fields = with_icon_kept(form.fields, form.files, request)
    values = form_values(fields, [], account=account, checked=Checked(verdict.findings))
    return page_response(200, "apply", {**values, **(about(case) if case else {})}, SCRIPT)
