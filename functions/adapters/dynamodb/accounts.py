"""Accounts in the table: their records, their status, and the applications that wait for a confirmation."""

from contextlib import suppress
from datetime import datetime

from adapters.dynamodb.items import account_status_key, account_status_of, partition
from adapters.dynamodb.table import ConditionFailed, Item, Key, Table, load
from domain.applications.pending_confirmation import MAX_PENDING, PendingConfirmation, pending_key
from domain.model.account import AccountFacts, AccountStatus
from domain.model.application import Application
from domain.model.ids import address_key

CLAIM_SECONDS = 45
CLAIM_KEPT_SECONDS = 2 * 24 * 3600


class DynamoAccounts:
    def __init__(self, table: Table) -> None:
        self._table = table

    def put_account(self, account: AccountFacts) -> None:
        self._table.put((f"ACCOUNT#{account.account_id}", "ACCOUNT"), {"account": account.model_dump_json()})

    def get_account(self, account_id: str) -> AccountFacts | None:
        item = self._table.get((f"ACCOUNT#{account_id}", "ACCOUNT"))
        return None if item is None else AccountFacts.model_validate(load(item, "account"))


class DynamoAccountStatuses:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get_status(self, account_id: str) -> AccountStatus:
        return account_status_of(self._table.get(account_status_key(account_id)) or {})


class DynamoPendingConfirmations:
    """What is not confirmed is deleted by TTL."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add_pending(self, address: str, application: Application, expires_at: datetime) -> None:
        item: Item = {"application": application.model_dump_json(), "expires_at": int(expires_at.timestamp())}
        with suppress(ConditionFailed):  # the same application again
            self._table.put(_pending_key(address, pending_key(application)), item, new=True)

    def list_newest(self, address: str, now: datetime, before: str = "") -> tuple[PendingConfirmation, ...]:
        """TTL may delete an item days late, so its time is checked."""
        items = self._table.list_last(partition(address_key(address)), "WAITING#", MAX_PENDING, before)
        return tuple(
            PendingConfirmation(key=str(item["sk"]).removeprefix("WAITING#"), application=load(item, "application"))
            for item in items
            if int(item["expires_at"]) > now.timestamp() and "confirmed" not in item
        )

    def get_application(self, address: str, key: str, now: datetime) -> Application | None:
        item = self._table.get(_pending_key(address, key))
        if item is None or int(item["expires_at"]) <= now.timestamp():
            return None
        return Application.model_validate(load(item, "application"))

    def mark_confirmed(self, address: str, key: str) -> None:
        self._table.update(_pending_key(address, key), "SET confirmed = :one", "attribute_exists(pk)", {"one": 1})

    def claim_email(self, address: str, what: str, now: datetime) -> bool:
        """A claim lapses before Lambda retries a failed invocation, a minute later."""
        seconds = int(now.timestamp())
        values: Item = {"now": seconds, "lapsed": seconds - CLAIM_SECONDS, "gone": seconds + CLAIM_KEPT_SECONDS}
        try:
            self._table.update(
                (partition(address_key(address)), f"CLAIM#{what}"),
                "SET claimed_at = :now, expires_at = :gone",
                "attribute_not_exists(claimed_at) OR claimed_at < :lapsed",
                values,
            )
        except ConditionFailed:
            return False
        return True


def _pending_key(address: str, key: str) -> Key:
    return partition(address_key(address)), f"WAITING#{key}"
