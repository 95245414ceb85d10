"""Cases that have ended, and purging them from the table."""

from collections.abc import Iterator
from datetime import datetime
from itertools import takewhile

from adapters.dynamodb.case_index import index_keys
from adapters.dynamodb.items import ENDED, case_id_of, end_key, partition
from adapters.dynamodb.table import Item, Key, Table
from domain.cases.case import Status


class DynamoEndedCases:
    def __init__(self, table: Table) -> None:
        self._table = table

    def list_ended_before(self, then: datetime) -> Iterator[str]:
        """In the order of their ends, as the index has them."""
        ended = takewhile(lambda item: str(item["waits_since"]) < then.isoformat(), self._table.list_open(ENDED))
        return map(case_id_of, ended)

    def purge_case(self, case_id: str) -> bool:
        """See the port.

        The mark keeps the case from being reopened, and is deleted last, so an interrupted purge is found and repeated.
        The application is the first item of its partition: without it nobody reads half a case.
        """
        self._table.update(end_key(case_id), "SET is_forgotten = :one", "", {"one": 1})
        items = self._table.query(partition(case_id))
        if any(_is_in_review(item) for item in items):
            self._table.update(end_key(case_id), "REMOVE is_forgotten", "", {})
            return False
        for item in items:
            for key in (*_messages_of(item), *index_keys(item)):
                self._table.take(key)
        for item in sorted(items, key=lambda item: item["sk"] == "ENDED"):
            self._table.take((str(item["pk"]), str(item["sk"])))
        return True


def _is_in_review(item: Item) -> bool:
    return item.get("status") == Status.IN_REVIEW or (item["sk"] == "EXCEPTION" and "outcome" not in item)


def _messages_of(item: Item) -> Iterator[Key]:
    """The keys that lead from a message to its case: of an email that was sent, and of the conversation."""
    return ((f"MESSAGE#{item[name]}", "MESSAGE") for name in ("message_id", "thread_id") if name in item)
