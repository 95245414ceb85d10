"""The account lookup: a function of Keydesk or of somebody else. ``docs/accounts.md`` has its contract."""

import json
from typing import TYPE_CHECKING

from domain.model.account import AccountFacts, parse_facts
from domain.model.errors import AccountLookupFailed, InvalidInput

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class LambdaAccountLookup:
    """Invokes the function that the template names."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def look_up_account(self, account_id: str) -> AccountFacts | None:
        """See the port; the JSON contract is in ``docs/accounts.md``."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            response = self._client.invoke(FunctionName=self._function, Payload=json.dumps({"account_id": account_id}))
            payload = response["Payload"].read()
        except (BotoCoreError, ClientError) as error:
            raise AccountLookupFailed(f"the account lookup does not answer: {error}") from error
        if "FunctionError" in response:
            raise AccountLookupFailed(f"the account lookup failed: {response['FunctionError']}")
        return _facts(payload, account_id)


def _facts(payload: bytes, account_id: str) -> AccountFacts | None:
    try:
        account = json.loads(payload)["account"]
        facts = None if account is None else parse_facts(account, is_looked_up=True)
    except (ValueError, TypeError, KeyError, InvalidInput) as error:
        raise AccountLookupFailed("the account lookup does not keep to the contract") from error
    if facts and facts.account_id != account_id:
        raise AccountLookupFailed("the account lookup answered for another account")
    return facts
