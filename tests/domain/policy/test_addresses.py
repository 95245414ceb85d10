# ruff: noqa: RUF001
from typing import Any

import pytest

from domain.model.account import Address
from domain.policy import load_policy
from domain.policy.addresses import judge_address
from tests.examples import facts

US: dict[str, Any] = facts().model_dump()["company_address"]


def judge(billing: dict[str, Any] | None = None, **changes: Any) -> str | None:
    case, detail = judge_address(Address(**{**US, **changes}), Address(**billing) if billing else None, load_policy())
    assert detail
    return case


@pytest.mark.parametrize(
    "address",
    [
        {},
        {"unit": None},  # a house of its own
        {"street": "12 Tower Hill Road", "unit": None},  # named for a tower
        {"street": "Example Street 5", "city": "Berlin", "region": None, "postal_code": "10115", "country": "DE"},
        {"street": "1 Example Road", "city": "Dublin", "region": None, "postal_code": None, "country": "IE"},
        {"street": "1 Example Road", "city": None, "region": "Kowloon", "postal_code": None, "country": "HK"},
        {"street": "Example Street 1", "city": "Dubai", "region": "Dubai", "postal_code": None, "country": "AE"},
        {"street": "1-2-3 見本", "city": "千代田区", "region": "東京都", "postal_code": "100-0001", "country": "JP"},
    ],
)
def test_address_with_all_that_its_country_needs_is_complete(address: dict[str, Any]) -> None:
    assert judge(**address) is None


@pytest.mark.parametrize("part", ["street", "city", "postal_code"])
def test_missing_part_is_incomplete_and_named(part: str) -> None:
    case, detail = judge_address(Address(**{**US, part: None}), None, load_policy())

    assert case == "incomplete" and part.replace("_", " ") in detail


def test_street_is_required_in_an_unknown_country() -> None:
    assert judge_address(Address(country="XX"), None, load_policy())[0] == "incomplete"


def test_billing_address_can_complete_the_company_address() -> None:
    assert judge(billing=US, city=None) == "incomplete_but_billing"
    assert judge(billing={**US, "city": None}, city=None) == "incomplete"
    assert judge_address(None, Address(**US), load_policy())[0] == "billing_only"
    assert judge_address(None, None, load_policy())[0] == "missing"


@pytest.mark.parametrize("street", ["1 Example Tower", "Example Plaza 5", "Edificio Ejemplo, Calle 1", "示例大厦 1号"])
def test_shared_building_needs_a_unit(street: str) -> None:
    assert judge(street=street, unit=None) == "no_unit"
    assert judge(street=street) is None


@pytest.mark.parametrize(
    ("street", "case"),
    [
        *((f"1 Example Tower{unit}", None) for unit in (", Apt 5", " #5", ", étage 3")),
        ("示例大厦 3楼 5室", None),
        ("350 Bus Plaza", "no_unit"),
        ("7 Office Tower", "no_unit"),
        ("350 Floor Tower", "no_unit"),  # the number is the house's
    ],
)
def test_unit_in_the_street_line_has_a_number_of_its_own(street: str, case: str | None) -> None:
    assert judge(street=street, unit=None) == case


def test_unit_on_the_billing_record_counts_for_the_same_street() -> None:
    assert judge(billing=US, unit=None) == "no_unit"
    assert judge(billing={**US, "street": "7 Other Street"}, unit=None) is None


@pytest.mark.parametrize("street", ["PO Box 12", "P.O. Box 12", "Postfach 100", "Apartado Postal 7", "а/я 5"])
def test_post_box_is_a_case_of_its_own(street: str) -> None:
    assert judge(street=street) == "post_box"


@pytest.mark.parametrize(
    ("changes", "part"),
    [({"postal_code": "ABC"}, "postal code"), ({"region": None}, "region"), ({"region": "Nowhere"}, "region")],
)
def test_wrong_part_is_odd_and_named(changes: dict[str, Any], part: str) -> None:
    address = Address(**{**US, **changes})

    assert judge_address(address, None, load_policy()) == ("odd", f"{address.one_line}: {part}")


def test_unknown_country_is_odd() -> None:
    assert judge(country="XX") == "odd"
