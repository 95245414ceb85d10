"""State ``Record outcome``: conclude a round from what the table says of it."""

from typing import Any

import wiring
from adapters.telemetry import about, count, log, observed
from review.lifecycle import conclude


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, str]:
    """In: ``application_id``, ``round``. Out: ``status``. A repetition answers with the outcome that is stored."""
    application_id, number = event["application_id"], event["round"]
    about(application_id, number)
    cases = wiring.cases()
    outcome = conclude(cases.get(application_id).at_round(number), wiring.now())
    stored = cases.conclude(application_id, number, outcome)
    log("round concluded", status=stored.status)
    count("RoundsConcluded")
    return {"status": stored.status}
