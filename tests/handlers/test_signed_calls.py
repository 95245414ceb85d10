"""A signature covers the path of a call: what its body says of another account must not count."""

import importlib
import json
from typing import Any

import pytest

from tests.examples import request_data
from tests.handlers.lambda_context import CONTEXT


@pytest.mark.parametrize("name", ["hand_in_application", "check_application"])
def test_a_call_that_was_signed_for_one_account_does_nothing_for_another(name: str) -> None:
    event = {
        "resource": "/accounts/{account_id}/applications/check",
        "body": json.dumps(request_data(account_id="acct-another")),
        "headers": {"content-type": "application/json"},
        "pathParameters": {"account_id": "acct-signed-for"},
    }

    # Nothing is wired here: a handler that went on would fail with a missing setting, and answer 500.
    answer: dict[str, Any] = importlib.import_module(f"handlers.{name}").handler(event, CONTEXT)

    assert answer["statusCode"] == 422
    assert [error["pointer"] for error in json.loads(answer["body"])["errors"]] == ["/account_id"]
