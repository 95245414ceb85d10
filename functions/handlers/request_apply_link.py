"""``POST /apply/link``: have a link to apply with mailed to the address on an account's record."""

import re

import wiring
from adapters.endpoints import web, web_page
from adapters.forms import form_body
from adapters.http import Answer, Event
from adapters.telemetry import count
from review.fields import ACCOUNT_ID


@web
def handler(event: Event) -> Answer:
    """Answers the same whether or not there is such an account."""
    account_id = form_body(event).fields.get("account_id", "").strip()
    if not re.fullmatch(ACCOUNT_ID, account_id):
        return web_page(422, "apply_link", {"account_id": account_id, "is_wrong": True, "is_asked": False})
    wiring.holders().send_apply_link(account_id)
    count("ApplyLinksRequested")
    return web_page(202, "apply_link", {"account_id": account_id, "is_wrong": False, "is_asked": True})
