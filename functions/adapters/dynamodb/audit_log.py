"""What the staff did to cases, in the table."""

import secrets

from adapters.dynamodb.items import partition
from adapters.dynamodb.table import Table, load
from domain.cases.audit_entry import AuditEntry


class DynamoAuditLog:
    def __init__(self, table: Table) -> None:
        self._table = table

    def add_entry(self, case_id: str, entry: AuditEntry) -> None:
        key = (partition(case_id), f"LOG#{entry.at.isoformat()}#{secrets.token_hex(4)}")
        self._table.put(key, {"entry": entry.model_dump_json()}, new=True)

    def list_entries(self, case_id: str) -> tuple[AuditEntry, ...]:
        found = (load(item, "entry") for item in self._table.query(partition(case_id), "LOG#"))
        return tuple(map(AuditEntry.model_validate, found))
