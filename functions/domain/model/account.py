"""Accounts: the facts from the account lookup, and what Keydesk records itself."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field, StrictBool, StringConstraints

from domain.model.field_types import NO_BOOLEAN, AccountId, EmailAddress, Record, ShortText, parse


class Plan(StrEnum):
    """The plan a client is on. Only Enterprise clients may ask for an API key, or those with an exception."""

    BASIC = "basic"
    PLUS = "plus"
    BUSINESS = "business"
    ENTERPRISE = "enterprise"


class Address(Record):
    """A physical address, possibly incomplete: the policy decides what each country's addresses need.

    ``unit`` is the suite or apartment, ``country`` an ISO 3166-1 code of two letters.
    """

    street: ShortText | None = None
    unit: ShortText | None = None
    city: ShortText | None = None
    region: ShortText | None = None
    postal_code: ShortText | None = None
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]

    @property
    def one_line(self) -> str:
        parts = (self.street, self.unit, self.city, self.region, self.postal_code, self.country)
        return ", ".join(part for part in parts if part)


class MemberRole(StrEnum):
    """What a member is to the account."""

    OWNER = "owner"
    ADMIN = "admin"
    TEAM_MEMBER = "team_member"
    FREELANCER = "freelancer"


class AccountMember(Record):
    """A person who works with the account."""

    name: ShortText
    email: EmailAddress
    role: MemberRole


def _iso_date(value: Any) -> Any:
    """Rejects numbers, which pydantic would read as a timestamp: 0 must not count as a verified identity."""
    is_other_text = isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)
    if is_other_text or isinstance(value, int | float):
        raise ValueError("must be a date like 2026-01-15")
    return value


Day = Annotated[date, BeforeValidator(_iso_date)]
Amount = Annotated[int, Field(ge=0, le=10**15), NO_BOOLEAN]
Rating = Annotated[float, Field(ge=0, le=5), NO_BOOLEAN]


class AccountFacts(Record):
    """What the account lookup returns (JSON, dates as ISO 8601).

    ``spend_usd`` is the client's total spend in whole US dollars, ``reputation`` the average rating from 0 to 5.
    """

    account_id: AccountId
    name: ShortText
    legal_name: ShortText | None = None
    business_name: ShortText | None = None
    plan: Plan
    email: EmailAddress
    company_address: Address | None = None
    billing_address: Address | None = None
    has_photo: StrictBool
    identity_verified_on: Day | None = None
    members: tuple[AccountMember, ...] = Field(default=(), max_length=200)
    spend_usd: Amount | None = None
    customer_since: Day | None = None
    reputation: Rating | None = None
    employees: Amount | None = None
    is_high_value: StrictBool = False

    def member(self, email: str) -> AccountMember | None:
        return next((member for member in self.members if member.email.casefold() == email.casefold()), None)


class Grant(Record):
    """A granted exception: the client may apply without the Enterprise plan through ``ends_on``."""

    exception_id: str
    granted_by: str
    granted_at: AwareDatetime
    ends_on: date


class AccountStatus(Record):
    """Keydesk's own record of an account; ``open_application`` is an application id."""

    open_application: str | None = None
    exception: Grant | None = None


class Account(AccountFacts):
    """An account as the policy sees it: the facts as looked up on the day ``as_of``, and our own record of it."""

    as_of: date
    standing: AccountStatus = AccountStatus()


def parse_facts(data: Any) -> AccountFacts:
    """Raises ``InvalidInput``, which names every wrong field."""
    return parse(AccountFacts, data)


def account_of(facts: AccountFacts, status: AccountStatus, as_of: date) -> Account:
    return Account.model_validate({**dict(facts), "standing": status, "as_of": as_of})
