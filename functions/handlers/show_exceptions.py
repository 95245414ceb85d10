"""``GET /console/exceptions``: the form for a new exception, and those that one filed. Reads only."""

import wiring
from adapters.console import console, console_page, signed_in
from adapters.http import Answer, Event
from review.exception_form import exception_form_values
from review.links import new_token
from review.staff import Right


@console
def handler(event: Event) -> Answer:
    """Answers with the form, for the account in the address if there is one, and the list, newest first."""
    visit, query = signed_in(event, wiring.sign_in()), event.get("queryStringParameters") or {}
    visit.member.must(Right.FILE_EXCEPTIONS)
    index, typed = wiring.case_index(), {"account_id": query.get("account", "")}
    filed = index.lines(index.filed_by(visit.member.address))
    values = exception_form_values(filed, visit.member, new_token(), typed, is_filed="filed" in query)
    return console_page(200, "exceptions", values, event, visit)
