import json
from typing import Any

import pytest

from handlers.validate_application import handler
from review.account import Account
from tests.examples import account, application
from tests.handlers.lambda_context import CONTEXT


def check(facts: Account | None) -> dict[str, Any]:
    looked_up = None if facts is None else facts.model_dump(mode="json")
    answer: dict[str, Any] = handler(
        {"application": application().model_dump_json(), "account": looked_up, "round": 1}, CONTEXT
    )
    return answer


def results(answer: dict[str, Any]) -> set[str]:
    return {finding["result"] for finding in json.loads(answer["verdict"])["findings"]}


def test_the_verdict_and_the_facts_come_back_as_texts_to_store() -> None:
    answer = check(account())

    assert results(answer) == {"pass"}
    assert Account.model_validate_json(answer["account"]) == account()


def test_an_account_that_is_not_known_is_rejected() -> None:
    answer = check(None)

    assert results(answer) == {"reject"}
    assert answer["account"] == "null"


def test_an_answer_for_another_account_is_a_fault_and_decides_nothing() -> None:
    with pytest.raises(ValueError, match="another account"):
        check(account(account_id="acct-another"))
