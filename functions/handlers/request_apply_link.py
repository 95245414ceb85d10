"""``POST /apply/link``: have a link to apply with mailed to the address on an account's record."""

import re

import wiring
from adapters.aws.observability import count
from adapters.web.forms import form_body
from adapters.web.problems import web, web_page
from adapters.web.responses import Event, Response
from domain.applications.requested_link import ApplyLinkRequest
from domain.model.field_types import ACCOUNT_ID


@web
def handler(event: Event) -> Response:
    """Answers the same whether or not there is such an account."""
    account_id = form_body(event).fields.get("account_id", "").strip()
    if not re.fullmatch(ACCOUNT_ID, account_id):
        return web_page(422, "apply_link", {"account_id": account_id, "is_wrong": True, "is_asked": False})
    wiring.requested_links().invoke(ApplyLinkRequest(account_id=account_id))
    count("ApplyLinksRequested")
    return web_page(202, "apply_link", {"account_id": account_id, "is_wrong": False, "is_asked": True})
