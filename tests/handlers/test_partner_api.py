import json
from typing import Any

import pytest

from tests.examples import facts as example
from tests.examples import request_data
from tests.handlers.lambda_context import respond

JSON = {"content-type": "application/json"}
FACTS: dict[str, Any] = example().model_dump(mode="json")


def put(account_id: str, facts: dict[str, Any]) -> dict[str, Any]:
    path = f"/accounts/{account_id}"
    return respond("PUT", "/accounts/{account_id}", path=path, headers=JSON, body=json.dumps(facts))


@pytest.mark.parametrize(
    ("account_id", "facts", "pointers"),
    [
        ("acct-another", FACTS, {"/account_id"}),
        ("acct-in-order", {**FACTS, "email": "nobody", "plan": "gold"}, {"/email", "/plan"}),
    ],
)
def test_facts_that_are_wrong_are_named_and_not_stored(
    account_id: str, facts: dict[str, Any], pointers: set[str]
) -> None:
    # Nothing is wired here: a handler that tried to store would fail with a missing setting, and answer 500.
    answer = put(account_id, facts)

    assert answer["statusCode"] == 422
    assert {error["pointer"] for error in json.loads(answer["body"])["errors"]} == pointers


def test_a_fault_of_ours_is_a_problem_that_says_so() -> None:
    answer = put("acct-in-order", FACTS)

    assert answer["statusCode"] == 500
    assert answer["headers"]["Content-Type"] == "application/problem+json"
    assert "TABLE_NAME" not in answer["body"]


@pytest.mark.parametrize("call", ["applications", "applications/check"])
def test_call_signed_for_one_account_does_nothing_for_another(call: str) -> None:
    resource, body = f"/accounts/{{account_id}}/{call}", json.dumps(request_data(account_id="acct-another"))

    # Nothing is wired here: a handler that went on would fail with a missing setting, and answer 500.
    answer = respond("POST", resource, path=f"/accounts/acct-signed-for/{call}", headers=JSON, body=body)

    assert answer["statusCode"] == 422
    assert [error["pointer"] for error in json.loads(answer["body"])["errors"]] == ["/account_id"]
