"""The audit log, the private notes, the staff, the saved replies, the outcome records, and the forecast."""

import secrets
from contextlib import suppress
from datetime import datetime
from typing import Any

from adapters.dynamodb.items import partition
from adapters.dynamodb.table import ConditionFailed, Item, Key, Table, load
from domain.cases.audit_entry import AuditEntry
from domain.cases.staff import LOG_PAGE, StaffChange, StaffEntry, StaffLogPage, StaffMember, StaffRole
from domain.console.case_notes import MAX_NOTES, CaseNote
from domain.decisions.saved_replies import MAX_REPLIES, SavedReply
from domain.model.errors import StaffChanged
from domain.reporting.forecast import Forecast
from domain.reporting.outcomes import OutcomeRecord

SAVED_REPLIES, STAFF = "SAVED_REPLIES", "STAFF"
FORECAST_KEY: Key = ("FORECAST", "FORECAST")
_ROLES = {"#roles": "roles"}  # a reserved word


class DynamoAuditLog:
    def __init__(self, table: Table) -> None:
        self._table = table

    def add_entry(self, case_id: str, entry: AuditEntry) -> None:
        self._table.put(*log_item(partition(case_id), entry), new=True)

    def list_entries(self, case_id: str) -> tuple[AuditEntry, ...]:
        found = (load(item, "entry") for item in self._table.query(partition(case_id), "LOG#"))
        return tuple(map(AuditEntry.model_validate, found))


class DynamoCaseNotes:
    """Notes are numbered, so that two at once are two notes, and none is beyond the last."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add_note(self, case_id: str, note: CaseNote) -> bool:
        for number in range(len(self.list_notes(case_id)) + 1, MAX_NOTES + 1):
            with suppress(ConditionFailed):  # a colleague wrote one at this moment
                self._table.put(_note_key(case_id, number), {"note": note.model_dump_json()}, new=True)
                return True
        return False

    def list_notes(self, case_id: str) -> tuple[CaseNote, ...]:
        found = (load(item, "note") for item in self._table.query(partition(case_id), "NOTE#"))
        return tuple(map(CaseNote.model_validate, found))


def _note_key(case_id: str, number: int) -> Key:
    return partition(case_id), f"NOTE#{number:03}"


class DynamoStaff:
    """An item for each person, so that two operators can change different ones at the same time."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get_member(self, address: str) -> StaffMember | None:
        item = self._table.get(_member_key(address))
        return _member(item) if item else None

    def list_members(self) -> tuple[StaffEntry, ...]:
        return tuple(map(_staff_entry, self._table.query(STAFF, "MEMBER#")))

    def apply(self, change: StaffChange) -> None:
        writes = [self._write(change), self._table.put_write(*log_item(STAFF, change.entry))]
        if change.witness:
            values: Item = {"role": StaffRole.OPERATOR.value}
            key, condition = _member_key(change.witness), "contains(#roles, :role)"
            writes.append(self._table.check_write(key, condition, values, _ROLES))
        try:
            self._table.transact(*writes)
        except ConditionFailed:
            raise StaffChanged from None

    def list_changes(self, before: str = "") -> StaffLogPage:
        found = self._table.list_last(STAFF, "LOG#", LOG_PAGE + 2, before)  # one may be the key before itself
        shown = found[:LOG_PAGE]
        entries = tuple(AuditEntry.model_validate(load(item, "entry")) for item in shown)
        return StaffLogPage(entries, str(shown[-1]["sk"]).removeprefix("LOG#") if len(found) > LOG_PAGE else "")

    def _write(self, change: StaffChange) -> Any:
        key, before, after = _member_key(change.address), _roles_text(change.before), _roles_text(change.after)
        if not change.before:
            added: Item = {"added_by": change.entry.by, "added_at": change.entry.at.isoformat()}
            return self._table.put_write(key, {"address": change.address, "roles": after, **added})
        if not change.after:
            return self._table.delete_write(key, "#roles = :before", {"before": before}, _ROLES)
        values: Item = {"before": before, "after": after}
        return self._table.update_write(key, "SET #roles = :after", "#roles = :before", values, _ROLES)


def _member_key(address: str) -> Key:
    return STAFF, f"MEMBER#{address.casefold()}"


def log_item(pk: str, entry: AuditEntry) -> tuple[Key, Item]:
    """The key and the content of a new entry in the log of a partition."""
    return (pk, f"LOG#{entry.at.isoformat()}#{secrets.token_hex(4)}"), {"entry": entry.model_dump_json()}


def _roles_text(roles: frozenset[StaffRole]) -> str:
    return " ".join(sorted(roles))


def _member(item: Item) -> StaffMember:
    return StaffMember(address=str(item["address"]), roles=frozenset(map(StaffRole, str(item["roles"]).split())))


def _staff_entry(item: Item) -> StaffEntry:
    return StaffEntry(_member(item), str(item["added_by"]), datetime.fromisoformat(str(item["added_at"])))


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


class DynamoForecasts:
    """One item, which every function that tells an applicant dates reads."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get_forecast(self) -> Forecast | None:
        item = self._table.get(FORECAST_KEY)
        return Forecast.model_validate(load(item, "forecast")) if item else None

    def put_forecast(self, forecast: Forecast) -> None:
        self._table.put(FORECAST_KEY, {"forecast": forecast.model_dump_json()})


def _reply_key(reply_id: str) -> Key:
    return SAVED_REPLIES, f"REPLY#{reply_id}"
