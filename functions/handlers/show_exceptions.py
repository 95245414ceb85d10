"""``GET /console/exceptions``: the form for a new exception, and those that one filed. Reads only."""

import wiring
from adapters.web.responses import Event, Response
from adapters.web.session_cookie import console, console_page, signed_in
from domain.cases.access_tokens import new_token
from domain.cases.staff import Permission
from domain.decisions.exception_form import exception_form_values


@console
def handler(event: Event) -> Response:
    """Answers with the form, for the account in the address if there is one, and the list, newest first."""
    visit, query = signed_in(event, wiring.sessions()), event.get("queryStringParameters") or {}
    visit.member.must(Permission.FILE_EXCEPTIONS)
    index, typed = wiring.case_index(), {"account_id": query.get("account", "")}
    filed = index.get_rows(index.list_filed_by(visit.member.address))
    values = exception_form_values(filed, visit.member, new_token(), typed, is_filed="filed" in query)
    return console_page(200, "exceptions", values, event, visit)
