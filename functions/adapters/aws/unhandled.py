"""The queue of what could not be done, which an operator looks at and repeats (``infra/redrive.py``)."""

import json
from typing import Any


class UnhandledQueue:
    """``function`` is the ARN of the function that is to repeat it."""

    def __init__(self, client: Any, url: str, function: str) -> None:
        self._client = client
        self._url = url
        self._function = function

    def add(self, payload: Any, error: Exception) -> None:
        """Add an event in the form in which Lambda adds the events of failed invocations.

        https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
        """
        message = {
            "requestContext": {"functionArn": self._function, "condition": "RecordNotRead"},
            "requestPayload": payload,
            "responsePayload": {"errorType": type(error).__name__},
        }
        self._client.send_message(QueueUrl=self._url, MessageBody=json.dumps(message, default=str))
