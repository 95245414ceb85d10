"""Checking a posted application form: parse it, evaluate the policy, and submit it or show it again."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from domain.applications.application_form import (
    FIELDS,
    PolicyFindings,
    errors_in_order,
    findings_on_valid_fields,
    form_values,
    messages_of,
    request_of,
    wrong_fields,
)
from domain.applications.submission import read_application
from domain.model.account import Account
from domain.model.application import Application, ApplicationRequest, IconReader, Proof, parse_request
from domain.model.errors import FieldProblem, InvalidInput
from domain.model.ports import Clock
from domain.policy import Verdict, application_findings, evaluate, evaluate_for_stranger

SEND, SEND_ANYWAY = "send", "send_anyway"  # the buttons that submit
CHECK = "check"  # what the page's script asks for while somebody fills the form in: the form itself, checked
CHANGE = "change"  # the field of the buttons that lead back from the answers to the form; its value is a field's name
FORM_PAGE, ANSWERS_PAGE = "apply", "check_answers"

_PLACEHOLDERS = {
    **dict.fromkeys(("account_id", "applicant_name", "owner_name", "project_name"), "x"),
    **dict.fromkeys(("applicant_email", "owner_email"), "nobody@client.example"),
    **dict.fromkeys(("requests_per_hour", "hours_per_day"), "1"),
    **{"applicant_role": "admin", "exposure": "private", "commercial": "no"},
}


@dataclass(frozen=True)
class CheckedForm:
    """A form that was posted.

    ``values`` are for ``page``: the form again, with its problems and the policy's findings, or all answers to check.
    ``submitted`` is the application, if the form is valid and the pressed button submits it.
    """

    values: dict[str, Any]
    is_valid: bool
    submitted: Application | None = None
    page: str = FORM_PAGE

    def refused(self, problems: list[FieldProblem]) -> "CheckedForm":
        """The form again, with what is wrong beside its fields."""
        messages = messages_of(problems)
        errors = errors_in_order(messages, self.values["notes"])
        values = {**self.values, "messages": messages, "errors": errors}
        return replace(self, values=values, is_valid=False, page=FORM_PAGE)


def check(
    fields: dict[str, str], files: dict[str, bytes], read_icon: IconReader, clock: Clock, account: Account | None = None
) -> CheckedForm:
    """Parse a form and evaluate the policy.

    With the ``account`` of an apply link, the application is for it. Without, nothing about the account is evaluated.
    """
    proof = Proof.APPLY_LINK if account else None
    fields = {**fields, "account_id": account.account_id} if account else fields
    return check_with(
        lambda: read_application(request_of(fields, files), fields.get("form", ""), read_icon, clock, proof),
        lambda application: (
            evaluate(application, account, is_submitted=False) if account else evaluate_for_stranger(application)
        ),
        fields,
        files,
        read_icon,
        account,
    )


def check_with(
    read: Callable[[], Application],
    verdict_of: Callable[[Application], Verdict],
    fields: dict[str, str],
    files: dict[str, bytes],
    read_icon: IconReader,
    account: Account | None,
) -> CheckedForm:
    """``check`` for any way to ``read`` the application (raises ``InvalidInput``) and to find its ``verdict_of``."""
    try:
        application = read()
    except InvalidInput as error:
        request = parse_request(request_of(*with_placeholder_values(fields, files, error.problems)), read_icon)
        found = findings_on_valid_fields(tuple(application_findings(request, account)), error.problems)
        shown = with_icon_kept(fields, files, request)
        return CheckedForm(form_values(shown, error.problems, account=account, found=found), is_valid=False)
    verdict = verdict_of(application)
    shown = with_icon_kept(fields, files, application.request)
    values = form_values(shown, [], account=account, found=PolicyFindings(verdict.findings))
    button, changed = fields.get("do", ""), fields.get(CHANGE)
    values |= {"is_refused": button == SEND, "focus": changed if changed in (*FIELDS, "words") else ""}
    return CheckedForm(
        values,
        is_valid=True,
        submitted=application if submits(button, verdict) else None,
        page=FORM_PAGE if button == CHECK or changed is not None else ANSWERS_PAGE,
    )


def with_placeholder_values(
    fields: dict[str, str], files: dict[str, bytes], problems: list[FieldProblem]
) -> tuple[dict[str, str], dict[str, bytes]]:
    """The same form with a valid value in each wrong field, so that the policy can be evaluated on the others."""
    wrong = wrong_fields(problems)
    if "icon" not in wrong:
        return {**fields, **{name: _PLACEHOLDERS.get(name, "") for name in wrong}}, files
    kept = fields.get("icon_kept", "") if files else ""  # without a file, the kept icon is the wrong one
    return {**fields, **{name: _PLACEHOLDERS.get(name, "") for name in wrong}, "icon_kept": kept}, {}


def with_icon_kept(fields: dict[str, str], files: dict[str, bytes], request: ApplicationRequest) -> dict[str, str]:
    """The fields as the page shows them again: with the thumbnail of an icon that came as a file, or was removed."""
    if files.get("icon") and request.project.icon:
        return {**fields, "icon_kept": request.project.icon.thumbnail}
    return {**fields, "icon_kept": ""} if fields.get("no_icon") else fields


def submits(button: str, verdict: Verdict) -> bool:
    """What would be rejected at once is submitted only by the button that is shown beside the reasons."""
    return button == SEND_ANYWAY or (button == SEND and not verdict.rejected)
