"""The form at ``/apply``: flat fields on the page, the same request underneath."""

from typing import Any

from review.account import Account
from review.application import Application
from review.errors import FieldProblem
from review.policy import Verdict, account_findings, load_policy
from review.showing import finding_values

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
SEND, SEND_ANYWAY = "send", "send_anyway"  # the buttons; any other checks only


def request_of(fields: dict[str, str], files: dict[str, bytes]) -> dict[str, Any]:
    """The request that the form's fields make; a field left blank counts as not given.

    An icon that was checked before comes back as its thumbnail (``icon_kept``): browsers keep no chosen file.
    """
    given: dict[str, Any] = {name: value for name, value in fields.items() if value.strip()}
    given["project_use"] = fields.get("project_use", "")  # a blank use is given: what it lacks is for the policy to say
    given["icon"] = files.get("icon") or fields.get("icon_kept") or None
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


def blank_form(form: str, account: Account | None = None) -> dict[str, Any]:
    """The page before anything is typed; ``form`` names this hand-in. A holder sees what the account lacks at once."""
    return form_values({"form": form}, [], account=account)


def form_values(
    fields: dict[str, str],
    problems: list[FieldProblem],
    *,
    account: Account | None = None,
    checked: tuple[Application, Verdict] | None = None,
) -> dict[str, Any]:
    """What the page needs: every field's value as typed, the message of each wrong one, what the policy says."""
    typed = {name: fields.get(name, "") for name in (*FIELDS, "form", "icon_kept")}
    if checked and checked[0].request.project.icon:
        typed["icon_kept"] = checked[0].request.project.icon.thumbnail
    findings = list(checked[1].findings) if checked else account_findings(account) if account else []
    shown = finding_values(findings)
    return {
        "fields": typed,
        "messages": _messages(problems),
        "daily_limit": load_policy().daily_limit,
        "findings": shown,
        "is_checked": checked is not None,
        "worst": shown[0]["result"] if shown else "",
        "account_name": account.name if account else "",
        "account_id": account.account_id if account else "",
    }


def hands_in(button: str, verdict: Verdict) -> bool:
    """Whether the pressed button hands in: not what would be rejected at once, unless who saw why insists."""
    return button == SEND_ANYWAY or (button == SEND and not verdict.rejected)


def _messages(problems: list[FieldProblem]) -> dict[str, str]:
    messages: dict[str, str] = {}
    for name, pointer in FIELDS.items():
        # A missing parent (no applicant at all) is wrong in each of its fields; a wrong item in its list.
        wrong = [one.message for one in problems if f"{pointer}/".startswith(f"{one.pointer}/")]
        wrong += [one.message for one in problems if one.pointer.startswith(f"{pointer}/")]
        messages[name] = wrong[0].replace("Field required", "Please fill this in") if wrong else ""
    if not any(messages.values()) and problems:
        messages["account_id"] = problems[0].message  # wrong in no field of the page: said at its top
    return messages
