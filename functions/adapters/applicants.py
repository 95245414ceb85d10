"""Has applicants written to, by a function that is invoked without waiting for it."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class LambdaApplicants:
    """``review.ports.Applicants`` on an asynchronous invocation: Lambda keeps it and tries again."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def send_status_link(self, what: str) -> None:
        """See the port."""
        self._client.invoke(FunctionName=self._function, InvocationType="Event", Payload=json.dumps({"what": what}))
