import json
from typing import Any

import pytest

from adapters.aws.async_invocations import LambdaAsyncInvoker
from domain.applications.requested_link import (
    ApplyLinkRequest,
    ConfirmationRequest,
    LinkRequest,
    SignInLinkRequest,
    StatusLinkRequest,
    parse_link_request,
)
from tests.examples import application


class Client:
    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def invoke(self, **call: Any) -> None:
        self.calls.append(call)


@pytest.mark.parametrize(
    "request_",
    [
        ConfirmationRequest(application=application()),
        ApplyLinkRequest(account_id="acct-1"),
        StatusLinkRequest(what="acct-1"),
        SignInLinkRequest(address="Müller@staff.example"),
    ],
    ids=lambda request_: request_.request,
)
def test_link_request_reaches_the_function_unchanged_and_nobody_waits(request_: LinkRequest) -> None:
    client: Any = Client()

    LambdaAsyncInvoker(client, "send-requested-link").invoke(request_)

    (call,) = client.calls
    event = json.loads(call.pop("Payload"))
    assert call == {"FunctionName": "send-requested-link", "InvocationType": "Event"}
    assert event["request"] == request_.request
    assert parse_link_request(event) == request_
