"""Accounts: the facts from the account lookup, and what Keydesk records itself."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field, StrictBool, StringConstraints

from domain.model.email_message import MailableAddress
from domain.model.field_types import NO_BOOLEAN, AccountId, EmailAddress, Record, ShortText, parse


class Plan(StrEnum):
    """The plan a client is on. Only clients with the Enterprise plan or an exception can apply for an API key."""

    BASIC = "basic"
    PLUS = "plus"
    BUSINESS = "business"
    ENTERPRISE = "enterprise"


class Address(Record):
    """A physical address, as far as it is on record. The policy says which parts are required."""

    street: ShortText | None = Field(None, description="Street and number.")
    unit: ShortText | None = Field(None, description="Suite or apartment.")
    city: ShortText | None = Field(None, description="City or town.")
    region: ShortText | None = Field(None, description="State, province or region.")
    postal_code: ShortText | None = Field(None, description="Postal code.")
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = Field(
        description="Two-letter country code (ISO 3166-1)."
    )

    @property
    def one_line(self) -> str:
        parts = (self.street, self.unit, self.city, self.region, self.postal_code, self.country)
        return ", ".join(part for part in parts if part)


class MemberRole(StrEnum):
    """A member's role in the account."""

    OWNER = "owner"
    ADMIN = "admin"
    TEAM_MEMBER = "team_member"
    FREELANCER = "freelancer"


class AccountMember(Record):
    """A person who works with the account."""

    name: ShortText = Field(description="The person's name.")
    email: EmailAddress = Field(description="The email address that the account has for this person.")
    role: MemberRole = Field(description="The person's role in the account.")


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
    """What the marketplace knows about an account. Optional fields that are left out count as unknown."""

    account_id: AccountId = Field(description="The account ID. Must be the same as in the path.")
    name: ShortText = Field(description="The registered name of the account.")
    legal_name: ShortText | None = Field(
        None, description="The account owner's legal name, as on the identity document."
    )
    business_name: ShortText | None = Field(None, description="The company's name.")
    plan: Plan = Field(description="The client's plan.")
    email: MailableAddress = Field(
        description="The account's registered email address. The person who receives email there is the account holder."
    )
    company_address: Address | None = Field(None, description="The address of the company contact.")
    billing_address: Address | None = Field(None, description="The address on the billing record.")
    has_photo: StrictBool = Field(description="Whether the account has a profile photo.")
    identity_verified_on: Day | None = Field(None, description="The date on which the owner's identity was verified.")
    members: tuple[AccountMember, ...] = Field(
        default=(),
        max_length=200,
        description="The people who work with the account. Leave empty if you don't keep this list.",
    )
    spend_usd: Amount | None = Field(None, description="The client's total spend, in whole US dollars.")
    customer_since: Day | None = Field(None, description="The date on which the client joined.")
    reputation: Rating | None = Field(None, description="The client's average rating.")
    employees: Amount | None = Field(None, description="The number of people who work for the client.")
    is_high_value: StrictBool = Field(
        False, description="Whether this is a high-value client, which can get an exception."
    )

    def has_on_record(self, email: str) -> bool:
        """Whether an email address is the account's own, or a member's."""
        return email.casefold() == self.email.casefold() or self.member(email) is not None

    def member(self, email: str) -> AccountMember | None:
        return next((member for member in self.members if member.email.casefold() == email.casefold()), None)


class Grant(Record):
    """A granted exception: the client may apply without the Enterprise plan through ``ends_on``."""

    exception_id: str
    granted_by: str
    granted_at: AwareDatetime
    ends_on: date


class Rejection(Record):
    """The rejection after which an account may not submit another application before ``reapply_on`` (UTC).

    A rejection that is not final allows one re-review, which comes first.
    """

    application_id: str
    is_final: bool
    reapply_on: date


class AccountStatus(Record):
    """Keydesk's own record of an account; ``open_application`` is an application id."""

    open_application: str | None = None
    exception: Grant | None = None
    rejection: Rejection | None = None

    def waits_after(self, today: date) -> Rejection | None:
        """The rejection that prevents another application today, if any."""
        return self.rejection if self.rejection and today < self.rejection.reapply_on else None


class Account(AccountFacts):
    """An account as the policy sees it: the facts as looked up on the day ``as_of``, and our own record of it."""

    as_of: date
    standing: AccountStatus = AccountStatus()


def parse_facts(data: Any, is_looked_up: bool = False) -> AccountFacts:
    """Raises ``InvalidInput``, which names every wrong field. Looked-up facts may contain text that no email can."""
    return parse(AccountFacts, data, is_looked_up=is_looked_up)


def account_of(facts: AccountFacts, status: AccountStatus, as_of: date) -> Account:
    return Account.model_validate({**dict(facts), "standing": status, "as_of": as_of})
