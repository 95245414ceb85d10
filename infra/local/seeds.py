"""The demo accounts, handed to the desk as the marketplace would: signed ``PUT /accounts/{account_id}``."""

import json
from typing import Any

import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from infra.local.places import REGION, CannotRun

_ADDRESS = {
    "street": "500 Example Street",
    "unit": "Suite 12",
    "city": "Springfield",
    "region": "IL",
    "postal_code": "62701",
    "country": "United States",
}
_IN_ORDER: dict[str, Any] = {
    "legal_name": None,
    "business_name": None,
    "plan": "enterprise",
    "company_address": _ADDRESS,
    "has_photo": True,
    "identity_verified_on": "2026-01-15",
}


def _account(account_id: str, name: str, **differences: Any) -> dict[str, Any]:
    email = f"{name.split()[0].lower()}@client.example"
    return {**_IN_ORDER, "account_id": account_id, "name": name, "email": email, **differences}


DEMO_ACCOUNTS: list[tuple[dict[str, Any], str]] = [
    (_account("acct-in-order", "Avery Example", business_name="Example Analytics LLC"), "nothing"),
    (_account("acct-not-verified", "Blake Example", identity_verified_on=None), "identity not verified"),
    (_account("acct-company-name", "Example Analytics LLC"), "company name as account name"),
    (_account("acct-no-photo", "Casey Example", has_photo=False), "no profile photo"),
    (_account("acct-no-address", "Devon Example", company_address=None), "no company address"),
    (_account("acct-not-enterprise", "Emery Example", plan="plus"), "not on the Enterprise plan"),
]
"""Account facts, and what is wrong with each. The names are plainly examples (RFC 2606 domains)."""


def seed(api_url: str) -> None:
    """Put every demo account."""
    for account, _ in DEMO_ACCOUNTS:
        put_account(api_url, account)


def put_account(api_url: str, account: dict[str, Any]) -> None:
    """Put one account, signed as the account's owner."""
    url = f"{api_url}/accounts/{account['account_id']}"
    request = AWSRequest("PUT", url, data=json.dumps(account), headers={"Content-Type": "application/json"})
    SigV4Auth(Credentials("test", "test"), "execute-api", REGION).add_auth(request)
    answer = httpx.put(url, content=request.data, headers=dict(request.headers.items()), timeout=60)
    if not answer.is_success:
        raise CannotRun(f"Account {account['account_id']} could not be stored: {answer.status_code} {answer.text}")
