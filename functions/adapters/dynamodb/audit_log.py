"""What the staff did to cases, in the table."""

import secrets

from adapters.dynamodb.items import partition
from adapters.dynamodb.table import Table, load
from domain.cases.audit_entry import LogEntry


class DynamoCaseLog:
    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, case_id: str, entry: LogEntry) -> None:
        key = (partition(case_id), f"LOG#{entry.at.isoformat()}#{secrets.token_hex(4)}")
        self._table.put(key, {"entry": entry.model_dump_json()}, new=True)

    def of(self, case_id: str) -> tuple[LogEntry, ...]:
        found = (load(item, "entry") for item in self._table.query(partition(case_id), "LOG#"))
        return tuple(map(LogEntry.model_validate, found))
