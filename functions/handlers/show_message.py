"""``GET .../messages/{receipt}``: the whole of a received message, for who may decide on its case or on the message."""

import wiring
from adapters.web.responses import Answer, Event, path_parameter, see_other
from adapters.web.session_cookie import console, signed_in
from domain.cases.staff import Right
from domain.model.errors import UnknownLink


@console
def handler(event: Event) -> Answer:
    """Sends the browser to the message in the bucket, by an address that works for a minute and downloads it."""
    token, receipt = path_parameter(event, "token"), path_parameter(event, "receipt")
    case_id = path_parameter(event, "case_id") or (event.get("queryStringParameters") or {}).get("case", "")
    match event["resource"].removesuffix("/messages/{receipt}"):
        case "/console/cases/{case_id}":
            mail = wiring.case_desk().message(case_id, receipt, signed_in(event, wiring.sign_in()).member)
        case "/console/held":
            signed_in(event, wiring.sign_in()).member.must(Right.JUDGE_HELD_MAIL)
            mail = wiring.held_mails().get(case_id, receipt)
        case "/held/{token}":
            wiring.held_links().person(token)
            mail = wiring.held_mails().get(case_id, receipt)
        case _:
            mail = wiring.decisions().message(token, receipt)
    if mail.has_virus:
        raise UnknownLink
    return see_other(wiring.mailbox().address_of(mail.receipt))
