"""``POST /console/exceptions``: an account manager files an exception by the form."""

import wiring
from adapters.aws.observability import about, count, log
from adapters.web.responses import Answer, Event, see_other
from adapters.web.session_cookie import console, console_page, form_of, signed_in
from domain.cases.staff import Right
from domain.decisions.exception_form import exception_form_values, exception_of
from domain.model.errors import FieldProblem, InvalidInput, LookUpFailed

_DOWN = FieldProblem("", "We cannot look the account up just now. All that you typed is here: file it again soon.")


@console
def handler(event: Event) -> Answer:
    """Sends the browser back to the list; what is wrong brings the form back, with all that was typed."""
    visit = signed_in(event, wiring.sign_in())
    visit.member.must(Right.FILE_EXCEPTIONS)
    fields = form_of(event, visit)
    key = fields.get("key", "")
    try:
        case = wiring.exception_desk().file(exception_of(fields, visit.member), key)
    except InvalidInput as error:
        status, problems = 422, error.problems
    except LookUpFailed:
        status, problems = 503, [_DOWN]
    else:
        about(case.id, 1)
        log("exception filed in the console")
        count("ExceptionsFiled")
        return see_other("exceptions?filed=1")
    index = wiring.case_index()
    filed = index.lines(index.filed_by(visit.member.address))
    values = exception_form_values(filed, visit.member, key, fields, problems)
    return console_page(status, "exceptions", values, event, visit)
