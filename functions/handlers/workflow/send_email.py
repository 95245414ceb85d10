"""States that tell somebody: sends one email about a round to each of its recipients, once."""

from typing import Any

from adapters.aws.observability import about, log, observed
from domain.notifications.messages import EmailName
from wiring import clients, notifications


@observed
def handler(event: dict[str, Any], _context: object) -> None:
    """In: ``case_id``, ``round``, ``mail`` (an ``EmailName``), and ``occasion`` of one that can be sent more than once.

    Safe to repeat.
    """
    about(event["case_id"], event["round"])
    name, occasion = EmailName(event["mail"]), event.get("occasion", "")
    notifications.notifier().notify(name, event["case_id"], event["round"], occasion)
    log("told", mail=event["mail"])


clients.warm("dynamodb", patient=("ses",))
