"""State ``Change key``: tells the key issuer the status that a key has after a change."""

from typing import Any

from adapters.aws.observability import about, log, observed
from domain.notifications.messages import KEY_EMAILS
from wiring import clients, keys, stores


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """In: ``application_id``, ``number`` of the change. Safe to repeat.

    Out: ``mail``, the email that tells the owner, and ``round``, the last one of the application.

    Raises:
        KeyIssuerFailed: if the issuer fails. The state machine retries for hours.
    """
    about(event["application_id"])
    action = keys.key_issuing().carry_out(event["application_id"], event["number"])
    log("key changed", action=action, number=event["number"])
    case = stores.cases().get_case(event["application_id"])
    return {"mail": KEY_EMAILS[action], "round": case.current.number}


clients.warm("dynamodb", patient=("lambda",))
