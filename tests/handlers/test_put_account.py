import json
from typing import Any

import pytest

from handlers.put_account import handler
from tests.examples import facts as example
from tests.handlers.lambda_context import CONTEXT

FACTS: dict[str, Any] = example().model_dump(mode="json")


def put(account_id: str, facts: dict[str, Any]) -> dict[str, Any]:
    event = {
        "body": json.dumps(facts),
        "headers": {"content-type": "application/json"},
        "pathParameters": {"account_id": account_id},
    }
    answer: dict[str, Any] = handler(event, CONTEXT)
    return answer


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
