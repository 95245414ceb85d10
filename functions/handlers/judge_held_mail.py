"""``POST /held/{token}`` and ``/console/held``: one of the staff releases or drops a held message."""

from urllib.parse import quote

import wiring
from adapters.aws.observability import count, log
from adapters.web.forms import form_body
from adapters.web.problems import web_page
from adapters.web.responses import Event, Response, path_parameter, see_other
from adapters.web.session_cookie import console, console_page, form_of, signed_in
from domain.cases.staff import Permission
from domain.inbound_email.quarantine import quarantine_values
from domain.model.errors import InvalidInput


@console
def handler(event: Event) -> Response:
    """Sends the browser back to the page; what is wrong with a release brings the page back with words."""
    token, held, visit = path_parameter(event, "token"), wiring.quarantine(), None
    if token:
        person, fields = wiring.quarantine_links().person(token), form_body(event).fields
    else:
        visit = signed_in(event, wiring.sessions())
        visit.member.must(Permission.HANDLE_QUARANTINE)
        person, fields = visit.member.address, form_of(event, visit)
    case_id, receipt, to = fields.get("case", ""), fields.get("receipt", ""), fields.get("application_id", "")
    is_release = fields.get("judgement") == "release"
    try:
        if is_release:
            held.accept(person, case_id, receipt, to, wiring.cases(), wiring.accepted_messages())
        else:
            held.discard(person, case_id, receipt)
    except InvalidInput as error:
        here = token or "held"
        shown = quarantine_values(wiring.inbound_messages().list_quarantined(), person, here, receipt, error.problems)
        return console_page(422, "held", shown, event, visit) if visit else web_page(422, "held", shown)
    log("held mail judged", receipt=receipt, released=is_release)
    count("HeldMailReleased" if is_release else "HeldMailDropped")
    return see_other(f"{token or 'held'}?judged={quote(receipt)}")
