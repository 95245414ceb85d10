"""``GET .../messages/{receipt}``: the whole of a received message, for who may decide on its case or on the message."""

import wiring
from adapters.console import console, session_of
from adapters.http import Answer, Event, path_parameter, see_other
from review.errors import UnknownLink


@console
def handler(event: Event) -> Answer:
    """Sends the browser to the message in the bucket, by an address that works for a minute and downloads it."""
    token, receipt = path_parameter(event, "token"), path_parameter(event, "receipt")
    if event["resource"].startswith("/held"):
        query = event.get("queryStringParameters") or {}
        mail = wiring.held_mails().get(token, query.get("case", ""), receipt)
    elif event["resource"].startswith("/console"):
        visit = wiring.sign_in().visit(session_of(event))
        mail = wiring.case_desk().message(path_parameter(event, "case_id"), receipt, visit.member)
    else:
        mail = wiring.decisions().message(token, receipt)
    if mail.has_virus:
        raise UnknownLink
    return see_other(wiring.mailbox().address_of(mail.receipt))
