"""The account: what the marketplace knows of a client."""

from datetime import date
from enum import StrEnum
from typing import Any

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


class Account(Record):
    """The facts about one account, as the account lookup answers them (JSON, dates as ISO 8601)."""

    account_id: AccountId
    name: Line
    legal_name: Line | None = None
    business_name: Line | None = None
    plan: Plan
    email: MailAddress
    company_address: Address | None = None
    has_photo: bool
    identity_verified_on: date | None = None


def parse_account(data: Any) -> Account:
    """Check account facts of unknown shape.

    Raises:
        InvalidInput: naming every field that is wrong.
    """
    return parse(Account, data, address_at=("email",))
