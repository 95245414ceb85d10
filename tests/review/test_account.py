from typing import Any

import pytest

from review.account import Account, parse_account
from review.errors import InvalidInput
from tests.examples import account

FACTS: dict[str, Any] = account().model_dump(mode="json")


def test_the_documented_facts_are_accepted() -> None:
    assert parse_account(FACTS) == account()


@pytest.mark.parametrize("date", [0, "0", 1.5, True, "yesterday", "15.01.2026", "2026-01-15T00:00:00"])
def test_what_is_no_date_verifies_no_identity(date: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_account({**FACTS, "identity_verified_on": date})

    assert [problem.pointer for problem in caught.value.problems] == ["/identity_verified_on"]


@pytest.mark.parametrize("photo", [1, "t", "yes", None])
def test_only_true_is_a_photo(photo: Any) -> None:
    with pytest.raises(InvalidInput):
        parse_account({**FACTS, "has_photo": photo})


def test_every_wrong_field_is_named_at_once_the_address_too() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_account({**FACTS, "email": "nobody", "plan": "gold", "name": ""})

    assert {problem.pointer for problem in caught.value.problems} == {"/email", "/plan", "/name"}


def test_an_account_is_read_again_as_it_was_written() -> None:
    assert Account.model_validate_json(account().model_dump_json()) == account()
