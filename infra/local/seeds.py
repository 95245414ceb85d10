"""The demo accounts, stored by signed calls of ``PUT /accounts/{account_id}``, and the staff."""

from typing import Any

from botocore.credentials import Credentials

from domain.cases.staff import StaffRole
from infra.local import signed
from infra.local.local_settings import (
    ACCOUNT_MANAGERS,
    ESCALATION,
    EXCEPTION_APPROVERS,
    OPERATORS,
    REVIEWERS,
    SAFETY_TEAM,
    CannotRun,
)
from infra.staff import add, register_of

_ADDRESS = {
    **{"street": "500 Example Street", "unit": "Suite 12", "city": "Springfield"},
    **{"region": "IL", "postal_code": "62701", "country": "US"},
}
_IN_ORDER: dict[str, Any] = {
    "plan": "enterprise",
    "company_address": _ADDRESS,
    "billing_address": _ADDRESS,
    "has_photo": True,
    "identity_verified_on": "2026-01-15",
    "spend_usd": 310_000,
    "customer_since": "2021-05-01",
    "reputation": 4.9,
    "employees": 120,
}


def account(account_id: str, name: str, **differences: Any) -> dict[str, Any]:
    """The facts of an account that is in order but for these differences."""
    email = f"{name.split()[0].lower()}@client.example"
    return {**_IN_ORDER, "account_id": account_id, "name": name, "email": email, **differences}


DEMO_ACCOUNTS: list[tuple[dict[str, Any], str]] = [
    (account("acct-in-order", "Avery Example", business_name="Example Analytics LLC"), "nothing"),
    (account("acct-not-verified", "Blake Example", identity_verified_on=None), "identity not verified"),
    (account("acct-company-name", "Example Analytics LLC"), "company name as account name"),
    (account("acct-no-photo", "Casey Example", has_photo=False), "no profile photo"),
    (account("acct-no-address", "Devon Example", company_address=None), "company address on the billing record only"),
    (account("acct-not-enterprise", "Emery Example", plan="plus"), "not on the Enterprise plan"),
    (
        account("acct-high-value", "Finley Example", plan="business", is_high_value=True),
        "not on the Enterprise plan, but high-value: an exception can be filed",
    ),
]
"""Account facts, and what is wrong with each."""


STAFF = {
    StaffRole.REVIEWER: REVIEWERS,
    StaffRole.SAFETY: SAFETY_TEAM,
    StaffRole.EXCEPTION_APPROVER: EXCEPTION_APPROVERS,
    StaffRole.ACCOUNT_MANAGER: ACCOUNT_MANAGERS,
    StaffRole.OPERATOR: OPERATORS,
    StaffRole.ESCALATION: ESCALATION,
}


def seed_staff(dynamodb: Any, table: str) -> None:
    """Once: what an operator changes later stays."""
    register = register_of(dynamodb, table)
    if not register.store.list_members():
        for role, people in STAFF.items():
            add(register, list(people), frozenset({role}), "make run")


def seed(by: Credentials, api_url: str) -> None:
    for facts, _ in DEMO_ACCOUNTS:
        put_account(by, api_url, facts)


def put_account(by: Credentials, api_url: str, facts: dict[str, Any]) -> None:
    answer = signed.call(by, "PUT", f"{api_url}/accounts/{facts['account_id']}", facts)
    if not answer.is_success:
        raise CannotRun(f"Account {facts['account_id']} could not be stored: {answer.status_code} {answer.text}")
