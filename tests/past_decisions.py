"""A history in the table: a decision a day, each three days after its review began. It is enough to estimate from."""

from datetime import UTC, datetime, timedelta

from adapters.dynamodb.items import outcome_values, round_key
from adapters.dynamodb.table import Table
from domain.cases.case import Status
from domain.reporting.outcomes import Decider, OutcomeRecord

DAYS = 80
_CASES = [f"kpast{number:012}" for number in range(DAYS)]


def store_past_decisions(table: Table) -> None:
    now = datetime.now(UTC)
    for days, case_id in enumerate(_CASES):
        at = now - timedelta(days=days, hours=1)
        record = OutcomeRecord(
            case_id=case_id,
            account_id="acct-past",
            title="Earlier project",
            round=1,
            status=Status.APPROVED,
            started_at=at - timedelta(days=3),
            answered_at=at,
            decided_by=Decider.REVIEWER,
        )
        table.put(round_key(case_id, 1), {"number": 1, **outcome_values(record)})


def remove_past_decisions(table: Table) -> None:
    """And the forecast that was made from them."""
    for key in (*(round_key(case_id, 1) for case_id in _CASES), ("FORECAST", "FORECAST")):
        table.take(key)
