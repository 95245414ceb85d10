"""How rounds and exceptions ended, by the table's index of answers."""

from adapters.dynamodb.table import Table, load
from domain.reporting.outcomes import Answered


class DynamoAnswers:
    """The index follows the table by a moment."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of(self, month: str, most: int, before: str = "") -> tuple[Answered, ...]:
        found = self._table.answered_in(month, most, before)
        return tuple(Answered.model_validate(load(item, "answer")) for item in found)
