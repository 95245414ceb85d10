"""What signed-in staff do with an API key: change it, or report that its app is over the limit."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.cases.any_case import AnyCase
from domain.cases.case import Case
from domain.cases.staff import Permission, StaffMember
from domain.keys.key_changes import LONGEST_REASON, KeyChanges, UsageReport
from domain.model.api_key import KeyAction
from domain.model.errors import FieldProblem, InvalidInput
from domain.model.field_types import parse
from domain.policy import load_policy

ACTIONS = frozenset(KeyAction) - {KeyAction.ISSUE}
"""The names of the forms, too."""


@dataclass(frozen=True)
class KeyStaffActions:
    changes: KeyChanges

    def act(self, case: AnyCase, action: KeyAction, fields: Mapping[str, str], member: StaffMember) -> None:
        """Do what a submitted form says, to a case that the member may see.

        Raises:
            NotAllowed: if the member may not manage keys.
            InvalidInput: if a field is wrong, or it can't be done with the key as it is now.
        """
        member.must(Permission.MANAGE_KEYS)
        if not isinstance(case, Case) or action not in ACTIONS:
            raise InvalidInput([FieldProblem("/key", "This case has no API key.")])
        if action is not KeyAction.OVER_LIMIT:
            self.changes.change(case, action, member.address, _read_reason(fields))
            return
        report = _read_report(case.application.id, fields)
        if not self.changes.report_usage(case, report, member.address):
            limit = load_policy().daily_limit
            problem = f"This is below the limit of {limit:,} requests per day, so the owner is not told."
            raise InvalidInput([FieldProblem("/requests", problem)])


def _read_reason(fields: Mapping[str, str]) -> str:
    reason = fields.get("reason", "").strip()
    problem = f"Enter at most {LONGEST_REASON:,} characters." if len(reason) > LONGEST_REASON else ""
    if not reason:
        problem = "Enter a reason. We email it to the key owner and the applicant, in your words."
    if problem:
        raise InvalidInput([FieldProblem("/reason", problem)])
    return reason


def _read_report(application_id: str, fields: Mapping[str, str]) -> UsageReport:
    """The report in a form, where people write 52,310 or 52 310."""
    requests = fields.get("requests", "").replace(",", "").replace(" ", "")
    if not (requests.isascii() and requests.isdigit()):
        raise InvalidInput([FieldProblem("/requests", "Enter the number of requests, like 52,310.")])
    day = fields.get("day", "").strip()
    try:
        return parse(UsageReport, {"application_id": application_id, "day": day, "requests": int(requests[:15])})
    except InvalidInput as error:
        words = {
            "/day": "Enter the day of the requests, like 2026-11-27.",
            "/requests": "Enter the number of requests, like 52,310.",
        }
        raise InvalidInput(
            [FieldProblem(found.pointer, words.get(found.pointer, found.message)) for found in error.problems]
        ) from None
