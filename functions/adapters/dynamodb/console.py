"""What the staff write in the console: the audit log of each case, and the saved replies."""

import secrets

from adapters.dynamodb.items import partition
from adapters.dynamodb.table import Key, Table, load
from domain.cases.audit_entry import AuditEntry
from domain.decisions.saved_replies import MAX_REPLIES, SavedReply

SAVED_REPLIES = "SAVED_REPLIES"


class DynamoAuditLog:
    def __init__(self, table: Table) -> None:
        self._table = table

    def add_entry(self, case_id: str, entry: AuditEntry) -> None:
        key = (partition(case_id), f"LOG#{entry.at.isoformat()}#{secrets.token_hex(4)}")
        self._table.put(key, {"entry": entry.model_dump_json()}, new=True)

    def list_entries(self, case_id: str) -> tuple[AuditEntry, ...]:
        found = (load(item, "entry") for item in self._table.query(partition(case_id), "LOG#"))
        return tuple(map(AuditEntry.model_validate, found))


class DynamoSavedReplies:
    def __init__(self, table: Table) -> None:
        self._table = table

    def list_replies(self) -> tuple[SavedReply, ...]:
        found = (SavedReply.model_validate(load(item, "reply")) for item in self._table.query(SAVED_REPLIES))
        return tuple(sorted(found, key=lambda reply: reply.title.casefold()))

    def put_reply(self, reply: SavedReply) -> bool:
        known = self.list_replies()
        if len(known) >= MAX_REPLIES and reply.id not in {saved.id for saved in known}:
            return False
        self._table.put(_reply_key(reply.id), {"reply": reply.model_dump_json()})
        return True

    def remove_reply(self, reply_id: str) -> None:
        self._table.take(_reply_key(reply_id))


def _reply_key(reply_id: str) -> Key:
    return SAVED_REPLIES, f"REPLY#{reply_id}"
