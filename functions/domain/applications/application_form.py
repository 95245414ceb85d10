"""The application form: the flat fields of the page, the request that they make, and the page's values."""

from dataclasses import dataclass
from typing import Any

from domain.applications.field_hints import (
    account_demands,
    field_of,
    hints_for_form,
    hints_of_findings,
    unaffected_findings,
)
from domain.model.account import Account
from domain.model.application import ApplicationRequest
from domain.model.errors import FieldProblem
from domain.policy import Finding, account_findings, load_policy
from domain.presentation.case_view import finding_values

FIELDS = {
    "account_id": "/account_id",
    "applicant_name": "/applicant/name",
    "applicant_email": "/applicant/email",
    "applicant_role": "/applicant/role",
    "owner_name": "/owner/name",
    "owner_email": "/owner/email",
    "owner_agreed": "/owner/agreed",
    "project_name": "/project/name",
    "project_use": "/project/use",
    "exposure": "/project/exposure",
    "commercial": "/project/commercial",
    "project_website": "/project/website",
    "theme_colours": "/project/theme_colours",
    "icon": "/project/icon",
    "requests_per_hour": "/requests_per_hour",
    "hours_per_day": "/hours_per_day",
}
"""Every field with its place in the request, in the order of the page."""


@dataclass(frozen=True)
class PolicyFindings:
    """Of a form with invalid fields (not ``is_whole``), the findings about the other fields."""

    findings: tuple[Finding, ...]
    is_whole: bool = True


def request_of(fields: dict[str, str], files: dict[str, bytes]) -> dict[str, Any]:
    """The request's JSON. A blank field counts as missing.

    An icon that was checked before comes back as its thumbnail (``icon_kept``): browsers don't keep a chosen file.
    """
    given: dict[str, Any] = {name: value for name, value in fields.items() if value.strip()}
    given["project_use"] = fields.get("project_use", "")  # never missing: the policy says what a blank use lacks
    given["icon"] = files.get("icon") or (None if fields.get("no_icon") else fields.get("icon_kept")) or None
    given["theme_colours"] = fields.get("theme_colours", "").replace(",", " ").split()
    if "owner_name" not in given and "owner_email" not in given:
        given.pop("owner_agreed", None)  # without an owner, there is nobody who agreed
    request: dict[str, Any] = {}
    for name, pointer in FIELDS.items():
        if name not in given:
            continue
        *parents, last = pointer.strip("/").split("/")
        container = request
        for parent in parents:
            container = container.setdefault(parent, {})
        container[last] = given[name]
    return request


def fields_of(request: ApplicationRequest) -> dict[str, str]:
    """The reverse of ``request_of``."""
    applicant, owner, project = request.applicant, request.owner, request.project
    return {
        "account_id": request.account_id,
        "applicant_name": applicant.name,
        "applicant_email": applicant.email,
        "applicant_role": str(applicant.role),
        "owner_name": owner.name if owner else "",
        "owner_email": owner.email if owner else "",
        "owner_agreed": "yes" if owner and owner.agreed else "",
        "project_name": project.name,
        "project_use": project.use,
        "exposure": str(project.exposure),
        "commercial": "yes" if project.commercial else "no",
        "project_website": project.website or "",
        "theme_colours": ", ".join(project.theme_colours),
        "icon_kept": project.icon.thumbnail if project.icon else "",
        "requests_per_hour": str(request.requests_per_hour),
        "hours_per_day": str(request.hours_per_day),
    }


def findings_on_valid_fields(findings: tuple[Finding, ...], problems: list[FieldProblem]) -> PolicyFindings:
    """The findings that no wrong field has a part in."""
    return PolicyFindings(tuple(unaffected_findings(findings, wrong_fields(problems))), is_whole=False)


def wrong_fields(problems: list[FieldProblem]) -> list[str]:
    return [name for name, message in messages_of(problems).items() if message]


def blank_form(form: str, account: Account | None = None) -> dict[str, Any]:
    """The page before anything is typed, with an idempotency key, and what the policy says of the account if given."""
    return {**form_values({"form": form}, [], account=account), "is_fresh": True}


def form_values(
    fields: dict[str, str],
    problems: list[FieldProblem],
    *,
    account: Account | None = None,
    found: PolicyFindings | None = None,
) -> dict[str, Any]:
    """Values for ``templates/pages/apply.html``: what was typed, the message of each wrong field, the findings."""
    typed = {name: fields.get(name, "") for name in (*FIELDS, "form", "icon_kept")}
    findings = list(found.findings) if found else account_findings(account) if account else []
    fields_by_rule = {str(finding.rule): field_of(finding) for finding in findings}
    shown = [{**values, "field": fields_by_rule[values["rule"]]} for values in finding_values(findings)]
    return {
        "fields": typed,
        "messages": messages_of(problems),
        "hints": hints_for_form(),
        "notes": hints_of_findings(findings),
        "demands": account_demands(),
        "daily_limit": load_policy().daily_limit,
        "daily_total": _daily_total(typed),
        "findings": shown if not found or found.is_whole else [],
        "is_checked": found is not None and found.is_whole,
        "is_fresh": False,
        "is_revision": False,
        "worst": shown[0]["result"] if shown else "",
        "account_name": account.name if account else "",
        "account_id": account.account_id if account else "",
        "fixed": ["account_id"] if account else [],
        "draft": f"apply {account.account_id}" if account else "apply",
    }


def _daily_total(fields: dict[str, str]) -> int | None:
    typed = [fields["requests_per_hour"].strip(), fields["hours_per_day"].strip()]
    if not all(text.isascii() and text.isdigit() and len(text) <= 7 for text in typed):
        return None
    return int(typed[0]) * int(typed[1])


def messages_of(problems: list[FieldProblem]) -> dict[str, str]:
    """The message of each field of the form, empty where nothing is wrong."""
    messages: dict[str, str] = {}
    for name, pointer in FIELDS.items():
        # A missing parent (no applicant at all) is wrong in each of its fields; a wrong item in its list.
        found = [problem.message for problem in problems if f"{pointer}/".startswith(f"{problem.pointer}/")]
        found += [problem.message for problem in problems if problem.pointer.startswith(f"{pointer}/")]
        messages[name] = found[0] if found else ""
    if not any(messages.values()) and problems:
        messages["account_id"] = problems[0].message  # in no field of the page: shown at its top
    return messages
