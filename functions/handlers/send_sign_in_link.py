"""Mails a link to sign in with. Invoked without waiting, so that no answer tells who is of the staff."""

from typing import Any

import wiring
from adapters.aws.observability import log, observed
from domain.console.sessions import send_sign_in_link


@observed
def handler(event: dict[str, Any], _context: object) -> None:
    """In: ``address``, as somebody typed it."""
    send_sign_in_link(event["address"], wiring.staff(), wiring.outbox())
    log("sign-in link sent, if it is for one of the staff")
