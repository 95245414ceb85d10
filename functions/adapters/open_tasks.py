"""Every question that waits for an answer, by the table's index of open tasks."""

from collections.abc import Iterator

from adapters.case_items import task_of_key
from adapters.dynamodb import Table
from review.lifecycle import OpenTask, TaskKind


class DynamoOpenTasks:
    """``review.ports.OpenTasks`` on DynamoDB. The index follows the table by a moment."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of(self, kind: TaskKind) -> Iterator[OpenTask]:
        """See the port."""
        for item in self._table.open_since(kind):
            key = task_of_key(str(item["pk"]), str(item["sk"]))
            yield OpenTask.model_validate({"key": key, "opened_at": item["opened_at"]})
