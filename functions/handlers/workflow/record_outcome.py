"""State ``Record outcome``: conclude a round from what the table says of it."""

from typing import Any

import settings
from adapters.aws.observability import about, count, log, observed
from domain.cases.conclusion import conclude_round
from wiring import clients, stores


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, str]:
    """In: ``application_id``, ``round``. Out: ``status``. Safe to repeat: an outcome that is stored stays."""
    application_id, number = event["application_id"], event["round"]
    about(application_id, number)
    cases = stores.cases()
    case = cases.get_case(application_id).at_round(number)
    stored = case.current.outcome or cases.conclude(
        case, conclude_round(case, clients.now(), settings.reapply_after_days())
    )
    log("round concluded", status=stored.status)
    count("RoundsConcluded")
    return {"status": stored.status}


clients.warm("dynamodb")
