"""The application form: flat fields on the page, the same request underneath."""

from dataclasses import dataclass
from typing import Any

from domain.applications.field_hints import account_demands, field_of, hints_for_form, hints_of_findings, of_good_fields
from domain.model.account import Account
from domain.model.application import ApplicationRequest
from domain.model.errors import FieldProblem
from domain.policy import Finding, Verdict, account_findings, load_policy
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
"""Every field, in the order of the page."""

_STAND_INS = {
    **dict.fromkeys(("account_id", "applicant_name", "owner_name", "project_name"), "x"),
    **dict.fromkeys(("applicant_email", "owner_email"), "nobody@client.example"),
    **dict.fromkeys(("requests_per_hour", "hours_per_day"), "1"),
    **{"applicant_role": "admin", "exposure": "private", "commercial": "no"},
}
SEND, SEND_ANYWAY = "send", "send_anyway"  # the buttons; any other checks only


@dataclass(frozen=True)
class Checked:
    """What the policy says of a form; of one with wrong fields (not ``is_whole``) what it says of the others."""

    findings: tuple[Finding, ...]
    is_whole: bool = True


def request_of(fields: dict[str, str], files: dict[str, bytes]) -> dict[str, Any]:
    """The request that the form's fields make; a field left blank counts as not given.

    An icon that was checked before comes back as its thumbnail (``icon_kept``): browsers keep no chosen file.
    """
    given: dict[str, Any] = {name: value for name, value in fields.items() if value.strip()}
    given["project_use"] = fields.get("project_use", "")  # a blank use is given: what it lacks is for the policy to say
    given["icon"] = files.get("icon") or (None if fields.get("no_icon") else fields.get("icon_kept")) or None
    given["theme_colours"] = fields.get("theme_colours", "").replace(",", " ").split()
    if "owner_name" not in given and "owner_email" not in given:
        given.pop("owner_agreed", None)  # of nobody
    request: dict[str, Any] = {}
    for name, pointer in FIELDS.items():
        if name not in given:
            continue
        *parents, last = pointer.strip("/").split("/")
        place = request
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = given[name]
    return request


def fields_of(request: ApplicationRequest) -> dict[str, str]:
    """The form's fields as this request fills them in."""
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


def with_placeholder_values(
    fields: dict[str, str], files: dict[str, bytes], problems: list[FieldProblem]
) -> tuple[dict[str, str], dict[str, bytes]]:
    """The same form with something harmless in each wrong field, so that the policy can speak of the others."""
    wrong = wrong_fields(problems)
    if "icon" not in wrong:
        return {**fields, **{name: _STAND_INS.get(name, "") for name in wrong}}, files
    kept = fields.get("icon_kept", "") if files else ""  # without a file, it is the kept one that is wrong
    return {**fields, **{name: _STAND_INS.get(name, "") for name in wrong}, "icon_kept": kept}, {}


def checked_in_part(findings: tuple[Finding, ...], problems: list[FieldProblem]) -> Checked:
    """What a check with stand-ins found that has nothing to do with them."""
    return Checked(tuple(of_good_fields(findings, wrong_fields(problems))), is_whole=False)


def with_icon_kept(fields: dict[str, str], files: dict[str, bytes], request: ApplicationRequest) -> dict[str, str]:
    """The fields as the page gives them back: with the thumbnail of an icon that came as a file, or was left out."""
    if files.get("icon") and request.project.icon:
        return {**fields, "icon_kept": request.project.icon.thumbnail}
    return {**fields, "icon_kept": ""} if fields.get("no_icon") else fields


def wrong_fields(problems: list[FieldProblem]) -> list[str]:
    """The names of the fields that problems speak of."""
    return [name for name, message in _messages(problems).items() if message]


def blank_form(form: str, account: Account | None = None) -> dict[str, Any]:
    """The page before anything is typed; ``form`` names this hand-in. A holder sees what the account lacks at once."""
    return {**form_values({"form": form}, [], account=account), "is_fresh": True}


def form_values(
    fields: dict[str, str],
    problems: list[FieldProblem],
    *,
    account: Account | None = None,
    checked: Checked | None = None,
) -> dict[str, Any]:
    """What the page needs: every field's value as typed, the message of each wrong one, what the policy says."""
    typed = {name: fields.get(name, "") for name in (*FIELDS, "form", "icon_kept")}
    findings = list(checked.findings) if checked else account_findings(account) if account else []
    beside = {str(one.rule): field_of(one) for one in findings}
    shown = [{**one, "field": beside[one["rule"]]} for one in finding_values(findings)]
    return {
        "fields": typed,
        "messages": _messages(problems),
        "hints": hints_for_form(),
        "notes": hints_of_findings(findings),
        "demands": account_demands(),
        "daily_limit": load_policy().daily_limit,
        "daily_total": _daily_total(typed),
        "findings": shown if not checked or checked.is_whole else [],
        "is_checked": checked is not None and checked.is_whole,
        "is_fresh": False,
        "is_revision": False,
        "worst": shown[0]["result"] if shown else "",
        "account_name": account.name if account else "",
        "account_id": account.account_id if account else "",
        "fixed": ["account_id"] if account else [],
        "draft": f"apply {account.account_id}" if account else "apply",
    }


def submits(button: str, verdict: Verdict) -> bool:
    """Whether the pressed button hands in: not what would be rejected at once, unless who saw why insists."""
    return button == SEND_ANYWAY or (button == SEND and not verdict.rejected)


def _daily_total(fields: dict[str, str]) -> int | None:
    typed = [fields["requests_per_hour"].strip(), fields["hours_per_day"].strip()]
    if not all(text.isascii() and text.isdigit() and len(text) <= 7 for text in typed):
        return None
    return int(typed[0]) * int(typed[1])


def _messages(problems: list[FieldProblem]) -> dict[str, str]:
    messages: dict[str, str] = {}
    for name, pointer in FIELDS.items():
        # A missing parent (no applicant at all) is wrong in each of its fields; a wrong item in its list.
        wrong = [one.message for one in problems if f"{pointer}/".startswith(f"{one.pointer}/")]
        wrong += [one.message for one in problems if one.pointer.startswith(f"{pointer}/")]
        messages[name] = wrong[0] if wrong else ""
    if not any(messages.values()) and problems:
        messages["account_id"] = problems[0].message  # wrong in no field of the page: said at its top
    return messages
