"""Changing an application between its two reviews: who holds the link reads the applicant's mail.

The account, the applicant's address and the owner stay: each was proved, or is asked, once an application.
"""

from dataclasses import dataclass
from typing import Any

from domain.applications.application_form import checked_in_part, fields_of, form_values, request_of
from domain.applications.status_page import status_values
from domain.cases.access_tokens import AccessTokens, RevisionToken, open_token
from domain.cases.case import Case
from domain.cases.ports import Cases
from domain.model.application import Application, ApplicationRequest, IconReader, parse_request
from domain.model.icon import Icon
from domain.model.ports import Clock
from domain.policy import Finding, application_findings

FIXED = ("account_id", "applicant_email", "owner_name", "owner_email")


@dataclass(frozen=True)
class Revisions:
    """What links to change an application open."""

    tokens: AccessTokens
    cases: Cases
    clock: Clock

    def open(self, token: str) -> Case:
        """The case, whether it can still be changed (``Case.is_rejected_once``) or not.

        Raises:
            UnknownToken: if there is no such link, or it has expired.
        """
        link = open_token(self.tokens, RevisionToken, token, self.clock())
        return self.cases.get_case(link.application_id)

    def revise(self, application: Application) -> bool:
        """Store what round 2 will judge; the last time counts. False where it cannot be changed any more."""
        return self.cases.revise(application, self.clock())


def as_it_must_be(case: Case, fields: dict[str, str]) -> dict[str, str]:
    """The form's fields with those that cannot be changed as they were."""
    before = fields_of(case.request_of(1))
    return {**fields, **{name: before[name] for name in FIXED}}


def read_revision(case: Case, fields: dict[str, str], files: dict[str, bytes], read_icon: IconReader) -> Application:
    """The application as the form changes it. An icon that was kept is the one of before, and not its thumbnail.

    Raises:
        InvalidInput: naming every field that is wrong.
    """
    kept = None if files.get("icon") or fields.get("no_icon") else _icon_of(case, fields.get("icon_kept", ""))
    data = request_of({**fields, "icon_kept": ""} if kept else fields, files)
    request = parse_request(data, read_icon)
    if kept:
        request = request.model_copy(update={"project": request.project.model_copy(update={"icon": kept})})
    return case.application.model_copy(update={"request": request})


def revise_form(case: Case) -> dict[str, Any]:
    """The page as the link opens it: the application as it stands, and what stood in the way at its field."""
    request = _latest(case)
    checked = checked_in_part(_findings(case, request), [])
    return {**form_values(fields_of(request), [], checked=checked), **about(case), "is_fresh": True}


def about(case: Case) -> dict[str, Any]:
    """What the form says and does otherwise where it changes an application."""
    outcome = case.current.outcome
    return {
        "is_revision": True,
        "fixed": [*FIXED] if case.request_of(1).owner else [*FIXED, "owner_agreed"],
        "account_id": case.application.request.account_id,
        "reasons": [one.model_dump() for one in outcome.reasons] if outcome else [],
        "revised_at": case.revision.at if case.revision else None,
        "draft": f"revise {case.application.id}",
    }


def revised_values(case: Case) -> dict[str, Any]:
    """What is said after a change, or where there is nothing to change (any more)."""
    return {
        **status_values(case),
        "can_be_revised": case.is_rejected_once,
        "revised_at": case.revision.at if case.revision else None,
    }


def _latest(case: Case) -> ApplicationRequest:
    return case.revision.request if case.revision else case.application.request


def _findings(case: Case, request: ApplicationRequest) -> tuple[Finding, ...]:
    """What the first review found; of an application that was changed since, what the policy says of it now."""
    verdict = case.current.verdict
    if verdict and case.revision is None:
        return verdict.findings
    return tuple(application_findings(request, case.current.account))


def _icon_of(case: Case, thumbnail: str) -> Icon | None:
    icons = (request.project.icon for request in (case.application.request, _latest(case)))
    return next((icon for icon in icons if icon and icon.thumbnail == thumbnail), None)
