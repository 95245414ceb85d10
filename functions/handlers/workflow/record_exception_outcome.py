"""State ``Record outcome`` of an exception: conclude it from what the table says, and put a grant on the account."""

from typing import Any

from adapters.aws.observability import about, count, log, observed
from domain.cases.exception import conclude_exception
from domain.policy import load_policy
from wiring import clients, stores


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, str]:
    """In: ``case_id``. Out: ``status``. Safe to repeat: an outcome that is stored stays."""
    about(event["case_id"])
    exceptions = stores.exceptions()
    case = exceptions.get_exception(event["case_id"])
    stored = exceptions.conclude(case, conclude_exception(case, clients.now(), load_policy().exceptions))
    log("exception concluded", status=stored.status)
    count("ExceptionsConcluded")
    return {"status": stored.status}


clients.warm("dynamodb")
