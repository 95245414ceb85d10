"""``POST /held/{token}``: one of the staff releases or drops a held message."""

from urllib.parse import quote

import wiring
from adapters.endpoints import web, web_page
from adapters.forms import form_body
from adapters.http import Answer, Event, path_parameter, see_other
from adapters.telemetry import count, log
from review.errors import InvalidInput
from review.held_mail import held_values


@web
def handler(event: Event) -> Answer:
    """Sends the browser back to the page; what is wrong with a release brings the page back with words."""
    token, fields = path_parameter(event, "token"), form_body(event).fields
    held = wiring.held_mails()
    case_id, receipt = fields.get("case", ""), fields.get("receipt", "")
    is_release = fields.get("judgement") == "release"
    try:
        if is_release:
            to = fields.get("application_id", "")
            held.release(token, case_id, receipt, to, wiring.cases(), wiring.released())
        else:
            held.drop(token, case_id, receipt)
    except InvalidInput as error:
        shown = held_values(wiring.received_mails().held(), held.person(token), receipt, error.problems)
        return web_page(422, "held", {**shown, "token": token})
    log("held mail judged", receipt=receipt, released=is_release)
    count("HeldMailReleased" if is_release else "HeldMailDropped")
    return see_other(f"{token}?judged={quote(receipt)}")
