"""Accounts in the table: their records, their status, and the applications that wait for a confirmation."""

from contextlib import suppress
from datetime import datetime

from adapters.dynamodb.items import account_status_key, account_status_of, partition, waiting_key
from adapters.dynamodb.table import ConditionFailed, Item, Key, Table, load
from domain.applications.pending_confirmation import MAX_PENDING, PendingConfirmation, PendingPage, pending_key
from domain.model.account import AccountFacts, AccountStatus
from domain.model.application import Application, PendingKey
from domain.model.ids import address_key, mailbox_key

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
            self._table.put(waiting_key(PendingKey(address, pending_key(application))), item, new=True)

    def list_newest(self, address: str, now: datetime, before: str = "") -> PendingPage:
        """TTL may delete an item days late, so its time is checked."""
        items = self._table.list_last(partition(address_key(address)), "WAITING#", MAX_PENDING, before)
        ended = {_application_id(item) for item in items if "confirmed" in item or "discarded" in item}
        waiting = {
            _application_id(item): item
            for item in reversed(items)
            if int(item["expires_at"]) > now.timestamp() and _application_id(item) not in ended
        }
        shown = sorted(map(_pending, waiting.values()), key=lambda pending: pending.key, reverse=True)
        # With ``before``, the item of that key was read, too, and left out.
        return PendingPage(tuple(shown), _key_of(items[-1]) if len(items) >= MAX_PENDING - 1 else "")

    def get_pending(self, waits_at: PendingKey, now: datetime) -> PendingConfirmation | None:
        item = self._table.get(waiting_key(waits_at))
        return None if item is None or int(item["expires_at"]) <= now.timestamp() else _pending(item)

    def discard(self, waits_at: PendingKey, application: Application, block_until: datetime) -> bool:
        applicant = application.request.applicant.email
        block: Item = {"applicant": applicant, "until": int(block_until.timestamp())}
        key, update = _block_key(waits_at.address, application), "SET applicant = :applicant, expires_at = :until"
        still_waits = "attribute_exists(pk) AND attribute_not_exists(confirmed)"
        try:
            self._table.transact(
                self._table.update_write(waiting_key(waits_at), "SET discarded = :one", still_waits, {"one": 1}),
                self._table.update_write(key, update, "", block),
            )
        except ConditionFailed:
            return False
        return True

    def is_blocked(self, address: str, application: Application, now: datetime) -> bool:
        item = self._table.get(_block_key(address, application))
        return item is not None and int(item["expires_at"]) > now.timestamp()

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


def _block_key(address: str, application: Application) -> Key:
    """The mark that an account holder did not recognise an applicant, whatever tag the address has."""
    request = application.request
    return partition(address_key(address)), f"BLOCKED#{request.account_id}#{mailbox_key(request.applicant.email)}"


def _pending(item: Item) -> PendingConfirmation:
    facts = {"key": _key_of(item), "application": load(item, "application"), "is_discarded": "discarded" in item}
    return PendingConfirmation.model_validate(facts)


def _key_of(item: Item) -> str:
    return str(item["sk"]).removeprefix("WAITING#")


def _application_id(item: Item) -> str:
    return str(item["sk"]).rpartition("#")[2]
