"""The form by which an account manager files an exception, and the list of those filed before."""

from collections.abc import Mapping
from typing import Any

from domain.cases.staff import Permission, StaffMember
from domain.model.errors import FieldProblem
from domain.model.field_types import FILL_IN
from domain.policy import load_policy
from domain.presentation.case_rows import CaseRow, case_row_values

FIELDS = {
    "account_id": "/account_id",
    "manager_name": "/account_manager/name",
    "spend_usd": "/spend_usd",
    "customer_since": "/customer_since",
    "reputation": "/reputation",
    "employees": "/employees",
    "api_use": "/api_use",
    "company_does": "/company_does",
    "safety_check": "/safety_check",
}
"""Every field, in the order of the page."""

_NUMBERS = {
    "spend_usd": "Enter a whole number of US dollars, like 320000",
    "reputation": "Enter a number from 0 to 5, like 4.9",
    "employees": "Enter a whole number, like 120",
}
_MISSING = _NUMBERS | {
    "account_id": "Enter the account ID",
    "manager_name": "Enter your name",
    "customer_since": "Enter a date, like 2021-05-01",
    "api_use": "Enter how they will use the API",
    "company_does": "Enter what the company does",
    "safety_check": "Enter what Trust & Safety should know, or that there is nothing",
}


def read_exception_form(fields: Mapping[str, str], member: StaffMember) -> dict[str, Any]:
    """The data of an exception that the signed-in member files; blank fields are left out."""
    given = {name: fields[name].strip() for name in FIELDS if fields.get(name, "").strip()}
    numbers = {name: given[name].replace(",", "").replace(" ", "") for name in _NUMBERS if name in given}
    manager = {"email": member.address, **({"name": given.pop("manager_name")} if "manager_name" in given else {})}
    return {**given, **numbers, "account_manager": manager}


def exception_form_values(
    filed: tuple[CaseRow, ...],
    member: StaffMember,
    key: str,
    typed: Mapping[str, str],
    problems: list[FieldProblem] | None = None,
    is_filed: bool = False,
) -> dict[str, Any]:
    """Plain values for ``templates/pages/console/exceptions.html``.

    ``key`` is the idempotency key of this submission; ``typed`` is what the fields contain.
    """
    terms, messages = load_policy().exceptions, _messages(problems or [])
    known = {"manager_name": filed[0].summary.people[0]} if filed else {}
    return {
        "fields": {name: typed.get(name, known.get(name, "")) for name in FIELDS},
        "messages": messages,
        "top": problems[0].message if problems and not any(messages.values()) else "",
        "key": key,
        "is_filed": is_filed,
        "thresholds": terms.thresholds.model_dump(),
        "lasts_days": terms.lasts_days,
        "lines": [{**case_row_values(row, True), "is_linked": member.may(Permission.SEE_CASES)} for row in filed],
    }


def _messages(problems: list[FieldProblem]) -> dict[str, str]:
    return {
        name: next((_words(name, problem) for problem in problems if problem.pointer == FIELDS[name]), "")
        for name in FIELDS
    }


def _words(name: str, problem: FieldProblem) -> str:
    return _MISSING[name] if problem.message == FILL_IN else _NUMBERS.get(name, problem.message)
