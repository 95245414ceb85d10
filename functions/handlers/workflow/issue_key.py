"""State ``Issue key``: has the key issuer issue the key of an approved application, and stores what it returns."""

from typing import Any

from adapters.aws.observability import about, count, log, observed
from wiring import clients, keys


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, str]:
    """In: ``application_id``. Out: ``key``: ``issued``, or ``none`` where there is no key issuer. Safe to repeat.

    Raises:
        KeyIssuerFailed: if the issuer does not return a key. The state machine retries for hours.
    """
    about(event["application_id"])
    key = keys.key_issuing().issue(event["application_id"])
    if key is None:
        return {"key": "none"}
    log("key issued", key_id=key.id)
    count("KeysIssued")
    return {"key": "issued"}


clients.warm("dynamodb", patient=("lambda",))
