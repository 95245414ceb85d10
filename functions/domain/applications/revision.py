"""Changing an application between its two reviews, by a link that was emailed to the applicant.

The account, the applicant's address and the owner can't be changed: each is proved, or asked, once per application.
"""

from dataclasses import dataclass, replace
from typing import Any

from domain.applications.application_form import (
    fields_of,
    findings_on_valid_fields,
    form_values,
    request_of,
)
from domain.applications.form_check import CheckedForm, check_with
from domain.applications.status_page import status_values
from domain.cases.access_tokens import AccessTokens, RevisionToken, open_token
from domain.cases.case import Case
from domain.cases.ports import Cases
from domain.model.account import Account
from domain.model.application import Application, ApplicationRequest, IconReader, parse_request
from domain.model.icon import Icon
from domain.model.ports import Clock
from domain.policy import Finding, application_findings, evaluate

FIXED = ("account_id", "applicant_email", "owner_name", "owner_email")


@dataclass(frozen=True)
class Revisions:
    """Opens revision links."""

    tokens: AccessTokens
    cases: Cases
    clock: Clock

    def open(self, token: str) -> Case:
        """The case. It can still be changed if it ``is_rejected_once``.

        Raises:
            UnknownToken: if there is no such link, or it has expired.
        """
        opened = open_token(self.tokens, RevisionToken, token, self.clock())
        return self.cases.get_case(opened.application_id)

    def revise(self, application: Application) -> bool:
        """Store what round 2 will judge, in place of an earlier change. False if it can't be changed any more."""
        return self.cases.revise(application, self.clock())


def check_revision(
    case: Case, fields: dict[str, str], files: dict[str, bytes], read_icon: IconReader, account: Account | None
) -> CheckedForm:
    """``application_form.check`` for a form that changes an application."""
    fields = with_fixed_fields(case, fields)
    checked = check_with(
        lambda: read_revision(case, fields, files, read_icon),
        lambda application: evaluate(application, account),
        fields,
        files,
        read_icon,
        account,
    )
    return replace(checked, values={**checked.values, **about(case)})


def with_fixed_fields(case: Case, fields: dict[str, str]) -> dict[str, str]:
    """The form's fields, with the first application's values in those that can't be changed."""
    first = fields_of(case.request_of(1))
    return {**fields, **{name: first[name] for name in FIXED}}


def read_revision(case: Case, fields: dict[str, str], files: dict[str, bytes], read_icon: IconReader) -> Application:
    """The application as the form changes it. A kept icon is the stored one, not its thumbnail.

    Raises:
        InvalidInput: with a problem for each wrong field.
    """
    kept = None if files.get("icon") or fields.get("no_icon") else _icon_of(case, fields.get("icon_kept", ""))
    data = request_of({**fields, "icon_kept": ""} if kept else fields, files)
    request = parse_request(data, read_icon)
    if kept:
        request = request.model_copy(update={"project": request.project.model_copy(update={"icon": kept})})
    return case.application.model_copy(update={"request": request})


def revise_form(case: Case) -> dict[str, Any]:
    """The page as the link opens it: the latest application, with each finding beside its field."""
    request = _latest(case)
    found = findings_on_valid_fields(_findings(case, request), [])
    return {**form_values(fields_of(request), [], found=found), **about(case), "is_fresh": True}


def about(case: Case) -> dict[str, Any]:
    """The values in which the form that changes an application differs from the form to apply."""
    outcome = case.current.outcome
    return {
        "is_revision": True,
        "fixed": [*FIXED] if case.request_of(1).owner else [*FIXED, "owner_agreed"],
        "account_id": case.application.request.account_id,
        "reasons": [reason.model_dump() for reason in outcome.reasons] if outcome else [],
        "revised_at": case.revision.at if case.revision else None,
        "draft": f"revise {case.application.id}",
    }


def revised_values(case: Case) -> dict[str, Any]:
    """The page after a change, and where the application can't be changed (any more)."""
    return {
        **status_values(case),
        "can_be_revised": case.is_rejected_once,
        "revised_at": case.revision.at if case.revision else None,
    }


def _latest(case: Case) -> ApplicationRequest:
    return case.revision.request if case.revision else case.application.request


def _findings(case: Case, request: ApplicationRequest) -> tuple[Finding, ...]:
    """Those of the first review; for an application that was changed since, those of the policy now."""
    verdict = case.current.verdict
    if verdict and case.revision is None:
        return verdict.findings
    return tuple(application_findings(request, case.current.account))


def _icon_of(case: Case, thumbnail: str) -> Icon | None:
    icons = (request.project.icon for request in (case.application.request, _latest(case)))
    return next((icon for icon in icons if icon and icon.thumbnail == thumbnail), None)
