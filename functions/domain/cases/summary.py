"""What a line in a list says of a case, so that a list is read without reading its cases."""

from datetime import datetime

from pydantic import AwareDatetime

from domain.cases.case import Case
from domain.cases.exception import ExceptionCase
from domain.cases.waiting_time import time_waiting_for_client
from domain.model.application import Application
from domain.model.field_types import AccountId, Record


class CaseSummary(Record):
    """A case in a line: ``title`` is the project, or the account's name; ``people`` are those who asked.

    ``waits_since`` is when the round began, moved on by the time in which the client owed an answer: what the 6 to 8
    weeks are counted from. ``flags`` is how many rules of the policy flag it, as far as they were checked.
    """

    title: str
    account_id: AccountId
    people: tuple[str, ...]
    round: int
    waits_since: AwareDatetime
    flags: int = 0


def summarize(case: Case | ExceptionCase, now: datetime) -> CaseSummary:
    """A case, as its current round sees it now, in a line."""
    if isinstance(case, ExceptionCase):
        return summarize_exception(case)
    flags = len(case.current.verdict.flagged) if case.current.verdict else 0
    waits_since = case.current.started_at + time_waiting_for_client(case, now)
    changes = {"round": case.current.number, "waits_since": waits_since, "flags": flags}
    return summarize_application(case.application).model_copy(update=changes)


def summarize_application(application: Application) -> CaseSummary:
    """An application that was handed in a moment ago, in a line."""
    request = application.request
    owner = request.other_owner
    return CaseSummary(
        title=request.project.name,
        account_id=request.account_id,
        people=(request.applicant.name, owner.name) if owner else (request.applicant.name,),
        round=1,
        waits_since=application.submitted_at,
    )


def summarize_exception(case: ExceptionCase) -> CaseSummary:
    """An exception in a line."""
    return CaseSummary(
        title=case.account.name,
        account_id=case.request.account_id,
        people=(case.request.account_manager.name,),
        round=1,
        waits_since=case.filed_at,
    )
