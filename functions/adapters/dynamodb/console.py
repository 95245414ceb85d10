"""What the console shows beside cases: the audit log, the saved replies, and the outcome records."""

import secrets

from adapters.dynamodb.items import partition
from adapters.dynamodb.table import Key, Table, load
from domain.cases.audit_entry import AuditEntry
from domain.decisions.saved_replies import MAX_REPLIES, SavedReply
from domain.reporting.outcomes import OutcomeRecord

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


class DynamoOutcomeRecords:
    """The index follows the table by a moment."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def list_outcomes(self, month: str, limit: int, before: str = "") -> tuple[OutcomeRecord, ...]:
        found = self._table.list_answered(month, limit, before)
        return tuple(OutcomeRecord.model_validate(load(item, "answer")) for item in found)


def _reply_key(reply_id: str) -> Key:
    return SAVED_REPLIES, f"REPLY#{reply_id}"
