"""Has the holders of accounts written to, by a function that is invoked without waiting for it."""

import json
from typing import TYPE_CHECKING

from review.application import Application

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class LambdaHolders:
    """``review.ports.Holders`` on an asynchronous invocation: Lambda keeps it, tries again, and tells the operator."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def ask_to_confirm(self, application: Application) -> None:
        """See the port."""
        self._send({"application": application.model_dump_json()})

    def send_apply_link(self, account_id: str) -> None:
        """See the port."""
        self._send({"account_id": account_id})

    def _send(self, event: dict[str, str]) -> None:
        self._client.invoke(FunctionName=self._function, InvocationType="Event", Payload=json.dumps(event))
