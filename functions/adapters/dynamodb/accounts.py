"""Accounts: the desk's own records and what it knows of them in the table, and the lookup that answers for them."""

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from adapters.dynamodb.items import account_status_key, partition
from adapters.dynamodb.table import ConditionFailed, Item, Key, Table, load
from domain.applications.pending_confirmation import MAX_PENDING, PendingConfirmation, pending_key
from domain.model.account import AccountFacts, AccountStatus, parse_facts
from domain.model.application import Application
from domain.model.errors import AccountLookupFailed, InvalidInput
from domain.model.ids import address_key

if TYPE_CHECKING:
    from datetime import datetime

    from mypy_boto3_lambda import LambdaClient

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
        item = self._table.get(account_status_key(account_id)) or {}
        return AccountStatus.model_validate(
            {"open_application": item.get("open_application"), "exception": load(item, "exception_grant")}
        )


class DynamoPendingConfirmations:
    """What is not confirmed leaves by TTL."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add_pending(self, address: str, application: Application, expires_at: "datetime") -> None:
        item: Item = {"application": application.model_dump_json(), "expires_at": int(expires_at.timestamp())}
        with suppress(ConditionFailed):  # the same again
            self._table.put(_waiting_key(address, pending_key(application)), item, new=True)

    def list_newest(self, address: str, now: "datetime", before: str = "") -> tuple[PendingConfirmation, ...]:
        """TTL may remove an item days late; so its time is looked at."""
        items = self._table.last(partition(address_key(address)), "WAITING#", MAX_PENDING, before)
        return tuple(
            PendingConfirmation(key=str(item["sk"]).removeprefix("WAITING#"), application=load(item, "application"))
            for item in items
            if int(item["expires_at"]) > now.timestamp() and "confirmed" not in item
        )

    def get_application(self, address: str, key: str, now: "datetime") -> Application | None:
        item = self._table.get(_waiting_key(address, key))
        if item is None or int(item["expires_at"]) <= now.timestamp():
            return None
        return Application.model_validate(load(item, "application"))

    def mark_confirmed(self, address: str, key: str) -> None:
        self._table.update(_waiting_key(address, key), "SET confirmed = :one", "attribute_exists(pk)", {"one": 1})

    def claim_email(self, address: str, what: str, now: "datetime") -> bool:
        """A claim lapses before Lambda tries a failed invocation again, a minute later."""
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


def _waiting_key(address: str, key: str) -> Key:
    return partition(address_key(address)), f"WAITING#{key}"


class LambdaAccountLookup:
    """Asks the function that the template names, whosever it is."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def look_up_account(self, account_id: str) -> AccountFacts | None:
        """See the port; the JSON contract is in ``docs/accounts.md``."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer = self._client.invoke(FunctionName=self._function, Payload=json.dumps({"account_id": account_id}))
            said = answer["Payload"].read()
        except (BotoCoreError, ClientError) as error:
            raise AccountLookupFailed("the account lookup does not answer") from error
        if "FunctionError" in answer:
            raise AccountLookupFailed(f"the account lookup failed: {answer['FunctionError']}")
        return _facts(said, account_id)


def _facts(said: bytes, account_id: str) -> AccountFacts | None:
    try:
        account = json.loads(said)["account"]
        facts = None if account is None else parse_facts(account)
    except (ValueError, TypeError, KeyError, InvalidInput) as error:
        raise AccountLookupFailed("the account lookup does not keep to the contract") from error
    if facts and facts.account_id != account_id:
        raise AccountLookupFailed("the account lookup answered for another account")
    return facts
