"""The application form: the flat fields of the page, the request that they make, and the page's values."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.applications.field_hints import (
    account_demands,
    field_of,
    hints_of_findings,
    unaffected_findings,
)
from domain.cases.case import WEEKS_TO_ANSWER
from domain.model.account import Account, MemberRole
from domain.model.application import ApplicantRole, ApplicationRequest
from domain.model.errors import FieldProblem
from domain.model.field_types import ACCOUNT_ID, FILL_IN
from domain.policy import Finding, Result, RuleId, account_findings, load_policy
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

_MISSING = {
    "account_id": "Enter the account ID",
    "applicant_name": "Enter your name",
    "applicant_email": "Enter your email address",
    "applicant_role": "Select your role",
    "owner_name": "Enter the key owner's name",
    "owner_email": "Enter the key owner's email address",
    "project_name": "Enter a name for the project",
    "exposure": "Select who will see the data",
    "commercial": "Select whether the project is commercial",
    "requests_per_hour": "Enter the number of requests per hour",
    "hours_per_day": "Enter the number of hours per day",
}
_WRONG = {
    **{name: _MISSING[name] for name in ("applicant_role", "exposure", "commercial")},
    "account_id": "Enter an account ID: letters, digits, - and _, at most 64 characters",
    "theme_colours": "Enter up to 10 colours like #1a2b3c, separated by commas",
    "requests_per_hour": "Enter requests per hour as a whole number from 1 to 1,000,000",
    "hours_per_day": "Enter hours per day as a whole number from 1 to 24",
}
"""Messages that say what to enter, where the model's own say only what is wrong with a value."""

_THOUSANDS = re.compile(r"(?<=\d)[,.'\u2019\s](?=\d{3}(?!\d))")

_ROLES = {
    MemberRole.OWNER: ApplicantRole.ADMIN,
    MemberRole.ADMIN: ApplicantRole.ADMIN,
    MemberRole.TEAM_MEMBER: ApplicantRole.TEAM_MEMBER,
    MemberRole.FREELANCER: ApplicantRole.FREELANCER,
}


class LinkState(StrEnum):
    """Whether a form came by an apply link, and whether that still works."""

    NONE = "none"
    WORKS = "works"
    LOST = "lost"


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
    for name in ("requests_per_hour", "hours_per_day"):
        if name in given:
            given[name] = _digits(given[name])
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
    """The page as it is first opened, with an idempotency key.

    With the ``account`` of an apply link: what its record says of the account holder, and what the policy says of it.
    """
    known = _known_of_holder(account) if account else {}
    return {**form_values({"form": form, **known}, [], account=account), "is_fresh": True, "is_filled_in": bool(known)}


def _known_of_holder(account: Account) -> dict[str, str]:
    """What the account's record says of the person at its registered email address."""
    known = {"applicant_email": account.email}
    if member := account.member(account.email):
        return {**known, "applicant_name": member.name, "applicant_role": str(_ROLES[member.role])}
    named = {finding.result for finding in account_findings(account) if finding.rule is RuleId.PERSONAL_NAME}
    return {**known, "applicant_name": account.name} if named == {Result.PASS} else known


def interrupted_form(fields: dict[str, str], title: str, detail: str, link: LinkState) -> dict[str, Any]:
    """The page after something other than its fields went wrong: says what happened, and keeps what was typed.

    Without its apply link, the form becomes the one that anybody can send.
    """
    typed = fields.get("account_id", "")
    account_id = typed if link is LinkState.WORKS and re.fullmatch(ACCOUNT_ID, typed) else ""
    return {
        **form_values(fields, []),
        "account_id": account_id,
        "interruption": {"title": title, "detail": detail, "is_link_lost": link is LinkState.LOST},
        "draft": f"apply {account_id}".strip(),
    }


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
    messages, notes = messages_of(problems), hints_of_findings(findings)
    return {
        "fields": typed,
        "messages": messages,
        "errors": errors_in_order(messages, notes),
        "notes": notes,
        "demands": account_demands(),
        "daily_limit": load_policy().daily_limit,
        "daily_total": _daily_total(typed),
        "findings": shown if not found or found.is_whole else [],
        "is_fresh": False,
        "is_filled_in": False,
        "is_refused": False,
        "is_revision": False,
        "account_name": account.name if account else "",
        "account_id": account.account_id if account else "",
        "fixed": ["account_id"] if account else [],
        "focus": "",
        "interruption": None,
        "weeks_to_answer": WEEKS_TO_ANSWER,
        "draft": f"apply {account.account_id}" if account else "apply",
    }


def errors_in_order(messages: dict[str, str], notes: dict[str, list[dict[str, Any]]]) -> list[dict[str, str]]:
    """What the summary above a form with invalid fields lists: those fields, and those by which a rule rejects it.

    ``label`` is the field whose label goes before the message, if the message doesn't name its field.
    """
    if not any(messages.values()):
        return []
    errors = []
    for name, message in messages.items():
        rejected = [note["message"] for note in notes.get(name, []) if note["result"] == Result.REJECT]
        if message or rejected:
            says_field = message in (_MISSING.get(name), _WRONG.get(name)) or not message
            errors.append({"field": name, "message": message or rejected[0], "label": "" if says_field else name})
    return errors


def _digits(typed: str) -> str:
    """A number without what separates its thousands: ``9,000``, ``9 000`` and ``9.000`` are 9000."""
    return _THOUSANDS.sub("", typed.strip())


def _daily_total(fields: dict[str, str]) -> int | None:
    typed = [_digits(fields["requests_per_hour"]), _digits(fields["hours_per_day"])]
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
        messages[name] = _message(name, found[0]) if found else ""
    if not any(messages.values()) and problems:
        messages["account_id"] = problems[0].message  # in no field of the page: shown at its top
    return messages


def _message(name: str, message: str) -> str:
    return _MISSING.get(name, message) if message == FILL_IN else _WRONG.get(name, message)
