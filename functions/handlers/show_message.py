"""``GET .../messages/{receipt}``: the whole of a received message, for who may decide on its case or on the message."""

import wiring
from adapters.web.responses import Event, Response, path_parameter, see_other
from adapters.web.session_cookie import console, signed_in
from domain.cases.staff import Permission
from domain.model.errors import UnknownToken


@console
def handler(event: Event) -> Response:
    """Sends the browser to the message in the bucket, by an address that works for a minute and downloads it."""
    token, receipt = path_parameter(event, "token"), path_parameter(event, "receipt")
    case_id = path_parameter(event, "case_id") or (event.get("queryStringParameters") or {}).get("case", "")
    match event["resource"].removesuffix("/messages/{receipt}"):
        case "/console/cases/{case_id}":
            mail = wiring.case_actions().get_message(case_id, receipt, signed_in(event, wiring.sessions()).member)
        case "/console/held":
            signed_in(event, wiring.sessions()).member.must(Permission.HANDLE_QUARANTINE)
            mail = wiring.quarantine().get_message(case_id, receipt)
        case "/held/{token}":
            wiring.quarantine_links().person(token)
            mail = wiring.quarantine().get_message(case_id, receipt)
        case _:
            mail = wiring.decisions().get_message(token, receipt)
    if mail.has_virus:
        raise UnknownToken
    return see_other(wiring.received_email_bucket().address_of(mail.receipt))
