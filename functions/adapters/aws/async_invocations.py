"""Asynchronous invocation: Lambda keeps the event, retries it, and then sends it to the queue of failed events."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

    from domain.model.field_types import Record


class LambdaAsyncInvoker:
    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def invoke(self, event: "Record") -> None:
        self._client.invoke(
            FunctionName=self._function, InvocationType="Event", Payload=event.model_dump_json().encode()
        )
