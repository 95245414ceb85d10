"""The account lookup of AWS: a function that somebody else may have written."""

import io
import json
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from adapters.aws.account_lookup import LambdaAccountLookup
from domain.model.account import AccountFacts
from domain.model.errors import AccountLookupFailed
from tests.examples import facts


class FakeLambda:
    """Returns what it was given; an exception is raised."""

    def __init__(self, answer: bytes | Exception, **more: str) -> None:
        self._answer = answer
        self._more = more

    def invoke(self, **_: str) -> dict[str, Any]:
        if isinstance(self._answer, Exception):
            raise self._answer
        return {"Payload": io.BytesIO(self._answer), **self._more}


def look_up(client: Any) -> AccountFacts | None:
    return LambdaAccountLookup(client, "lookup").look_up_account("acct-in-order")


def found(**account: Any) -> bytes:
    return json.dumps({"account": facts().model_dump(mode="json") | account}).encode()


@pytest.mark.parametrize(
    "broken",
    [
        FakeLambda(b"{}", FunctionError="Unhandled"),
        FakeLambda(b"not json"),
        FakeLambda(b"{}"),
        FakeLambda(b"[]"),
        FakeLambda(json.dumps({"account": {"account_id": "acct-in-order"}}).encode()),
        FakeLambda(found(account_id="acct-other")),
        FakeLambda(found(email="a@b.example, victim@c.example")),
        FakeLambda(ReadTimeoutError(endpoint_url="https://lambda.example")),
    ],
)
def test_lookup_that_breaks_the_contract_has_failed(broken: FakeLambda) -> None:
    with pytest.raises(AccountLookupFailed):
        look_up(broken)


def test_lookup_returns_the_facts_or_none() -> None:
    assert look_up(FakeLambda(found())) == facts()
    assert look_up(FakeLambda(b'{"account": null}')) is None
