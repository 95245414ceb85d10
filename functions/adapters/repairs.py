"""What reconciling did, for an operator: a line in the log, and metrics."""

from adapters.telemetry import count, log
from review.reconciling import Repair
from review.unfinished import RoundKey


def report_repair(repair: Repair, key: RoundKey) -> None:
    """Write down what was done, or could not be done, about a round."""
    log("reconciled a round", repair=repair, application_id=key.case_id, round=key.round)
    count(f"Reconcile{repair}")
    if repair is not Repair.STUCK:
        count("ReconcileRepairs")
