"""On a schedule: deletes the cases that ended more than ``KeepDays`` ago."""

import settings
from adapters.aws.observability import log, observed
from domain.operations.retention import purge_expired_cases
from wiring import clients, operations


@observed
def handler(_event: object, _context: object) -> dict[str, int]:
    """Out: ``cases``, how many were deleted. A repetition goes on where the last one was cut off."""
    number = purge_expired_cases(operations.ended_cases(), settings.keep_days(), clients.now)
    log("forgot what ended long ago", cases=number)
    return {"cases": number}


clients.warm("dynamodb")
