"""Records of how rounds and exceptions ended, for lists, statistics and exports, read without reading cases."""

from datetime import timedelta
from enum import StrEnum

from pydantic import AwareDatetime

from domain.cases.case import SAFETY_CHECK, Case, Decision, DecisionType, Outcome, Status, TaskKind
from domain.cases.exception import ExceptionCase, ExceptionOutcome, ExceptionStatus
from domain.cases.waiting_time import time_waiting_for_client
from domain.model.estimate import Estimate
from domain.model.field_types import AccountId, Record
from domain.policy import RuleId


class Decider(StrEnum):
    """``OWNER`` includes an owner who did not answer; ``APPLICANT`` is a withdrawal.

    ``SAFETY`` are the people of Trust & Safety, and ``SAFETY_CHECK`` is the company's system that answers for them.
    """

    POLICY = "policy"
    OWNER = "owner"
    SAFETY = "safety"
    SAFETY_CHECK = "safety_check"
    REVIEWER = "reviewer"
    APPLICANT = "applicant"
    APPROVER = "approver"


BY_PEOPLE = (Decider.SAFETY, Decider.REVIEWER)


class OutcomeRecord(Record):
    """How a round of an application, or an exception, ended. It names nobody but the account.

    ``title`` is the project, or the account's name; ``rejected_by`` are the rules that the policy or a reviewer
    rejected by, ``flagged`` those that the policy flagged. ``policy_version`` is the verdict's; empty without one.
    ``client_time`` is how long the round waited for the client; ``estimate`` is what the applicant was told when it
    began.
    """

    case_id: str
    account_id: AccountId
    title: str
    round: int
    status: Status | ExceptionStatus
    started_at: AwareDatetime
    answered_at: AwareDatetime
    decided_by: Decider
    rejected_by: tuple[RuleId, ...] = ()
    flagged: tuple[RuleId, ...] = ()
    policy_version: str = ""
    client_time: timedelta = timedelta()
    estimate: Estimate | None = None

    @property
    def our_time(self) -> timedelta:
        """How long the client waited for us."""
        return self.answered_at - self.started_at - self.client_time


def outcome_record(case: Case, outcome: Outcome) -> OutcomeRecord:
    verdict, decided_by = case.current.verdict, _decider(case, outcome)
    review = case.decision(TaskKind.REVIEW, case.current.number)
    rejected_by: tuple[RuleId, ...] = ()
    if decided_by is Decider.POLICY and verdict:
        rejected_by = tuple(finding.rule for finding in verdict.rejected)
    elif decided_by is Decider.REVIEWER and review:
        rejected_by = review.rules
    return OutcomeRecord(
        case_id=case.application.id,
        account_id=case.application.request.account_id,
        title=case.application.request.project.name,
        round=case.current.number,
        status=outcome.status,
        started_at=case.current.started_at,
        answered_at=outcome.at,
        decided_by=decided_by,
        rejected_by=rejected_by,
        flagged=tuple(finding.rule for finding in verdict.flagged) if verdict else (),
        policy_version=verdict.policy_version if verdict else "",
        client_time=time_waiting_for_client(case, outcome.at),
        estimate=case.current.estimate,
    )


def exception_outcome_record(case: ExceptionCase, outcome: ExceptionOutcome) -> OutcomeRecord:
    safety = case.decision(TaskKind.EXCEPTION_SAFETY)
    return OutcomeRecord(
        case_id=case.id,
        account_id=case.request.account_id,
        title=case.account.name,
        round=1,
        status=outcome.status,
        started_at=case.filed_at,
        answered_at=outcome.at,
        decided_by=_safety(safety) if safety and safety.answer is DecisionType.NOT_CLEAR else Decider.APPROVER,
    )


def _decider(case: Case, outcome: Outcome) -> Decider:
    """In the order in which ``conclude_round`` decides."""
    if outcome.status is Status.WITHDRAWN:
        return Decider.APPLICANT
    if outcome.status in (Status.DECLINED, Status.EXPIRED):
        return Decider.OWNER
    if case.current.verdict and case.current.verdict.rejected:
        return Decider.POLICY
    safety = case.decision(TaskKind.SAFETY, case.current.number)
    return _safety(safety) if safety and safety.answer is DecisionType.NOT_CLEAR else Decider.REVIEWER


def _safety(decision: Decision) -> Decider:
    return Decider.SAFETY_CHECK if decision.by == SAFETY_CHECK else Decider.SAFETY
