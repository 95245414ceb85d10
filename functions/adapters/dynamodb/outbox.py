"""The record of every email in the table: due, tried, sent, and what became of it."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from adapters.dynamodb.items import count_up, partition
from adapters.dynamodb.table import BY_AGE, ConditionFailed, Item, Key, Table, load
from domain.model.errors import MailBeingSent
from domain.model.ids import ADDRESS, address_key, mailbox_key
from domain.notifications.delivery_status import DeliveryReport, OutboxRecord
from domain.notifications.messages import LONGEST_TRY, EmailText, OutboxEntry, SentEmail

DUE, UNSENDABLE = "due", "unsendable"  # the ``open_kind`` of an entry until it is sent, or once it cannot be
DAILY_CLAIMS_KEPT = timedelta(days=2)
WITHOUT_CASE_KEPT = timedelta(days=90)  # only SES's reports look at these entries, and come within days


def entry_key(entry: OutboxEntry) -> Key:
    """With its case; an entry of no case with what else is stored about its recipient."""
    return partition(_case_or_address(entry)), f"MAIL#{entry.idempotency_key}"


class DynamoOutbox:
    def __init__(self, table: Table) -> None:
        self._table = table

    def record_due(self, entry: OutboxEntry, at: datetime) -> bool:
        due: Item = {"name": entry.name, "number": entry.round, "to": entry.to, "occasion": entry.occasion}
        due |= {"open_kind": DUE, "waits_since": at.isoformat(), **_expiry(entry, at)}
        # By an update, since IAM limits that to some attributes; a put could replace a whole item of the case.
        update = "SET " + ", ".join(f"#{name} = :{name}" for name in due)
        try:
            names = {f"#{name}": name for name in due}
            self._table.update(entry_key(entry), update, "attribute_not_exists(pk)", due, names)
        except ConditionFailed:
            item = self._table.get(entry_key(entry)) or {}
            return "message_id" not in item and item.get("open_kind") != UNSENDABLE
        return True

    def mark_tried(self, entry: OutboxEntry, at: datetime, content: EmailText | None = None) -> bool:
        now: Item = {"at": at.isoformat(), **({"content": content.model_dump_json()} if content else {})}
        update = "SET tried_at = :at" + (", sent_text = :content" if content else "")
        before: Item = {"before": (at - LONGEST_TRY).isoformat()}
        with suppress(ConditionFailed):
            self._table.update(entry_key(entry), update, "attribute_not_exists(tried_at)", now)
            return False
        try:
            not_now = "attribute_not_exists(message_id) AND tried_at < :before"
            self._table.update(entry_key(entry), update, not_now, now | before)
        except ConditionFailed:
            raise MailBeingSent from None
        return True

    def claim_daily_email(self, entry: OutboxEntry, at: datetime, most: int) -> bool:
        claim = f"{entry.case_id}#{entry.idempotency_key}"
        values: Item = {"claim": claim, "gone": int((at + DAILY_CLAIMS_KEPT).timestamp())}
        for number in range(1, most + 1):
            partition_key, beginning = _daily_key(entry.to, at)
            with suppress(ConditionFailed):
                self._table.update(
                    (partition_key, f"{beginning}{number}"),
                    "SET claim = :claim, expires_at = :gone",
                    "attribute_not_exists(claim) OR claim = :claim",
                    values,
                )
                return True
        return False

    def claim_receipt(self, at: datetime, most: int) -> bool:
        day = at.astimezone(UTC).date().isoformat()
        try:
            self._table.update(("RECEIPTS", day), *count_up(most, int((at + DAILY_CLAIMS_KEPT).timestamp())))
        except ConditionFailed:
            return False
        return True

    def count_daily_emails(self, address: str, at: datetime) -> int:
        return len(self._table.query(*_daily_key(address, at)))

    def list_due(self, before: datetime) -> Iterator[OutboxEntry]:
        for found in self._table.list_open(DUE):
            if datetime.fromisoformat(str(found["waits_since"])) > before:
                return
            item = self._table.get((str(found["pk"]), str(found["sk"])))
            if item and "open_kind" in item:  # else it was sent a moment ago
                yield _record(item).entry

    def mark_not_needed(self, entry: OutboxEntry) -> None:
        self._table.update(entry_key(entry), "REMOVE open_kind", "attribute_exists(pk)", {})

    def mark_not_sent(self, entry: OutboxEntry) -> None:
        self._table.update(entry_key(entry), "REMOVE tried_at", "attribute_exists(pk)", {})

    def mark_unsendable(self, entry: OutboxEntry, report: DeliveryReport) -> None:
        self._table.update(
            entry_key(entry),
            "SET report = :report, report_weight = :weight, open_kind = :unsendable REMOVE tried_at",
            "attribute_exists(pk)",
            {"report": report.model_dump_json(), "weight": report.weight, "unsendable": UNSENDABLE},
        )

    def list_unsendable(self, since: datetime, limit: int) -> Iterator[OutboxRecord]:
        items, _ = self._table.list_indexed(BY_AGE, UNSENDABLE, limit, is_newest=True)
        for found in items:
            if datetime.fromisoformat(str(found["waits_since"])) < since:
                return
            if item := self._table.get((str(found["pk"]), str(found["sk"]))):
                yield _record(item)

    def mark_sent(self, entry: OutboxEntry, sent: SentEmail) -> None:
        message: Item = {"case_id": _case_or_address(entry), "mail": entry.model_dump_json()}
        self._table.put(_message_key(sent.message_id), {**message, **_expiry(entry, sent.at)})
        self._table.update(
            entry_key(entry),
            "SET message_id = :message_id, sent_at = :sent_at REMOVE open_kind",
            "attribute_exists(pk)",
            {"message_id": sent.message_id, "sent_at": sent.at.isoformat()},
        )

    def find_case_id(self, message_id: str) -> str | None:
        item = self._table.get(_message_key(message_id))
        return _case_id(str(item["case_id"])) or None if item else None

    def find_entry(self, message_id: str) -> OutboxEntry | None:
        item = self._table.get(_message_key(message_id))
        return OutboxEntry.model_validate(load(item, "mail")) if item and "mail" in item else None

    def record_delivery(self, entry: OutboxEntry, report: DeliveryReport) -> bool:
        try:
            self._table.update(
                entry_key(entry),
                "SET report = :report, report_weight = :weight",
                "attribute_exists(pk) AND (attribute_not_exists(report_weight) OR report_weight < :weight)",
                {"report": report.model_dump_json(), "weight": report.weight},
            )
        except ConditionFailed:
            return False
        return True

    def list_entries(self, case_id: str) -> tuple[OutboxRecord, ...]:
        return tuple(map(_record, self._table.query(partition(case_id), "MAIL#")))


def _daily_key(address: str, at: datetime) -> Key:
    """The partition and the beginning of the sort keys of a day's claims for an address."""
    return partition(mailbox_key(address)), f"DAILY#{at.astimezone(UTC).date().isoformat()}#"


def _case_or_address(entry: OutboxEntry) -> str:
    return entry.case_id or address_key(entry.to)


def _case_id(key: str) -> str:
    """The case of a partition, or empty where it is an address's."""
    return "" if key.startswith(ADDRESS) else key


def _expiry(entry: OutboxEntry, at: datetime) -> Item:
    """Entries of a case are deleted with it; the others expire."""
    return {} if entry.case_id else {"expires_at": int((at + WITHOUT_CASE_KEPT).timestamp())}


def _record(item: Item) -> OutboxRecord:
    case_id = _case_id(str(item["pk"]).removeprefix("CASE#"))
    entry = {"name": item["name"], "round": item["number"], "to": item["to"], "occasion": item["occasion"]}
    sent = {"message_id": item["message_id"], "at": item["sent_at"]} if "message_id" in item else None
    return OutboxRecord.model_validate(
        {
            "entry": {**entry, "case_id": case_id},
            "tried_at": item.get("tried_at"),
            "sent": sent,
            "report": load(item, "report"),
            "content": load(item, "sent_text"),
        }
    )


def _message_key(message_id: str) -> Key:
    return f"MESSAGE#{message_id}", "MESSAGE"
