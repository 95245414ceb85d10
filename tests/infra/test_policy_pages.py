"""What people read of the policy is what the desk applies."""

import json

import jsonschema

from domain.policy import load_policy
from infra import policy_pages
from tests.examples import ROOT, exception_data


def test_the_page_is_of_the_policy_as_it_is() -> None:
    assert policy_pages.PAGE.read_text("utf-8") == policy_pages.page(load_policy()), "make policy writes it"


def test_the_page_lists_each_rule_with_the_demand_that_it_serves() -> None:
    text = policy_pages.PAGE.read_text("utf-8")

    for rule in load_policy().rules.values():
        assert f"## {rule.title}\n" in text
        assert rule.serves in text
        assert all(case.fix in text for case in rule.cases.values())


def test_the_schema_of_an_exception_is_as_it_is_and_takes_the_documented_example() -> None:
    schema = json.loads((ROOT / "docs/schemas/exception.schema.json").read_text("utf-8"))

    assert schema == policy_pages.schema("exception"), "make policy writes it"
    jsonschema.validate(exception_data(), schema)
