"""The account lookup: a function of Keydesk or of somebody else. ``docs/accounts.md`` has its contract."""

import json
from typing import TYPE_CHECKING, Any

from adapters.aws.contract_function import ContractFunction
from domain.model.account import AccountFacts, parse_facts
from domain.model.errors import AccountLookupFailed, InvalidInput

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class LambdaAccountLookup:
    """Invokes the function that the template names."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._function = ContractFunction(client, function, "the account lookup", AccountLookupFailed)

    def look_up_account(self, account_id: str) -> AccountFacts | None:
        """See the port; the JSON contract is in ``docs/accounts.md``."""
        return _facts(self._function.ask(json.dumps({"account_id": account_id})), account_id)


def _facts(answer: Any, account_id: str) -> AccountFacts | None:
    try:
        account = answer["account"]
        facts = None if account is None else parse_facts(account, is_looked_up=True)
    except (TypeError, KeyError, InvalidInput) as error:
        raise AccountLookupFailed("the account lookup does not keep to the contract") from error
    if facts and facts.account_id != account_id:
        raise AccountLookupFailed("the account lookup answered for another account")
    return facts
