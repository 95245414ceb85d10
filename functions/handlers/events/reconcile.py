"""On a schedule, or when an operator asks: brings executions and emails in line with the table."""

from adapters.aws.observability import log, observed
from wiring import clients, operations


@observed
def handler(event: dict[str, object], _context: object) -> dict[str, int]:
    """In: ``at_once`` to include rounds that are young or were given up. Out: ``repaired``, the number of repairs."""
    repaired = operations.reconciliation().run(at_once=bool(event.get("at_once")))
    log("reconciled", repaired=repaired)
    return {"repaired": repaired}


clients.warm("dynamodb", "stepfunctions", patient=("ses", "lambda"))
