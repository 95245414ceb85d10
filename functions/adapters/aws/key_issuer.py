"""The key issuer: a function of the company's own. ``docs/keys.md`` has its contract."""

import json
from typing import TYPE_CHECKING

from adapters.aws.contract_function import ContractFunction
from domain.keys.ports import KeyRequest
from domain.model.api_key import IssuedKey, KeyAction
from domain.model.errors import InvalidInput, KeyIssuerFailed
from domain.model.field_types import parse

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class LambdaKeyIssuer:
    """Invokes the function that the template names."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._function = ContractFunction(client, function, "the key issuer", KeyIssuerFailed)

    def issue_key(self, request: KeyRequest) -> IssuedKey:
        """See the port; the JSON contract is in ``docs/keys.md``."""
        answer = self._function.ask(json.dumps({"action": KeyAction.ISSUE, **request.model_dump()}))
        try:
            return parse(IssuedKey, answer["key"])
        except (TypeError, KeyError) as error:
            raise KeyIssuerFailed("the key issuer returned no key") from error
        except InvalidInput as error:
            wrong = "; ".join(f"{problem.pointer}: {problem.message}" for problem in error.problems[:5])
            raise KeyIssuerFailed(f"the key issuer does not keep to the contract: {wrong}") from error

    def change_key(self, action: KeyAction, key_id: str, application_id: str, account_id: str) -> None:
        """See the port; the JSON contract is in ``docs/keys.md``."""
        call = {"action": action, "application_id": application_id, "account_id": account_id, "key_id": key_id}
        self._function.ask(json.dumps(call))
