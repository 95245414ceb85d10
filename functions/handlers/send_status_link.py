"""Mails a link to the status page again. Invoked without waiting, so that no answer tells who has applied."""

from typing import Any

import wiring
from adapters.aws.observability import log, observed
from domain.applications.status_link import send_status_link


@observed
def handler(event: dict[str, Any], _context: object) -> None:
    """In: ``what``: the id of an application, or of an account."""
    send_status_link(event["what"], wiring.notifier())
    log("status link sent, if somebody has applied")
