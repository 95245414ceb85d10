"""On a schedule: forgets the cases that ended long ago."""

import settings
import wiring
from adapters.aws.observability import log, observed
from domain.operations.retention import purge_expired_cases


@observed
def handler(_event: object, _context: object) -> dict[str, int]:
    """Out: how many cases were forgotten. A repetition goes on where the last one was cut off."""
    number = purge_expired_cases(wiring.ended_cases(), settings.keep_days(), wiring.now)
    log("forgot what ended long ago", cases=number)
    return {"cases": number}
