"""Saved replies in the table: one partition, which one query reads."""

from adapters.dynamodb.table import Key, Table, load
from domain.decisions.saved_replies import MAX_REPLIES, SavedReply

_PARTITION = "SAVED_REPLIES"


class DynamoSavedReplies:
    def __init__(self, table: Table) -> None:
        self._table = table

    def list_replies(self) -> tuple[SavedReply, ...]:
        found = (SavedReply.model_validate(load(item, "reply")) for item in self._table.query(_PARTITION))
        return tuple(sorted(found, key=lambda one: one.title.casefold()))

    def put_reply(self, reply: SavedReply) -> bool:
        known = self.list_replies()
        if len(known) >= MAX_REPLIES and reply.id not in {one.id for one in known}:
            return False
        self._table.put(_key(reply.id), {"reply": reply.model_dump_json()})
        return True

    def remove_reply(self, reply_id: str) -> None:
        self._table.take(_key(reply_id))


def _key(reply_id: str) -> Key:
    return _PARTITION, f"REPLY#{reply_id}"
