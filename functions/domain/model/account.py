"""The account: what the marketplace knows of a client, and what the desk itself adds."""

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
    """A physical address as far as it is on record; ``unit`` is the suite or apartment.

    Whether it is complete is for the policy to say: what an address needs differs from country to country.
    ``country`` is its ISO 3166-1 code of two letters.
    """

    street: ShortText | None = None
    unit: ShortText | None = None
    city: ShortText | None = None
    region: ShortText | None = None
    postal_code: ShortText | None = None
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]

    @property
    def one_line(self) -> str:
        """The whole address in one line."""
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
    """Refuse the numbers that pydantic would take for a date: a 0 is no verified identity."""
    is_other_text = isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)
    if is_other_text or isinstance(value, int | float):
        raise ValueError("must be a date like 2026-01-15")
    return value


Day = Annotated[date, BeforeValidator(_iso_date)]
Amount = Annotated[int, Field(ge=0, le=10**15), NO_BOOLEAN]
Rating = Annotated[float, Field(ge=0, le=5), NO_BOOLEAN]


class AccountFacts(Record):
    """The facts about one account, as the account lookup answers them (JSON, dates as ISO 8601).

    ``spend_usd`` is what the client has spent in all, in whole US dollars; ``reputation`` is the client's average
    rating from 0 to 5.
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
        """The member with this address."""
        return next((one for one in self.members if one.email.casefold() == email.casefold()), None)


class Grant(Record):
    """An exception that was granted: the client may apply without the Enterprise plan, up to and with ``ends_on``."""

    exception_id: str
    granted_by: str
    granted_at: AwareDatetime
    ends_on: date


class AccountStatus(Record):
    """What the desk itself knows of an account: its open application, and the exception that it was granted."""

    open_application: str | None = None
    exception: Grant | None = None


class Account(AccountFacts):
    """An account as the policy sees it: the facts as looked up on a day, and its standing at the desk."""

    as_of: date
    standing: AccountStatus = AccountStatus()


def parse_facts(data: Any) -> AccountFacts:
    """Check account facts of unknown shape.

    Raises:
        InvalidInput: naming every field that is wrong.
    """
    return parse(AccountFacts, data)


def account_of(facts: AccountFacts, standing: AccountStatus, as_of: date) -> Account:
    """The facts and the standing together."""
    return Account.model_validate({**dict(facts), "standing": standing, "as_of": as_of})
