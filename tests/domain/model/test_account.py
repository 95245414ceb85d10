import json
from typing import Any

import jsonschema
import pytest

from domain.model.account import Account, parse_facts
from domain.model.errors import InvalidInput
from infra.policy_pages import account_schema
from tests.examples import ROOT, account, facts

FACTS: dict[str, Any] = facts().model_dump(mode="json")


def test_the_documented_facts_are_accepted() -> None:
    assert parse_facts(FACTS) == facts()


@pytest.mark.parametrize("date", [0, "0", 1.5, True, "yesterday", "15.01.2026", "2026-01-15T00:00:00"])
def test_what_is_no_date_verifies_no_identity(date: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_facts({**FACTS, "identity_verified_on": date})

    assert [problem.pointer for problem in caught.value.problems] == ["/identity_verified_on"]


@pytest.mark.parametrize("photo", [1, "t", "yes", None])
def test_only_true_is_a_photo(photo: Any) -> None:
    with pytest.raises(InvalidInput):
        parse_facts({**FACTS, "has_photo": photo})


def test_every_wrong_field_is_named_at_once_the_address_too() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_facts({**FACTS, "email": "nobody", "plan": "gold", "name": ""})

    assert {problem.pointer for problem in caught.value.problems} == {"/email", "/plan", "/name"}


def test_an_account_is_read_again_as_it_was_written() -> None:
    assert Account.model_validate_json(account().model_dump_json()) == account()


def test_the_documented_example_is_accepted_and_meets_the_documented_schema() -> None:
    example = json.loads((ROOT / "docs/examples/account.json").read_text("utf-8"))
    schema = json.loads((ROOT / "docs/schemas/account.schema.json").read_text("utf-8"))

    jsonschema.validate(example, schema)
    assert set(example) == set(schema["properties"]), "the example shows every fact"
    assert parse_facts(example).members
    assert schema == account_schema(), "make policy writes it"


def test_an_exception_is_nothing_that_the_marketplace_can_put_on_an_account() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_facts({**FACTS, "standing": {"open_application": None}})

    assert [problem.pointer for problem in caught.value.problems] == ["/standing"]


@pytest.mark.parametrize("country", ["United States", "us", "USA", ""])
def test_a_country_is_its_code(country: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_facts({**FACTS, "company_address": {"street": "Example Street 1", "country": country}})

    assert [problem.pointer for problem in caught.value.problems] == ["/company_address/country"]


def test_the_addresses_of_members_are_checked_too() -> None:
    member = {"name": "Avery Example", "email": "nobody", "role": "king"}
    with pytest.raises(InvalidInput) as caught:
        parse_facts({**FACTS, "members": [member]})

    assert {problem.pointer for problem in caught.value.problems} == {"/members/0/email", "/members/0/role"}
