"""Which events a change of what is stored makes. Other changes of the same items make none."""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from pydantic import AwareDatetime

from domain.cases.case import DecisionType, Status, TaskKey
from domain.cases.exception import ExceptionStatus
from domain.events.details import (
    DETAILS,
    EXCEPTION_OUTCOMES,
    KEY_CHANGES,
    OUTCOMES,
    ApplicationDetail,
    DetailType,
    Event,
    ExceptionDetail,
    ReviewDetail,
    TaskDecidedDetail,
    TaskOpenedDetail,
)
from domain.model.api_key import STATUS_AFTER, KeyChange
from domain.model.field_types import Record


class ConfirmationWaits(Record):
    """The account holder is asked to confirm an application, which is stored as one from then on only."""

    application_id: str
    account_id: str
    at: AwareDatetime


class RoundState(Record):
    """``passed_at`` is when the policy was checked, if no rule rejected; ``status`` and ``at`` are how it ended."""

    passed_at: AwareDatetime | None = None
    status: Status | None = None
    at: AwareDatetime | None = None


class RoundChange(Record):
    """``before`` is None for a new round."""

    application_id: str
    account_id: str
    number: int
    started_at: AwareDatetime
    before: RoundState | None
    after: RoundState


class TaskState(Record):
    decision: DecisionType | None = None
    at: AwareDatetime | None = None


class TaskChange(Record):
    """``before`` is None for a new task."""

    key: TaskKey
    account_id: str
    opened_at: AwareDatetime
    before: TaskState | None
    after: TaskState


class ExceptionState(Record):
    status: ExceptionStatus = ExceptionStatus.IN_REVIEW
    at: AwareDatetime | None = None


class ExceptionChange(Record):
    """``before`` is None for a new exception."""

    exception_id: str
    account_id: str
    filed_at: AwareDatetime
    before: ExceptionState | None
    after: ExceptionState


class KeyChanged(Record):
    application_id: str
    account_id: str
    change: KeyChange


Change = ConfirmationWaits | RoundChange | TaskChange | ExceptionChange | KeyChanged


@singledispatch
def events_of(change: Change) -> Iterator[Event]:
    """The events that a change makes: none, one, or several, in their order."""
    raise TypeError(f"no kind of change: {type(change).__name__}")


@events_of.register
def _(change: ConfirmationWaits) -> Iterator[Event]:
    yield Event(
        DetailType.CONFIRMATION_REQUESTED,
        ApplicationDetail(
            event_id=f"{change.application_id}/confirmation-requested",
            at=change.at,
            account_id=change.account_id,
            application_id=change.application_id,
        ),
    )


@events_of.register
def _(change: RoundChange) -> Iterator[Event]:
    before, after = change.before or RoundState(), change.after
    if change.before is None:
        is_first = change.number == 1
        kind = DetailType.APPLICATION_SUBMITTED if is_first else DetailType.REVIEW_REOPENED
        yield _of_round(kind, change, change.started_at)
    if change.number == 1 and after.passed_at and not before.passed_at and not after.status:
        yield _of_round(DetailType.REVIEW_STARTED, change, after.passed_at)
    if after.status and after.at and not before.status:
        yield _of_round(OUTCOMES[after.status], change, after.at, after.status)


@events_of.register
def _(change: TaskChange) -> Iterator[Event]:
    place = f"{change.key.case_id}/task/{change.key.round}/{change.key.kind}/{change.key.turn}"
    facts = {**change.key.model_dump(), "account_id": change.account_id}
    if change.before is None:
        opened = {"event_id": f"{place}/opened", "at": change.opened_at}
        yield Event(DetailType.TASK_OPENED, TaskOpenedDetail.model_validate(facts | opened))
    if change.after.decision and not (change.before and change.before.decision):
        decided = {"event_id": f"{place}/decided", "at": change.after.at, "decision": change.after.decision}
        yield Event(DetailType.TASK_DECIDED, TaskDecidedDetail.model_validate(facts | decided))


@events_of.register
def _(change: ExceptionChange) -> Iterator[Event]:
    if change.before is None:
        yield _of_exception(DetailType.EXCEPTION_FILED, change, change.filed_at, ExceptionStatus.IN_REVIEW)
    status, before = change.after.status, change.before.status if change.before else ExceptionStatus.IN_REVIEW
    if change.after.at and before is ExceptionStatus.IN_REVIEW:
        yield _of_exception(EXCEPTION_OUTCOMES[status], change, change.after.at, status)


@events_of.register
def _(changed: KeyChanged) -> Iterator[Event]:
    change = changed.change
    kind = KEY_CHANGES[change.action]
    facts: dict[str, Any] = {
        "event_id": f"{changed.application_id}/key/{change.number}/{_slug(kind)}",
        "at": change.at,
        "account_id": changed.account_id,
        "application_id": changed.application_id,
        "number": change.number,
    }
    if change.usage:
        facts |= change.usage.model_dump()
    else:
        facts["status"] = STATUS_AFTER[change.action]
    if change.key:
        facts["key_id"] = change.key.id
    yield Event(kind, DETAILS[kind].model_validate(facts))


def _of_round(kind: DetailType, change: RoundChange, at: AwareDatetime, status: Status = Status.IN_REVIEW) -> Event:
    detail = ReviewDetail(
        event_id=f"{change.application_id}/round/{change.number}/{_slug(kind)}",
        at=at,
        account_id=change.account_id,
        application_id=change.application_id,
        round=change.number,
        status=status,
    )
    return Event(kind, detail)


def _of_exception(kind: DetailType, change: ExceptionChange, at: AwareDatetime, status: ExceptionStatus) -> Event:
    detail = ExceptionDetail(
        event_id=f"{change.exception_id}/{_slug(kind)}",
        at=at,
        account_id=change.account_id,
        exception_id=change.exception_id,
        status=status,
    )
    return Event(kind, detail)


def _slug(kind: DetailType) -> str:
    return kind.lower().replace(" ", "-")
