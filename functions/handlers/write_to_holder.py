"""Writes to the holder of an account. Invoked without waiting, so that no answer tells who has an account."""

from typing import Any

import wiring
from adapters.aws.observability import about, log, observed
from domain.model.application import Application


@observed
def handler(event: dict[str, Any], _context: object) -> None:
    """In: ``application`` (JSON text) to have it confirmed, or ``account_id`` to send a link to apply with."""
    desk = wiring.account_holder_emails()
    if "application" in event:
        application = Application.model_validate_json(event["application"])
        about(application.id)
        desk.ask_to_confirm(application)
    else:
        desk.send_apply_link(event["account_id"])
    log("holder written to, if there is one")
