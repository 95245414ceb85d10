"""Values that the tests share. The people are plainly examples."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from domain.cases.case import Round
from domain.cases.exception import ExceptionCase, file_exception, parse_exception
from domain.cases.ports import Cases
from domain.cases.summary import summarize_application
from domain.model.account import Account, AccountFacts, Address, Grant, Plan
from domain.model.application import Application, Proof, parse_request
from domain.model.icon import Icon
from tests.fakes import NOON, no_image

ROOT = Path(__file__).parents[1]


def request_data(**changes: Any) -> dict[str, Any]:
    """The documented example application, with top-level changes."""
    data: dict[str, Any] = json.loads((ROOT / "docs/examples/application.json").read_text("utf-8"))
    return {**data, **changes}


def application(data: dict[str, Any] | None = None, **project: Any) -> Application:
    """An application as stored, with changes to its project."""
    data = data or request_data()
    data["project"].update(project)
    return Application(
        proof=Proof.SIGNED_CALL,
        id="kabcdefghij234567",
        submitted_at=NOON,
        request=parse_request(data, read_icon=no_image),
    )


def with_icon(handed_in: Application, icon: Icon | None) -> Application:
    """The same application with this icon, or without one."""
    project = handed_in.request.project.model_copy(update={"icon": icon})
    return handed_in.model_copy(update={"request": handed_in.request.model_copy(update={"project": project})})


BRIEF = summarize_application(application())


def exception_data(**changes: Any) -> dict[str, Any]:
    """The documented example of an exception, with top-level changes."""
    data: dict[str, Any] = json.loads((ROOT / "docs/examples/exception.json").read_text("utf-8"))
    return {**data, **changes}


def facts(**changes: Any) -> AccountFacts:
    """What the lookup answers of an account in order, with changes."""
    known = account(**changes).model_dump(exclude={"as_of", "standing"})
    return AccountFacts.model_validate(known)


def account(**changes: Any) -> Account:
    """An account in order, with changes."""
    facts: dict[str, Any] = {
        "account_id": "acct-in-order",
        "name": "Avery Example",
        "plan": Plan.ENTERPRISE,
        "email": "avery@client.example",
        "company_address": Address(
            street="500 Example Street",
            unit="Suite 12",
            city="Springfield",
            region="IL",
            postal_code="62701",
            country="US",
        ),
        "has_photo": True,
        "identity_verified_on": date(2026, 1, 15),
        "as_of": NOON.date(),
    }
    return Account(**{**facts, **changes})


def filed_exception(key: str = "key", at: datetime = NOON, **changes: Any) -> ExceptionCase:
    """The documented example of an exception as filed for the account in order, with top-level changes."""
    request = parse_exception(exception_data(**{"account_id": "acct-in-order", **changes}))
    known = facts(account_id=request.account_id, plan=Plan.BUSINESS)
    return file_exception(request, known, at, "thread-x@desk.example", key)


def grant(case: ExceptionCase) -> Grant:
    """What its approver grants."""
    return Grant(exception_id=case.id, granted_by="approver@staff.example", granted_at=NOON, ends_on=NOON.date())


FORM_FIELDS = {
    "applicant_name": "Avery Example",
    "applicant_email": "form@client.example",
    "applicant_role": "admin",
    "project_name": "Weekly hours report",
    "project_use": request_data()["project"]["use"],
    "exposure": "private",
    "commercial": "no",
    "requests_per_hour": "200",
    "hours_per_day": "8",
}
"""The application form as a person fills it in, without the account."""


def reopen(cases: Cases, application_id: str, words: str, receipt: str, at: datetime) -> bool:
    """Start round 2 of a rejected application, not judged yet. Whether this receipt started it, now or before."""
    second = Round(application_id=application_id, number=2, started_at=at, reply=words, receipt=receipt)
    cases.reopen(cases.get_case(application_id), second)
    rounds = cases.get_case(application_id).rounds
    return len(rounds) == 2 and rounds[1].receipt == receipt
