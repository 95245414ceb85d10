"""The key issuer of AWS: a function that somebody else has written."""

import json
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from adapters.aws.key_issuer import LambdaKeyIssuer
from domain.keys.ports import KeyOwner, KeyRequest
from domain.model.api_key import IssuedKey, KeyAction, KeyLocation
from domain.model.errors import KeyIssuerFailed
from tests.adapters.aws.test_account_lookup import FakeLambda

REQUEST = KeyRequest(
    application_id="kabcdefghij234567",
    account_id="acct-in-order",
    project_name="Weekly hours report",
    owner=KeyOwner(name="Olive Example", email="olive@client.example"),
    daily_limit=40_000,
)
KEY = {"id": "abc123", "location": {"text": "On your keys page.", "url": "https://keys.example/"}}


class Recording(FakeLambda):
    """Keeps the calls."""

    def __init__(self, answer: bytes) -> None:
        super().__init__(answer)
        self.calls: list[dict[str, Any]] = []

    def invoke(self, **given: str) -> dict[str, Any]:
        assert given["FunctionName"] == "issuer"
        self.calls.append(json.loads(given["Payload"]))
        return super().invoke(**given)


def issuer(client: Any) -> LambdaKeyIssuer:
    return LambdaKeyIssuer(client, "issuer")


def test_issue_sends_the_documented_call_and_returns_the_key() -> None:
    client = Recording(json.dumps({"key": KEY}).encode())

    key = issuer(client).issue_key(REQUEST)

    assert key == IssuedKey(id="abc123", location=KeyLocation(text="On your keys page.", url="https://keys.example/"))
    (call,) = client.calls
    assert call == {
        "action": "issue",
        "application_id": "kabcdefghij234567",
        "account_id": "acct-in-order",
        "project_name": "Weekly hours report",
        "owner": {"name": "Olive Example", "email": "olive@client.example"},
        "daily_limit": 40_000,
    }


@pytest.mark.parametrize("action", [KeyAction.SUSPEND, KeyAction.RESUME, KeyAction.REVOKE])
def test_change_sends_the_documented_call_and_ignores_the_answer(action: KeyAction) -> None:
    client = Recording(b"null")

    issuer(client).change_key(action, "abc123", "kabcdefghij234567", "acct-in-order")

    assert client.calls == [
        {"action": action, "application_id": "kabcdefghij234567", "account_id": "acct-in-order", "key_id": "abc123"}
    ]


def key(**changes: Any) -> bytes:
    return json.dumps({"key": KEY | changes}).encode()


@pytest.mark.parametrize(
    "broken",
    [
        FakeLambda(b"{}", FunctionError="Unhandled"),
        FakeLambda(b"not json"),
        FakeLambda(b"null"),
        FakeLambda(b"{}"),
        FakeLambda(b"[]"),
        FakeLambda(b'{"key": null}'),
        FakeLambda(key(id="")),
        FakeLambda(key(id="a key")),
        FakeLambda(key(id="k" * 201)),
        FakeLambda(key(location=None)),
        FakeLambda(key(location={"text": ""})),
        FakeLambda(key(location={"text": "Here:\nthere"})),
        FakeLambda(key(location={"text": "Here", "url": "javascript:alert(1)"})),
        FakeLambda(key(location={"text": "Here", "url": "http://keys.example/"})),
        FakeLambda(key(value="s3cret")),
        FakeLambda(ReadTimeoutError(endpoint_url="https://lambda.example")),
    ],
)
def test_issuer_that_breaks_the_contract_has_failed(broken: FakeLambda) -> None:
    with pytest.raises(KeyIssuerFailed) as error:
        issuer(broken).issue_key(REQUEST)

    assert "s3cret" not in str(error.value)
