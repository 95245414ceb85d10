"""Received messages in the table. The index of open items has those in quarantine."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

from adapters.dynamodb.items import message_key, message_of, partition
from adapters.dynamodb.table import BY_AGE, MOST_AT_ONCE, ConditionFailed, Item, Key, Table, load
from domain.cases.inbound_message import Handling, QuarantineDecision, StoredMessage
from domain.model.ids import is_application_id

QUARANTINED, QUARANTINED_WITHOUT_CASE = "held_mail", "held_mail_of_no_case"  # anybody can write: those come last
KEPT_WITHOUT_CASE = timedelta(days=90)


class DynamoInboundMessages:
    def __init__(self, table: Table) -> None:
        self._table = table

    def claim_message(self, case_id: str, message_id: str, receipt: str) -> bool:
        key = (partition(case_id), f"MESSAGE-ID#{hashlib.sha256(message_id.encode()).hexdigest()}")
        try:
            self._table.put(key, {"receipt": receipt}, new=True)
        except ConditionFailed:
            item = self._table.get(key)
            return item is not None and item["receipt"] == receipt
        return True

    def store_message(self, message: StoredMessage) -> None:
        item: Item = {"mail": message.model_dump_json(exclude={"judgement"})}
        if message.handling is Handling.QUARANTINED:
            open_kind = QUARANTINED if message.case_id else QUARANTINED_WITHOUT_CASE
            item |= {"open_kind": open_kind, "waits_since": message.received_at.isoformat()}
        if not message.case_id:
            item["expires_at"] = int((message.received_at + KEPT_WITHOUT_CASE).timestamp())
        try:
            self._table.put(message_key(message.case_id, message.receipt), item, new=True)
        except ConditionFailed:
            return  # the same receipt again: the stored message may be decided already

    def get_message(self, case_id: str, receipt: str) -> StoredMessage | None:
        if case_id and not is_application_id(case_id):
            return None
        item = self._table.get(message_key(case_id, receipt))
        return message_of(item) if item else None

    def list_quarantined(self, limit: int, after: StoredMessage | None = None) -> tuple[StoredMessage, ...]:
        keys: list[Key] = []
        if after is None or after.case_id:
            keys += self._keys(QUARANTINED, limit, after)
            after = None
        if len(keys) < limit:
            keys += self._keys(QUARANTINED_WITHOUT_CASE, limit - len(keys), after)
        messages = {message_key(found.case_id, found.receipt): found for found in self._messages(keys)}
        return tuple(messages[key] for key in keys if key in messages and not messages[key].judgement)

    def _keys(self, open_kind: str, limit: int, after: StoredMessage | None) -> list[Key]:
        start: Item | None = None
        if after:
            pk, sk = message_key(after.case_id, after.receipt)
            start = {"pk": pk, "sk": sk, "waits_since": after.received_at.isoformat()}
        items, _ = self._table.list_indexed(BY_AGE, open_kind, limit, after=start)
        return [(str(item["pk"]), str(item["sk"])) for item in items]

    def _messages(self, keys: list[Key]) -> Iterator[StoredMessage]:
        for start in range(0, len(keys), MOST_AT_ONCE):
            wanted = keys[start : start + MOST_AT_ONCE]
            yield from map(message_of, self._table.get_many(wanted, ("mail", "judgement"), consistent=True))

    def record_decision(self, message: StoredMessage, decision: QuarantineDecision) -> QuarantineDecision:
        key = message_key(message.case_id, message.receipt)
        try:
            self._table.update(
                key,
                "SET judgement = :judgement REMOVE open_kind",
                "attribute_exists(pk) AND attribute_not_exists(judgement)",
                {"judgement": decision.model_dump_json()},
            )
        except ConditionFailed:
            item = self._table.get(key)
            if item is None or "judgement" not in item:
                raise
            return QuarantineDecision.model_validate(load(item, "judgement"))
        return decision

    def record_handling(self, message: StoredMessage, handling: Handling) -> None:
        key = message_key(message.case_id, message.receipt)
        self._table.update(key, "SET released_as = :handling", "attribute_exists(pk)", {"handling": handling})
