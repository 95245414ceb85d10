"""The record of every mail in the table: due, tried, sent, and what became of it."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from adapters.dynamodb.items import partition
from adapters.dynamodb.table import ConditionFailed, Item, Key, Table, load
from domain.model.errors import MailBeingSent
from domain.model.ids import CaseKind, kind_of
from domain.notifications.delivery_status import DeliveryReport, OutboxRecord
from domain.notifications.messages import LONGEST_TRY, OutboxEntry, SentEmail

DUE = "due"  # the list of mails that were written down and not sent yet
OF_HOLDER_FOR = timedelta(days=90)  # nobody looks at these mails but SES, which reports within days


def entry_key(mail: OutboxEntry) -> Key:
    """Where a mail is recorded: the same values are the same mail."""
    return partition(mail.case_id), f"MAIL#{mail.round}#{mail.name}#{mail.occasion}#{mail.to}"


class DynamoOutbox:
    def __init__(self, table: Table) -> None:
        self._table = table

    def record_due(self, mail: OutboxEntry, at: datetime) -> SentEmail | None:
        due: Item = {"name": mail.name, "number": mail.round, "to": mail.to, "occasion": mail.occasion}
        due |= {"open_kind": DUE, "waits_since": at.isoformat(), **_expiry(mail, at)}
        try:
            self._table.put(entry_key(mail), due, new=True)
        except ConditionFailed:
            item = self._table.get(entry_key(mail))
            if item and "message_id" in item:
                return SentEmail.model_validate({"message_id": item["message_id"], "at": item["sent_at"]})
        return None

    def mark_tried(self, mail: OutboxEntry, at: datetime) -> bool:
        now: Item = {"at": at.isoformat()}
        before: Item = {"before": (at - LONGEST_TRY).isoformat()}
        with suppress(ConditionFailed):
            self._table.update(entry_key(mail), "SET tried_at = :at", "attribute_not_exists(tried_at)", now)
            return False
        try:
            not_now = "attribute_not_exists(message_id) AND tried_at < :before"
            self._table.update(entry_key(mail), "SET tried_at = :at", not_now, now | before)
        except ConditionFailed:
            raise MailBeingSent from None
        return True

    def list_due(self, before: datetime) -> Iterator[OutboxEntry]:
        for found in self._table.list_open(DUE):
            if datetime.fromisoformat(str(found["waits_since"])) > before:
                return
            item = self._table.get((str(found["pk"]), str(found["sk"])))
            if item and "open_kind" in item:  # else it was sent a moment ago
                yield _record(str(found["pk"]).removeprefix("CASE#"), item).mail

    def mark_not_needed(self, mail: OutboxEntry) -> None:
        self._table.update(entry_key(mail), "REMOVE open_kind", "attribute_exists(pk)", {})

    def mark_not_sent(self, mail: OutboxEntry) -> None:
        self._table.update(entry_key(mail), "REMOVE tried_at", "attribute_exists(pk)", {})

    def mark_sent(self, mail: OutboxEntry, sent: SentEmail) -> None:
        message: Item = {"case_id": mail.case_id, "mail": mail.model_dump_json(), **_expiry(mail, sent.at)}
        self._table.put(_message_key(sent.message_id), message)
        self._table.update(
            entry_key(mail),
            "SET message_id = :message_id, sent_at = :sent_at REMOVE open_kind",
            "attribute_exists(pk)",
            {"message_id": sent.message_id, "sent_at": sent.at.isoformat()},
        )

    def find_case_id(self, message_id: str) -> str | None:
        item = self._table.get(_message_key(message_id))
        return None if item is None else str(item["case_id"])

    def find_entry(self, message_id: str) -> OutboxEntry | None:
        item = self._table.get(_message_key(message_id))
        return OutboxEntry.model_validate(load(item, "mail")) if item and "mail" in item else None

    def record_delivery(self, mail: OutboxEntry, report: DeliveryReport) -> bool:
        try:
            self._table.update(
                entry_key(mail),
                "SET report = :report, report_weight = :weight",
                "attribute_exists(pk) AND (attribute_not_exists(report_weight) OR report_weight < :weight)",
                {"report": report.model_dump_json(), "weight": report.weight},
            )
        except ConditionFailed:
            return False
        return True

    def list_entries(self, case_id: str) -> tuple[OutboxRecord, ...]:
        return tuple(_record(case_id, item) for item in self._table.query(partition(case_id), "MAIL#"))


def _expiry(mail: OutboxEntry, at: datetime) -> Item:
    """A case goes as a whole, after its end; that of a holder has none, so its mails go one by one."""
    is_holders = kind_of(mail.case_id) is CaseKind.HOLDER
    return {"expires_at": int((at + OF_HOLDER_FOR).timestamp())} if is_holders else {}


def _record(case_id: str, item: Item) -> OutboxRecord:
    mail = {"name": item["name"], "round": item["number"], "to": item["to"], "occasion": item["occasion"]}
    sent = {"message_id": item["message_id"], "at": item["sent_at"]} if "message_id" in item else None
    return OutboxRecord.model_validate(
        {
            "mail": {**mail, "case_id": case_id},
            "tried_at": item.get("tried_at"),
            "sent": sent,
            "report": load(item, "report"),
        }
    )


def _message_key(message_id: str) -> Key:
    return f"MESSAGE#{message_id}", "MESSAGE"
