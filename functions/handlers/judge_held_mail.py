"""``POST /held/{token}`` and ``/console/held``: one of the staff releases or drops a held message."""

from urllib.parse import quote

import wiring
from adapters.aws.observability import count, log
from adapters.web.forms import form_body
from adapters.web.problems import web_page
from adapters.web.responses import Answer, Event, path_parameter, see_other
from adapters.web.session_cookie import console, console_page, form_of, signed_in
from domain.cases.staff import Right
from domain.inbound_email.quarantine import held_values
from domain.model.errors import InvalidInput


@console
def handler(event: Event) -> Answer:
    """Sends the browser back to the page; what is wrong with a release brings the page back with words."""
    token, held, visit = path_parameter(event, "token"), wiring.held_mails(), None
    if token:
        person, fields = wiring.held_links().person(token), form_body(event).fields
    else:
        visit = signed_in(event, wiring.sign_in())
        visit.member.must(Right.JUDGE_HELD_MAIL)
        person, fields = visit.member.address, form_of(event, visit)
    case_id, receipt, to = fields.get("case", ""), fields.get("receipt", ""), fields.get("application_id", "")
    is_release = fields.get("judgement") == "release"
    try:
        if is_release:
            held.release(person, case_id, receipt, to, wiring.cases(), wiring.released())
        else:
            held.drop(person, case_id, receipt)
    except InvalidInput as error:
        here = token or "held"
        shown = held_values(wiring.received_mails().held(), person, here, receipt, error.problems)
        return console_page(422, "held", shown, event, visit) if visit else web_page(422, "held", shown)
    log("held mail judged", receipt=receipt, released=is_release)
    count("HeldMailReleased" if is_release else "HeldMailDropped")
    return see_other(f"{token or 'held'}?judged={quote(receipt)}")
