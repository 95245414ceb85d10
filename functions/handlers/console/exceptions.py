"""Exceptions for high-value clients, as account managers file them."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import about, count, log
from adapters.web.requests import query
from adapters.web.responses import Response, see_other
from domain.cases.access_tokens import new_token
from domain.cases.staff import Permission
from domain.decisions.exception_form import exception_form_values, read_exception_form
from domain.model.errors import AccountLookupFailed, FieldProblem, InvalidInput
from handlers.console.staff_session import console_page, fields_of, session_of
from wiring import console

_DOWN = FieldProblem("", "We can't look up the account right now. Try again soon. What you entered is still here.")

pages, actions = Router(), Router()


@pages.get("/console/exceptions")
def show_exceptions() -> Response:
    """The form, for the account in the query if there is one, and those that this person filed, newest first."""
    member, parameters = session_of(pages).member, pages.current_event.query_string_parameters
    member.must(Permission.FILE_EXCEPTIONS)
    typed = {"account_id": query(pages.current_event, "account")}
    values = exception_form_values(
        console.list_filed(member), member, new_token(), typed, is_filed="filed" in parameters
    )
    return console_page(200, "exceptions", values, pages)


@actions.post("/console/exceptions")
def file_exception() -> Response:
    """Redirects to the list; wrong fields bring the form back."""
    member, fields = session_of(actions).member, fields_of(actions)
    member.must(Permission.FILE_EXCEPTIONS)
    key = fields.get("key", "")
    try:
        case = console.exception_filing().file(read_exception_form(fields, member), key)
    except InvalidInput as error:
        status, problems = 422, error.problems
    except AccountLookupFailed:
        status, problems = 503, [_DOWN]
    else:
        about(case.id, 1)
        log("exception filed in the console")
        count("ExceptionsFiled")
        return see_other("exceptions?filed=1")
    values = exception_form_values(console.list_filed(member), member, key, fields, problems)
    return console_page(status, "exceptions", values, actions)
