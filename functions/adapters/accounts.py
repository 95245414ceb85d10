"""Accounts: the desk's own records and what it knows of them in the table, and the lookup that answers for them."""

import json
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from adapters.cases import partition, standing_key
from adapters.dynamodb import Item, Table, load
from review.account import AccountFacts, Standing
from review.application import Application
from review.errors import LookUpFailed

if TYPE_CHECKING:
    from datetime import datetime

    from mypy_boto3_lambda import LambdaClient


class DynamoAccounts:
    """``review.ports.Accounts`` on DynamoDB."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def put(self, account: AccountFacts) -> None:
        """See the port."""
        self._table.put((f"ACCOUNT#{account.account_id}", "ACCOUNT"), {"account": account.model_dump_json()})

    def get(self, account_id: str) -> AccountFacts | None:
        """See the port."""
        item = self._table.get((f"ACCOUNT#{account_id}", "ACCOUNT"))
        return None if item is None else AccountFacts.model_validate(load(item, "account"))


class DynamoStandings:
    """``review.ports.Standings`` on DynamoDB."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, account_id: str) -> Standing:
        """See the port."""
        item = self._table.get(standing_key(account_id)) or {}
        return Standing.model_validate(
            {"open_application": item.get("open_application"), "exception": load(item, "exception_grant")}
        )


class DynamoWaiting:
    """``review.ports.Waiting`` on DynamoDB. What is not confirmed leaves by TTL."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, holder_id: str, application: Application, expires_at: "datetime") -> None:
        """See the port."""
        item: Item = {"application": application.model_dump_json(), "expires_at": int(expires_at.timestamp())}
        self._table.put((partition(holder_id), f"WAITING#{application.id}"), item)

    def all(self, holder_id: str, now: "datetime") -> tuple[Application, ...]:
        """See the port. TTL may remove an item days late; so its time is looked at."""
        items = self._table.query(partition(holder_id), beginning="WAITING#")
        open_ones = [item for item in items if int(item["expires_at"]) > now.timestamp()]
        found = [Application.model_validate(load(item, "application")) for item in open_ones]
        return tuple(sorted(found, key=lambda one: one.submitted_at, reverse=True))


class LambdaAccountLookup:
    """``review.ports.AccountLookup``: asks the function that the template names, whosever it is."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def look_up(self, account_id: str) -> AccountFacts | None:
        """See the port; the JSON contract is in ``docs/accounts.md``."""
        payload = json.dumps({"account_id": account_id})
        answer = self._client.invoke(FunctionName=self._function, Payload=payload)
        said = answer["Payload"].read()
        if "FunctionError" in answer:
            raise LookUpFailed(f"the account lookup failed: {answer['FunctionError']}")
        return _facts(json.loads(said), account_id)


def _facts(said: Any, account_id: str) -> AccountFacts | None:
    try:
        facts = None if said["account"] is None else AccountFacts.model_validate(said["account"])
    except (TypeError, KeyError, ValidationError) as error:
        raise LookUpFailed("the account lookup does not keep to the contract") from error
    if facts and facts.account_id != account_id:
        raise LookUpFailed("the account lookup answered for another account")
    return facts
