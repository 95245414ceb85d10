"""Values that the tests share. The people are plainly examples."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from review.account import Account, Address, Plan
from review.application import Application, parse_request
from tests.fakes import NOON

ROOT = Path(__file__).parents[1]


def request_data(**changes: Any) -> dict[str, Any]:
    """The documented example application, with top-level changes."""
    data: dict[str, Any] = json.loads((ROOT / "docs/examples/application.json").read_text("utf-8"))
    return {**data, **changes}


def application(**project: Any) -> Application:
    """An application as stored, with changes to its project."""
    data = request_data()
    data["project"].update(project)
    return Application(id="kabcdefghij234567", submitted_at=NOON, request=parse_request(data))


def account(**changes: Any) -> Account:
    """An account in order, with changes."""
    facts: dict[str, Any] = {
        "account_id": "acct-in-order",
        "name": "Avery Example",
        "plan": Plan.ENTERPRISE,
        "email": "avery@client.example",
        "company_address": Address(
            street="500 Example Street", unit="Suite 12", city="Springfield", postal_code="62701", country="US"
        ),
        "has_photo": True,
        "identity_verified_on": date(2026, 1, 15),
    }
    return Account(**{**facts, **changes})
