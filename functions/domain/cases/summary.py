"""Summaries of cases, stored with them so that lists are read without reading cases."""

from datetime import datetime
from typing import Any

from pydantic import AwareDatetime

from domain.cases.case import Case
from domain.cases.exception import ExceptionCase
from domain.cases.waiting_time import time_waiting_for_client
from domain.model.application import Application
from domain.model.field_types import AccountId, Record
from domain.policy import RuleId, Verdict


class CaseSummary(Record):
    """``title`` is the project's or the account's name; ``people`` are the applicant and owner, or the account manager.

    ``waits_since`` is the start of the round plus the time in which we waited for the client: the 6 to 8 weeks are
    counted from there. ``flags`` is the number of rules that flag the application, once they are checked; ``flagged``
    names them, which older summaries don't.
    """

    title: str
    account_id: AccountId
    people: tuple[str, ...]
    round: int
    waits_since: AwareDatetime
    flags: int = 0
    flagged: tuple[RuleId, ...] = ()


def summarize(case: Case | ExceptionCase, now: datetime) -> CaseSummary:
    if isinstance(case, ExceptionCase):
        return summarize_exception(case)
    waits_since = case.current.started_at + time_waiting_for_client(case, now)
    changes = {"round": case.current.number, "waits_since": waits_since, **flags_of(case.current.verdict)}
    return summarize_application(case.application).model_copy(update=changes)


def flags_of(verdict: Verdict | None) -> dict[str, Any]:
    """What a summary has of the verdict."""
    flagged = tuple(finding.rule for finding in verdict.flagged) if verdict else ()
    return {"flags": len(flagged), "flagged": flagged}


def summarize_application(application: Application) -> CaseSummary:
    """The summary of a newly submitted application."""
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
    return CaseSummary(
        title=case.account.name,
        account_id=case.request.account_id,
        people=(case.request.account_manager.name,),
        round=1,
        waits_since=case.filed_at,
    )
