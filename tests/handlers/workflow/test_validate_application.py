import json
from datetime import date
from typing import Any

import pytest

from domain.model.account import Account, AccountFacts, Grant, Plan
from handlers.workflow.validate_application import handler
from tests.examples import account, application, facts
from tests.fakes import NOON
from tests.handlers.lambda_context import CONTEXT


def check(looked_up: AccountFacts | None, **standing: str) -> dict[str, Any]:
    event = {
        "application": application().model_dump_json(),
        "facts": looked_up.model_dump(mode="json") if looked_up else None,
        "standing": standing,
        "round": 1,
    }
    answer: dict[str, Any] = handler(event, CONTEXT)
    return answer


def results(answer: dict[str, Any]) -> set[str]:
    return {finding["result"] for finding in json.loads(answer["verdict"])["findings"]}


def test_the_verdict_and_the_facts_come_back_as_texts_to_store() -> None:
    answer = check(facts())

    assert results(answer) == {"pass"}
    stored = Account.model_validate_json(answer["account"])
    assert stored == account(as_of=stored.as_of)
    assert answer["asks_owner"] is False


def test_the_exception_that_an_account_was_granted_counts() -> None:
    grant = Grant(exception_id="x", granted_by="approver@staff.example", granted_at=NOON, ends_on=date.max)

    assert results(check(facts(plan=Plan.BUSINESS))) == {"pass", "reject"}
    assert results(check(facts(plan=Plan.BUSINESS), exception_grant=grant.model_dump_json())) == {"pass"}


def test_an_open_application_is_no_obstacle_to_itself() -> None:
    assert results(check(facts(), open_application=application().id)) == {"pass"}


def test_an_account_that_is_not_known_is_rejected() -> None:
    answer = check(None)

    assert [one["rule"] for one in json.loads(answer["verdict"])["findings"] if one["result"] == "reject"] == [
        "account_known"
    ]
    assert answer["account"] == "null"


def test_an_answer_for_another_account_is_a_fault_and_decides_nothing() -> None:
    with pytest.raises(ValueError, match="another account"):
        check(facts(account_id="acct-another"))
