# ruff: noqa: RUF001
from typing import Any

import pytest

from domain.model.account import Address
from domain.policy import load_policy
from domain.policy.addresses import judge_address
from tests.examples import facts

US: dict[str, Any] = facts().model_dump()["company_address"]


def judge(billing: dict[str, Any] | None = None, **changes: Any) -> str | None:
    address = Address(**{**US, **changes})
    case, saw = judge_address(address, Address(**billing) if billing else None, load_policy())
    assert saw
    return case


@pytest.mark.parametrize(
    "address",
    [
        {},
        {"unit": None},  # a house of its own
        {"street": "Example Street 5", "city": "Berlin", "region": None, "postal_code": "10115", "country": "DE"},
        {"street": "1 Example Road", "city": "Dublin", "region": None, "postal_code": None, "country": "IE"},
        {"street": "1 Example Road", "city": None, "region": "Kowloon", "postal_code": None, "country": "HK"},
        {"street": "Example Street 1", "city": "Dubai", "region": "Dubai", "postal_code": None, "country": "AE"},
        {"street": "1-2-3 見本", "city": "千代田区", "region": "東京都", "postal_code": "100-0001", "country": "JP"},
    ],
)
def test_an_address_that_has_what_its_country_needs_is_complete(address: dict[str, Any]) -> None:
    assert judge(**address) is None


@pytest.mark.parametrize("part", ["street", "city", "postal_code"])
def test_a_part_that_is_missing_rejects_and_is_named(part: str) -> None:
    case, saw = judge_address(Address(**{**US, part: None}), None, load_policy())

    assert case == "incomplete"
    assert part.replace("_", " ") in saw


def test_what_the_billing_record_has_can_be_copied() -> None:
    assert judge(billing=US, city=None) == "incomplete_but_billing"
    assert judge(billing={**US, "city": None}, city=None) == "incomplete"
    assert judge_address(None, Address(**US), load_policy())[0] == "billing_only"
    assert judge_address(None, None, load_policy())[0] == "missing"


@pytest.mark.parametrize("street", ["1 Example Tower", "Example Plaza 5", "Edificio Ejemplo, Calle 1", "示例大厦 1号"])
def test_a_building_with_many_doors_needs_a_unit(street: str) -> None:
    assert judge(street=street, unit=None) == "no_unit"
    assert judge(street=street) is None


@pytest.mark.parametrize(
    "street", ["1 Example Tower, Apt 5", "1 Example Tower #5", "1 Example Tower, étage 3", "示例大厦 3楼 5室"]
)
def test_a_unit_in_the_street_line_is_a_unit(street: str) -> None:
    assert judge(street=street, unit=None) is None


@pytest.mark.parametrize("street", ["350 Bus Plaza", "7 Office Tower"])
def test_a_word_for_a_unit_without_a_number_is_none(street: str) -> None:
    assert judge(street=street, unit=None) == "no_unit"


def test_a_street_that_is_called_after_a_tower_is_no_tower() -> None:
    assert judge(street="12 Tower Hill Road", unit=None) is None


def test_the_number_of_the_house_beside_a_word_for_a_unit_is_no_unit() -> None:
    assert judge(street="350 Floor Tower", unit=None) == "no_unit"


def test_an_address_without_a_street_is_incomplete_wherever_it_is() -> None:
    assert judge_address(Address(country="XX"), None, load_policy())[0] == "incomplete"


def test_a_unit_on_the_billing_record_of_the_same_street_is_missed_in_the_company_contact() -> None:
    assert judge(billing=US, unit=None) == "no_unit"
    assert judge(billing={**US, "street": "7 Other Street"}, unit=None) is None


@pytest.mark.parametrize("street", ["PO Box 12", "P.O. Box 12", "Postfach 100", "Apartado Postal 7", "а/я 5"])
def test_a_post_box_is_looked_at(street: str) -> None:
    assert judge(street=street) == "post_box"


@pytest.mark.parametrize(
    ("changes", "part"),
    [({"postal_code": "ABC"}, "postal code"), ({"region": None}, "region"), ({"region": "Nowhere"}, "region")],
)
def test_a_part_that_looks_wrong_is_a_doubt_alone_and_is_named(changes: dict[str, Any], part: str) -> None:
    address = Address(**{**US, **changes})

    assert judge_address(address, None, load_policy()) == ("odd", f"{address.one_line}: {part}")


def test_a_country_that_nobody_knows_is_a_doubt_alone() -> None:
    assert judge(country="XX") == "odd"
