"""Cases that have ended, and deleting a whole case from the table."""

from collections.abc import Iterator
from datetime import datetime
from itertools import takewhile

from adapters.dynamodb.case_index import found_at
from adapters.dynamodb.items import ENDED, end_key, partition
from adapters.dynamodb.table import Item, Key, Table
from domain.cases.case import Status


class DynamoEndedCases:
    def __init__(self, table: Table) -> None:
        self._table = table

    def list_ended_before(self, then: datetime) -> Iterator[str]:
        """The index has those first that ended first."""
        ended = takewhile(lambda item: str(item["waits_since"]) < then.isoformat(), self._table.open_since(ENDED))
        return (str(item["pk"]).removeprefix("CASE#") for item in ended)

    def purge_case(self, case_id: str) -> bool:
        """See the port.

        The mark keeps the case from being reopened from now on, and goes last: so a case of which half is deleted is
        found again. The application is the first of its partition, and without it there is no case for who asks.
        """
        self._table.update(end_key(case_id), "SET is_forgotten = :one", "", {"one": 1})
        items = self._table.query(partition(case_id))
        if any(_is_in_review(item) for item in items):
            self._table.update(end_key(case_id), "REMOVE is_forgotten", "", {})
            return False
        for item in items:
            for key in (*_messages_of(item), *found_at(item)):
                self._table.take(key)
        for item in sorted(items, key=lambda item: item["sk"] == "ENDED"):
            self._table.take((str(item["pk"]), str(item["sk"])))
        return True


def _is_in_review(item: Item) -> bool:
    return item.get("status") == Status.IN_REVIEW or (item["sk"] == "EXCEPTION" and "outcome" not in item)


def _messages_of(item: Item) -> Iterator[Key]:
    """Where it is stored which case a message belongs to: of a mail that was sent, and of the conversation."""
    return ((f"MESSAGE#{item[name]}", "MESSAGE") for name in ("message_id", "thread_id") if name in item)
