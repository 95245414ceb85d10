"""The account: what the marketplace knows of a client."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, StrictBool

from review.fields import AccountId, Line, MailAddress, Record, parse


class Plan(StrEnum):
    """The plan a client is on. Only Enterprise clients may ask for an API key."""

    BASIC = "basic"
    PLUS = "plus"
    BUSINESS = "business"
    ENTERPRISE = "enterprise"


class Address(Record):
    """A physical address; ``unit`` is the suite or apartment."""

    street: Line
    unit: Line | None = None
    city: Line
    region: Line | None = None
    postal_code: Line
    country: Line


def _iso_date(value: Any) -> Any:
    """Refuse the numbers that pydantic would take for a date: a 0 is no verified identity."""
    is_other_text = isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)
    if is_other_text or isinstance(value, int | float):
        raise ValueError("must be a date like 2026-01-15")
    return value


class Account(Record):
    """The facts about one account, as the account lookup answers them (JSON, dates as ISO 8601)."""

    account_id: AccountId
    name: Line
    legal_name: Line | None = None
    business_name: Line | None = None
    plan: Plan
    email: MailAddress
    company_address: Address | None = None
    has_photo: StrictBool
    identity_verified_on: Annotated[date | None, BeforeValidator(_iso_date)] = None


def parse_account(data: Any) -> Account:
    """Check account facts of unknown shape.

    Raises:
        InvalidInput: naming every field that is wrong.
    """
    return parse(Account, data, address_at=("email",))
