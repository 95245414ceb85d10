"""Changing an application between its two reviews, by a link that was emailed to the applicant.

The account, the applicant's address and the owner can't be changed: each is proved, or asked, once per application.
"""

from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from domain.applications.application_form import (
    LinkState,
    PolicyFindings,
    fields_of,
    form_values,
    interrupted_form,
    request_of,
)
from domain.applications.field_hints import READS
from domain.applications.form_check import SEND_ANYWAY, CheckedForm, check_with
from domain.applications.status_page import may_revise, status_values
from domain.cases.access_tokens import AccessTokens, RevisionToken, StatusToken, open_token
from domain.cases.case import Case
from domain.cases.ports import Cases
from domain.model.account import Account
from domain.model.application import Application, IconReader, parse_request
from domain.model.errors import UnknownToken
from domain.model.field_types import LongText, problem_message
from domain.model.icon import Icon
from domain.model.ports import Clock
from domain.policy import evaluate

FIXED = ("account_id", "applicant_email", "owner_name", "owner_email")
SAVE = "save"  # the button that stores a change and asks for nothing


@dataclass(frozen=True)
class Revisions:
    """Opens revision links. The applicant's status link does the same, once the email address is confirmed."""

    tokens: AccessTokens
    cases: Cases
    clock: Clock

    def open(self, token: str) -> Case:
        """The case. It can still be changed if it ``is_rejected_once``.

        Raises:
            UnknownToken: if there is no such link, it has expired, or a status link's reader may change nothing.
        """
        try:
            opened = open_token(self.tokens, RevisionToken, token, self.clock())
            return self.cases.get_case(opened.application_id)
        except UnknownToken:
            status = open_token(self.tokens, StatusToken, token, self.clock())
        case = self.cases.get_case(status.application_id)
        if not may_revise(case, status.person):
            raise UnknownToken
        return case

    def revise(self, case: Case, application: Application, words: str) -> bool:
        """Store what the re-review will judge, in place of an earlier change. False if it can't be changed any more.

        ``words`` for the reviewers are kept until the re-review starts.
        """
        saved = case.revision.words if case.revision else ""
        if (application.request, words) == (case.latest.request, saved):
            return case.is_rejected_once
        return self.cases.revise(application, self.clock(), words)


def check_revision(
    case: Case, fields: dict[str, str], files: dict[str, bytes], read_icon: IconReader, account: Account | None
) -> CheckedForm:
    """``form_check.check`` for a form that changes an application. ``SAVE`` submits it whatever the policy says."""
    button = SEND_ANYWAY if fields.get("do") == SAVE else fields.get("do", "")
    fields = {**with_fixed_fields(case, fields), "do": button}
    checked = check_with(
        lambda: read_revision(case, fields, files, read_icon),
        lambda application: evaluate(application, account),
        fields,
        files,
        read_icon,
        account,
    )
    words, problem = fields.get("words", ""), problem_with_words(fields)
    values = {**_without_passes(checked.values), **about(case, words, problem)}
    if problem:
        return CheckedForm(values, is_valid=False)
    return replace(checked, values=values)


def problem_with_words(fields: dict[str, str]) -> str:
    """What is wrong with the words for the reviewers; empty if nothing is."""
    try:
        TypeAdapter(LongText).validate_python(fields.get("words", ""))
    except ValidationError as error:
        return f"{problem_message(error.errors()[0])}."
    return ""


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


def revise_form(case: Case, account: Account | None) -> dict[str, Any]:
    """The page as the link opens it: the latest application, with what the policy says of it now beside its fields."""
    found = PolicyFindings(evaluate(case.latest, account).findings)
    values = form_values(fields_of(case.latest.request), [], account=account, found=found)
    words = case.revision.words if case.revision else ""
    return {**_without_passes(values), **about(case, words), "is_fresh": True}


def interrupted_revision(
    case: Case | None, fields: dict[str, str], title: str, detail: str, *, is_link_lost: bool = False
) -> dict[str, Any]:
    """``interrupted_form`` for a change.

    Without a ``case``, which couldn't be opened: all answers to send again, or if the link is lost, to read and copy.
    """
    words = fields.get("words", "")
    if case is None:
        typed = interrupted_form(fields, title, detail, LinkState.LOST if is_link_lost else LinkState.NONE)
        return {**typed, "is_revision": True, "words": words, "revised_at": None}
    values = interrupted_form(with_fixed_fields(case, fields), title, detail, LinkState.NONE)
    return {**values, **about(case, words)}


def _without_passes(values: dict[str, Any]) -> dict[str, Any]:
    """The page's values without what is in order with the account: the applicant needn't be its holder."""
    about_application = set(map(str, READS))
    shown = [
        finding for finding in values["findings"] if finding["result"] != "pass" or finding["rule"] in about_application
    ]
    return {**values, "findings": shown, "account_name": ""}


def about(case: Case, words: str = "", words_problem: str = "") -> dict[str, Any]:
    """The values in which the form that changes an application differs from the form to apply.

    ``words`` are those for the reviewers, as they were typed.
    """
    outcome = case.current.outcome
    return {
        "is_revision": True,
        "words": words,
        "words_problem": words_problem,
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


def _icon_of(case: Case, thumbnail: str) -> Icon | None:
    icons = (request.project.icon for request in (case.application.request, case.latest.request))
    return next((icon for icon in icons if icon and icon.thumbnail == thumbnail), None)
