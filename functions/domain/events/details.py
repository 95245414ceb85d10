"""The events for other systems, and what each says: ids, kinds, statuses and figures, and nobody's data.

``make events`` writes their JSON Schemas. They are a contract with systems of others: fields are added, never changed.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import AwareDatetime, Field

from domain.cases.case import LAST_ROUND, DecisionType, Status, TaskKind
from domain.cases.exception import ExceptionStatus
from domain.model.api_key import KeyAction, KeyStatus
from domain.model.field_types import AccountId, Record


class DetailType(StrEnum):
    """What happened, as EventBridge's ``detail-type``."""

    CONFIRMATION_REQUESTED = "Confirmation requested"
    APPLICATION_SUBMITTED = "Application submitted"
    REVIEW_STARTED = "Review started"
    REVIEW_REOPENED = "Review reopened"
    TASK_OPENED = "Task opened"
    TASK_DECIDED = "Task decided"
    APPLICATION_APPROVED = "Application approved"
    APPLICATION_REJECTED = "Application rejected"
    APPLICATION_REJECTED_FOR_GOOD = "Application rejected for good"
    APPLICATION_DECLINED = "Application declined"
    APPLICATION_WITHDRAWN = "Application withdrawn"
    APPLICATION_EXPIRED = "Application expired"
    EXCEPTION_FILED = "Exception filed"
    EXCEPTION_GRANTED = "Exception granted"
    EXCEPTION_REFUSED = "Exception refused"
    KEY_ISSUED = "Key issued"
    KEY_SUSPENDED = "Key suspended"
    KEY_RESUMED = "Key resumed"
    KEY_REVOKED = "Key revoked"
    KEY_OVER_LIMIT = "Key over limit"


class Detail(Record):
    event_id: str = Field(description="The same in every repetition of this event, and in no other event.")
    at: AwareDatetime = Field(description="When it happened.")
    account_id: AccountId = Field(description="The client's account.")


class ApplicationDetail(Detail):
    application_id: Annotated[str, Field(description="The application.", pattern="^k[a-z2-7]{16}$")]


class ReviewDetail(ApplicationDetail):
    round: Annotated[int, Field(description="1, or 2 for the re-review.", ge=1, le=LAST_ROUND)]
    status: Annotated[Status, Field(description="The status of the application from now on.")]


class TaskOpenedDetail(Detail):
    case_id: Annotated[str, Field(description="The application (k…) or exception (x…).", pattern="^[kx][a-z2-7]{16}$")]
    kind: Annotated[TaskKind, Field(description="Who is asked for what; question is a reviewer's question.")]
    round: Annotated[int, Field(description="1, or 2 for the re-review.", ge=1, le=LAST_ROUND)]
    turn: Annotated[int, Field(description="From 2 on: after a question to the applicant.", ge=1)]


class TaskDecidedDetail(TaskOpenedDetail):
    decision: Annotated[
        DecisionType, Field(description="unanswered and withdrawn close a task without anybody's decision.")
    ]


class ExceptionDetail(Detail):
    exception_id: Annotated[str, Field(description="The exception.", pattern="^x[a-z2-7]{16}$")]
    status: Annotated[ExceptionStatus, Field(description="The status of the exception from now on.")]


class KeyDetail(ApplicationDetail):
    number: Annotated[int, Field(description="Counts the events of this key: later ones have greater numbers.", ge=1)]


class KeyStatusDetail(KeyDetail):
    status: Annotated[KeyStatus, Field(description="The status of the key from now on.")]


class KeyIssuedDetail(KeyStatusDetail):
    key_id: Annotated[
        str, Field(description="Names the key in the key issuer's system. It is no secret.", pattern="^[!-~]{1,200}$")
    ]


class KeyOverLimitDetail(KeyDetail):
    day: Annotated[date, Field(description="The day on which the app reached its limit (UTC).")]
    requests: Annotated[int, Field(description="The requests of that day, as far as they were reported.", ge=1)]
    limit: Annotated[int, Field(description="The requests per day that are allowed.", ge=1)]


class Event(NamedTuple):
    type: DetailType
    detail: Detail


OUTCOMES = {
    Status.APPROVED: DetailType.APPLICATION_APPROVED,
    Status.REJECTED: DetailType.APPLICATION_REJECTED,
    Status.REJECTED_FOR_GOOD: DetailType.APPLICATION_REJECTED_FOR_GOOD,
    Status.DECLINED: DetailType.APPLICATION_DECLINED,
    Status.WITHDRAWN: DetailType.APPLICATION_WITHDRAWN,
    Status.EXPIRED: DetailType.APPLICATION_EXPIRED,
}
EXCEPTION_OUTCOMES = {
    ExceptionStatus.GRANTED: DetailType.EXCEPTION_GRANTED,
    ExceptionStatus.REFUSED: DetailType.EXCEPTION_REFUSED,
}
KEY_CHANGES = {
    KeyAction.ISSUE: DetailType.KEY_ISSUED,
    KeyAction.SUSPEND: DetailType.KEY_SUSPENDED,
    KeyAction.RESUME: DetailType.KEY_RESUMED,
    KeyAction.REVOKE: DetailType.KEY_REVOKED,
    KeyAction.OVER_LIMIT: DetailType.KEY_OVER_LIMIT,
}
DETAILS: dict[DetailType, type[Detail]] = {
    DetailType.CONFIRMATION_REQUESTED: ApplicationDetail,
    DetailType.APPLICATION_SUBMITTED: ReviewDetail,
    DetailType.REVIEW_STARTED: ReviewDetail,
    DetailType.REVIEW_REOPENED: ReviewDetail,
    DetailType.TASK_OPENED: TaskOpenedDetail,
    DetailType.TASK_DECIDED: TaskDecidedDetail,
    **dict.fromkeys(OUTCOMES.values(), ReviewDetail),
    DetailType.EXCEPTION_FILED: ExceptionDetail,
    **dict.fromkeys(EXCEPTION_OUTCOMES.values(), ExceptionDetail),
    **dict.fromkeys(KEY_CHANGES.values(), KeyStatusDetail),
    DetailType.KEY_ISSUED: KeyIssuedDetail,
    DetailType.KEY_OVER_LIMIT: KeyOverLimitDetail,
}
"""What each event says."""
