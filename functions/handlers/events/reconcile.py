"""On a schedule, or when an operator asks: mends what runs so that it is as the table says."""

from adapters.aws.observability import log, observed
from wiring import operations


@observed
def handler(event: dict[str, object], _context: object) -> dict[str, int]:
    """In: ``at_once``, if an operator asks: also what is young, or was given up. Out: how much was mended."""
    mended = operations.reconciliation().run(at_once=bool(event.get("at_once")))
    log("reconciled", mended=mended)
    return {"mended": mended}
