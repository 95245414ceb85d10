"""The form at ``/apply``: flat fields on the page, the same request underneath."""

from typing import Any

from review.errors import FieldProblem
from review.mails import DAILY_LIMIT

FIELDS = {
    "account_id": "/account_id",
    "applicant_name": "/applicant/name",
    "applicant_email": "/applicant/email",
    "applicant_role": "/applicant/role",
    "project_name": "/project/name",
    "project_use": "/project/use",
    "project_website": "/project/website",
    "exposure": "/project/exposure",
    "requests_per_hour": "/requests_per_hour",
    "hours_per_day": "/hours_per_day",
}


def request_of(fields: dict[str, str]) -> dict[str, Any]:
    """The request that the form's fields make; a field left blank counts as not given."""
    request: dict[str, Any] = {}
    for name, pointer in FIELDS.items():
        value = fields.get(name, "").strip()
        if not value and name != "project_use":
            continue  # a blank use is given: what it lacks is for the policy to say
        *parents, last = pointer.strip("/").split("/")
        place = request
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = value
    return request


def form_values(fields: dict[str, str], problems: list[FieldProblem]) -> dict[str, Any]:
    """What the page needs: every field's value as typed, and the message of each wrong one."""
    messages: dict[str, str] = {}
    for name, pointer in FIELDS.items():
        # A missing parent (no applicant at all) is wrong in each of its fields.
        wrong = [one.message for one in problems if pointer == one.pointer or pointer.startswith(one.pointer + "/")]
        messages[name] = wrong[0].replace("Field required", "Please fill this in") if wrong else ""
    if not any(messages.values()) and problems:
        messages["account_id"] = problems[0].message  # wrong in no field of the page: said at its top
    typed = {name: fields.get(name, "") for name in (*FIELDS, "form")}
    return {"fields": typed, "messages": messages, "daily_limit": DAILY_LIMIT}
