"""States that tell people something: send one mail about a round to whom it concerns, once each."""

from typing import Any

from adapters.aws.observability import about, log, observed
from domain.notifications.messages import EmailName
from wiring import clients, notifications


@observed
def handler(event: dict[str, Any], _context: object) -> None:
    """In: ``case_id``, ``round``, ``mail`` (a ``EmailName``). A repetition sends nothing twice."""
    about(event["case_id"], event["round"])
    notifications.notifier().notify(EmailName(event["mail"]), event["case_id"], event["round"])
    log("told", mail=event["mail"])


clients.warm("dynamodb")
