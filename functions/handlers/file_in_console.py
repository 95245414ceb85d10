"""``POST /console/exceptions``: an account manager files an exception by the form."""

import wiring
from adapters.aws.observability import about, count, log
from adapters.web.responses import Event, Response, see_other
from adapters.web.session_cookie import console, console_page, form_of, signed_in
from domain.cases.staff import Permission
from domain.decisions.exception_form import exception_form_values, read_exception_form
from domain.model.errors import AccountLookupFailed, FieldProblem, InvalidInput

_DOWN = FieldProblem("", "We cannot look the account up just now. All that you typed is here: file it again soon.")


@console
def handler(event: Event) -> Response:
    """Sends the browser back to the list; what is wrong brings the form back, with all that was typed."""
    visit = signed_in(event, wiring.sessions())
    visit.member.must(Permission.FILE_EXCEPTIONS)
    fields = form_of(event, visit)
    key = fields.get("key", "")
    try:
        case = wiring.exception_filing().file(read_exception_form(fields, visit.member), key)
    except InvalidInput as error:
        status, problems = 422, error.problems
    except AccountLookupFailed:
        status, problems = 503, [_DOWN]
    else:
        about(case.id, 1)
        log("exception filed in the console")
        count("ExceptionsFiled")
        return see_other("exceptions?filed=1")
    index = wiring.case_index()
    filed = index.get_rows(index.list_filed_by(visit.member.address))
    values = exception_form_values(filed, visit.member, key, fields, problems)
    return console_page(status, "exceptions", values, event, visit)
