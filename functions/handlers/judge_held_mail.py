"""``POST /held/{token}``: one of the staff releases or drops a held message."""

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
    release_to = fields.get("application_id", "") if fields.get("judgement") == "release" else None
    try:
        judgement = held.judge(token, case_id, receipt, release_to, wiring.cases())
    except InvalidInput as error:
        shown = held_values(wiring.received_mails().held(), held.person(token), receipt, error.problems)
        return web_page(422, "held", {**shown, "token": token})
    if judgement.is_released:  # by an earlier click, too, in case that it could not be followed
        wiring.released().follow(held.get(token, case_id, receipt))
    log("held mail judged", receipt=receipt, released=judgement.is_released)
    count("HeldMailReleased" if judgement.is_released else "HeldMailDropped")
    return see_other(token)
