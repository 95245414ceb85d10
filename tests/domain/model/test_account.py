import json
from typing import Any

import jsonschema
import pytest

from domain.model.account import Account, parse_facts
from domain.model.errors import InvalidInput
from infra import policy_pages
from tests.examples import ROOT, account, facts

FACTS: dict[str, Any] = facts().model_dump(mode="json")


def test_documented_facts_are_accepted() -> None:
    assert parse_facts(FACTS) == facts()


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        *(
            ({"identity_verified_on": date}, {"/identity_verified_on"})
            for date in (0, "0", 1.5, True, "yesterday", "15.01.2026", "2026-01-15T00:00:00")
        ),
        *(({"has_photo": photo}, {"/has_photo"}) for photo in (1, "t", "yes", None)),
        *(
            ({"company_address": {"street": "Example Street 1", "country": country}}, {"/company_address/country"})
            for country in ("United States", "us", "USA", "")
        ),
        ({"email": "nobody", "plan": "gold", "name": ""}, {"/email", "/plan", "/name"}),
        (
            {"members": [{"name": "Avery Example", "email": "nobody", "role": "king"}]},
            {"/members/0/email", "/members/0/role"},
        ),
        ({"standing": {"open_application": None}}, {"/standing"}),  # only Keydesk grants exceptions
    ],
)
def test_wrong_facts_are_all_named(changes: dict[str, Any], pointers: set[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_facts({**FACTS, **changes})

    assert {problem.pointer for problem in caught.value.problems} == pointers


@pytest.mark.parametrize("field", ["name", "legal_name", "business_name", "email"])
def test_encoded_word_is_refused_where_facts_are_put_and_not_where_they_are_looked_up(field: str) -> None:
    encoded = "=?utf-8?q?a=0D=0Ab?=" + ("@client.example" if field == "email" else "")
    with pytest.raises(InvalidInput, match="1 field"):
        parse_facts({**FACTS, field: encoded})

    assert getattr(parse_facts({**FACTS, field: encoded}, is_looked_up=True), field) == encoded


def test_account_holders_address_that_no_email_can_be_written_to_is_refused_where_it_is_put() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_facts({**FACTS, "email": "a=?b@client.example"})

    assert [problem.pointer for problem in caught.value.problems] == ["/email"]
    assert parse_facts({**FACTS, "email": "a=?b@client.example"}, is_looked_up=True).email == "a=?b@client.example"


def test_account_is_the_same_after_storing_and_loading() -> None:
    assert Account.model_validate_json(account().model_dump_json()) == account()


def test_documented_example_is_accepted_and_meets_the_schema() -> None:
    example = json.loads((ROOT / "docs/examples/account.json").read_text("utf-8"))
    schema = json.loads((ROOT / "docs/schemas/account.schema.json").read_text("utf-8"))

    jsonschema.validate(example, schema)
    assert set(example) == set(schema["properties"]), "the example shows every fact"
    assert parse_facts(example).members
    assert schema == policy_pages.schema("account"), "make policy writes it"
