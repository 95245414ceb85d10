"""How rounds and exceptions ended, by the table's index of answers."""

from adapters.dynamodb import Table, load
from review.answers import Answered


class DynamoAnswers:
    """``review.ports.Answers`` on DynamoDB. The index follows the table by a moment."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of(self, month: str, most: int, before: str = "") -> tuple[Answered, ...]:
        """See the port."""
        found = self._table.answered_in(month, most, before)
        return tuple(Answered.model_validate(load(item, "answer")) for item in found)
