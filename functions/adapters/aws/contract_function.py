"""Functions that keep to a documented contract, no matter who wrote them."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.model.errors import KeydeskError

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


@dataclass(frozen=True)
class ContractFunction:
    """A Lambda function that answers JSON with JSON; ``name`` and ``error`` are for when it fails."""

    client: "LambdaClient"
    function: str
    name: str
    error: type[KeydeskError]

    def ask(self, question: str) -> Any:
        """Invoke it with a JSON text, and return what it returned.

        Raises:
            KeydeskError: ``error``, if it does not answer, fails, or returns no JSON.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            response = self.client.invoke(FunctionName=self.function, Payload=question)
            payload = response["Payload"].read()
        except (BotoCoreError, ClientError) as error:
            raise self.error(f"{self.name} does not answer: {error}") from error
        if "FunctionError" in response:
            raise self.error(f"{self.name} failed: {response['FunctionError']}")
        try:
            return json.loads(payload)
        except (ValueError, RecursionError) as error:
            raise self.error(f"{self.name} does not answer in JSON") from error
