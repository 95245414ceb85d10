"""How rounds and exceptions ended, by the table's index of answers."""

from adapters.dynamodb.table import Table, load
from domain.reporting.outcomes import OutcomeRecord


class DynamoOutcomeRecords:
    """The index follows the table by a moment."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def list_outcomes(self, month: str, most: int, before: str = "") -> tuple[OutcomeRecord, ...]:
        found = self._table.answered_in(month, most, before)
        return tuple(OutcomeRecord.model_validate(load(item, "answer")) for item in found)
