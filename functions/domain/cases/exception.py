"""Exceptions for high-value clients, who may then apply without the Enterprise plan.

An account manager files one with all seven criteria, Trust & Safety checks the account, and an approver decides.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, Field

from domain.cases.case import Decision, DecisionType, Task, TaskKind
from domain.model.account import AccountFacts, Amount, Day, Grant, Plan, Rating
from domain.model.email_message import MailableAddress
from domain.model.errors import FieldProblem, InvalidInput
from domain.model.field_types import AccountId, LongText, Record, RequiredText, ShortText, parse
from domain.model.ids import CaseKind, new_case_id
from domain.policy.catalogue import ExceptionTerms


class AccountManager(Record):
    """The account manager who files an exception."""

    name: ShortText = Field(description="The person's name.")
    email: MailableAddress = Field(description="We send the decision to this address.")


class ExceptionRequest(Record):
    """The seven criteria for an exception."""

    account_id: AccountId = Field(description="The client's account, which is not on the Enterprise plan.")
    account_manager: AccountManager = Field(
        description="The account manager who files the exception. We send them the decision."
    )
    spend_usd: Amount = Field(description="The client's total spend, in whole US dollars.")
    customer_since: Day = Field(description="The date on which the client joined. It can't be in the future.")
    reputation: Rating = Field(description="The client's average rating.")
    employees: Amount = Field(description="The number of people who work for the client.")
    api_use: RequiredText = Field(description="What the client will use the API for.")
    company_does: RequiredText = Field(description="What the client's company does.")
    safety_check: RequiredText = Field(description="What Trust & Safety should know or has already said.")


class ExceptionStatus(StrEnum):
    IN_REVIEW = "in_review"
    GRANTED = "exception_granted"
    REFUSED = "exception_refused"


class ExceptionOutcome(Record):
    """``reason`` is for the account manager; ``grant`` is stored with the account."""

    status: ExceptionStatus
    at: AwareDatetime
    reason: LongText = ""
    grant: Grant | None = None


class ExceptionCase(Record):
    """An exception with its tasks; ``account`` is what was on record when it was filed."""

    id: str
    thread_id: str
    filed_at: AwareDatetime
    request: ExceptionRequest
    account: AccountFacts
    outcome: ExceptionOutcome | None = None
    tasks: tuple[Task, ...] = ()

    @property
    def status(self) -> ExceptionStatus:
        return self.outcome.status if self.outcome else ExceptionStatus.IN_REVIEW

    def decision(self, kind: TaskKind) -> Decision | None:
        """The decision of a task, if it has one."""
        return next((task.decision for task in self.tasks if task.key.kind is kind), None)


def parse_exception(data: Any) -> ExceptionRequest:
    """Raises ``InvalidInput``, which names every missing or wrong field."""
    return parse(ExceptionRequest, data)


def exception_id(account_id: str, idempotency_key: str) -> str:
    """Derived from the account and the idempotency key; random without a key."""
    return new_case_id(CaseKind.EXCEPTION, *((account_id, idempotency_key) if idempotency_key else ()))


def file_exception(
    request: ExceptionRequest, account: AccountFacts | None, now: datetime, thread_id: str, idempotency_key: str
) -> ExceptionCase:
    """A new exception.

    Raises:
        InvalidInput: if there is no such account, it doesn't need an exception, or ``customer_since`` is in the future.
    """
    if account is None:
        raise InvalidInput([FieldProblem("/account_id", "There is no account with this ID")])
    if account.plan is Plan.ENTERPRISE:
        message = "The account is on the Enterprise plan and doesn't need an exception"
        raise InvalidInput([FieldProblem("/account_id", message)])
    if request.customer_since > now.date():
        raise InvalidInput([FieldProblem("/customer_since", "Must not be in the future")])
    case_id = exception_id(request.account_id, idempotency_key)
    return ExceptionCase(id=case_id, thread_id=thread_id, filed_at=now, request=request, account=account)


def conclude_exception(case: ExceptionCase, at: datetime, terms: ExceptionTerms) -> ExceptionOutcome:
    """The outcome, by the decisions of Trust & Safety and the approver. No threshold decides.

    Raises:
        ValueError: if a task is still open.
    """
    safety = case.decision(TaskKind.EXCEPTION_SAFETY)
    approval = case.decision(TaskKind.EXCEPTION)
    if safety and safety.answer is DecisionType.NOT_CLEAR:
        reason = "Trust & Safety could not clear the account."
        return ExceptionOutcome(status=ExceptionStatus.REFUSED, at=at, reason=reason)
    if not (safety and approval):
        raise ValueError(f"exception {case.id} still waits for an answer")
    if approval.answer is DecisionType.REFUSE:
        return ExceptionOutcome(status=ExceptionStatus.REFUSED, at=at, reason=approval.note)
    ends_on = at.date() + timedelta(days=terms.lasts_days)
    grant = Grant(exception_id=case.id, granted_by=approval.by, granted_at=approval.at, ends_on=ends_on)
    return ExceptionOutcome(status=ExceptionStatus.GRANTED, at=at, grant=grant)
