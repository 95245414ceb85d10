"""States that tell somebody: sends one email about a round to each of its recipients, once."""

from typing import Any

from adapters.aws.observability import about, log, observed
from domain.notifications.messages import EmailName
from wiring import clients, notifications


@observed
def handler(event: dict[str, Any], _context: object) -> None:
    """In: ``case_id``, ``round``, ``mail`` (an ``EmailName``). Safe to repeat."""
    about(event["case_id"], event["round"])
    notifications.notifier().notify(EmailName(event["mail"]), event["case_id"], event["round"])
    log("told", mail=event["mail"])


clients.warm("dynamodb", patient=("ses",))
