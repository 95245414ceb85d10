"""What became of received mail, in the table. What waits for a person is found by the index of open tasks."""

import hashlib
from datetime import timedelta
from itertools import chain, islice

from adapters.dynamodb.items import message_key, message_of, partition
from adapters.dynamodb.table import ConditionFailed, Item, Table, load
from domain.cases.inbound_message import MAX_QUARANTINED, Handling, QuarantineDecision, StoredMessage

HELD, HELD_ALONE = "held_mail", "held_mail_of_no_case"  # anybody can write, and must not stand before applicants
ALONE_FOR = timedelta(days=90)


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

    def store_message(self, mail: StoredMessage) -> None:
        item: Item = {"mail": mail.model_dump_json(exclude={"judgement"})}
        if mail.handling is Handling.QUARANTINED:
            item |= {"open_kind": HELD if mail.case_id else HELD_ALONE, "waits_since": mail.received_at.isoformat()}
        if not mail.case_id:
            item["expires_at"] = int((mail.received_at + ALONE_FOR).timestamp())
        try:
            self._table.put(message_key(mail.case_id, mail.receipt), item, new=True)
        except ConditionFailed:
            return  # the same receipt again: what is stored may be judged already

    def get_message(self, case_id: str, receipt: str) -> StoredMessage | None:
        item = self._table.get(message_key(case_id, receipt))
        return message_of(item) if item else None

    def list_quarantined(self) -> tuple[StoredMessage, ...]:
        keys = islice(chain(self._table.open_since(HELD), self._table.open_since(HELD_ALONE)), MAX_QUARANTINED)
        items = [self._table.get((str(key["pk"]), str(key["sk"]))) for key in keys]
        return tuple(message_of(item) for item in items if item and "judgement" not in item)

    def record_decision(self, mail: StoredMessage, judgement: QuarantineDecision) -> QuarantineDecision:
        key = message_key(mail.case_id, mail.receipt)
        try:
            self._table.update(
                key,
                "SET judgement = :judgement REMOVE open_kind",
                "attribute_exists(pk) AND attribute_not_exists(judgement)",
                {"judgement": judgement.model_dump_json()},
            )
        except ConditionFailed:
            item = self._table.get(key)
            if item is None or "judgement" not in item:
                raise
            return QuarantineDecision.model_validate(load(item, "judgement"))
        return judgement

    def record_handling(self, mail: StoredMessage, handling: Handling) -> None:
        key = message_key(mail.case_id, mail.receipt)
        self._table.update(key, "SET released_as = :handling", "attribute_exists(pk)", {"handling": handling})
