"""The emails that we send, and who receives each."""

from datetime import timedelta
from enum import StrEnum

from pydantic import AwareDatetime

from domain.cases.case import Case, TaskKey, TaskKind
from domain.cases.exception import ExceptionCase
from domain.model.api_key import KeyAction
from domain.model.field_types import Record

LONGEST_TRY = timedelta(seconds=45)  # from marking an email as tried to marking it as sent; SES times out after 20 s


class EmailName(StrEnum):
    """Each email has a folder of this name under ``templates/emails``."""

    APPLY_LINK = "apply_link"
    CONFIRM_APPLICATION = "confirm_application"
    WAITS_FOR_CONFIRMATION = "waits_for_confirmation"
    NOT_CONFIRMED = "not_confirmed"
    SIGN_IN = "sign_in"
    RECEIVED = "received"
    OWNER_REQUEST = "owner_request"
    SAFETY_REQUEST = "safety_request"
    REVIEW_REQUEST = "review_request"
    QUESTION = "question"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    TAKES_LONGER = "takes_longer"
    APPROVED = "approved"
    REJECTED = "rejected"
    REJECTED_FOR_GOOD = "rejected_for_good"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    STILL_MISSING = "still_missing"
    OWNER_OUTCOME = "owner_outcome"
    REVIEW_AGAIN = "review_again"
    STATUS_LINK = "status_link"
    CONFIRM_ADDRESS = "confirm_address"
    REPLY_NOT_ACCEPTED = "reply_not_accepted"
    HELD_MAIL = "held_mail"
    EXCEPTION_SAFETY_REQUEST = "exception_safety_request"
    EXCEPTION_REQUEST = "exception_request"
    EXCEPTION_GRANTED = "exception_granted"
    EXCEPTION_REFUSED = "exception_refused"
    TASK_CLOSED = "task_closed"
    KEY_ISSUED = "key_issued"
    OVER_LIMIT = "over_limit"
    KEY_SUSPENDED = "key_suspended"
    KEY_RESUMED = "key_resumed"
    KEY_REVOKED = "key_revoked"
    KEY_REPLY = "key_reply"


REQUEST_OF: dict[TaskKind, EmailName] = {
    TaskKind.OWNER: EmailName.OWNER_REQUEST,
    TaskKind.SAFETY: EmailName.SAFETY_REQUEST,
    TaskKind.REVIEW: EmailName.REVIEW_REQUEST,
    TaskKind.INFO_REQUEST: EmailName.QUESTION,
    TaskKind.EXCEPTION_SAFETY: EmailName.EXCEPTION_SAFETY_REQUEST,
    TaskKind.EXCEPTION: EmailName.EXCEPTION_REQUEST,
}


KEY_EMAILS: dict[KeyAction, EmailName] = {
    KeyAction.ISSUE: EmailName.KEY_ISSUED,
    KeyAction.SUSPEND: EmailName.KEY_SUSPENDED,
    KeyAction.RESUME: EmailName.KEY_RESUMED,
    KeyAction.REVOKE: EmailName.KEY_REVOKED,
    KeyAction.OVER_LIMIT: EmailName.OVER_LIMIT,
}
"""The email that tells the key owner and the applicant what happened to the key."""


DECISION_EMAILS = frozenset(
    {
        EmailName.APPROVED,
        EmailName.REJECTED,
        EmailName.REJECTED_FOR_GOOD,
        EmailName.DECLINED,
        EmailName.EXPIRED,
        EmailName.WITHDRAWN,
    }
)
"""The emails that tell how an application ended. Each has the name of its status."""


CLIENT_EMAILS = DECISION_EMAILS | {
    EmailName.RECEIVED,
    EmailName.OWNER_REQUEST,
    EmailName.OWNER_OUTCOME,
    EmailName.QUESTION,
    EmailName.TAKES_LONGER,
    EmailName.STILL_MISSING,
    EmailName.REVIEW_AGAIN,
    EmailName.STATUS_LINK,
    EmailName.REPLY_NOT_ACCEPTED,
    *KEY_EMAILS.values(),
}
"""The emails about an application to its applicant and owner, but for reminders."""


REVIEWED = frozenset({EmailName.APPROVED, EmailName.REJECTED, EmailName.REJECTED_FOR_GOOD})
"""The decision emails after which the owner gets an email of their own."""


class OutboxEntry(Record):
    """An email that is due. Equal entries are one email, which is sent once.

    ``case_id`` is empty for an email of no case. ``occasion`` tells apart emails that are otherwise equal and both due:
    a reply is answered once for each status that it meets.
    """

    name: EmailName
    to: str
    case_id: str = ""
    round: int = 1
    occasion: str = ""

    @property
    def idempotency_key(self) -> str:
        """Unique among the entries of its case, or among those of no case."""
        return f"{self.round}#{self.name}#{self.occasion}#{self.to}"


def request_entry(key: TaskKey, person: str) -> OutboxEntry:
    """The email that asks a person to decide a task."""
    occasion = str(key.turn) if key.turn > 1 else ""
    return OutboxEntry(name=REQUEST_OF[key.kind], case_id=key.case_id, round=key.round, to=person, occasion=occasion)


class EmailText(Record):
    """What an email says, as it is kept for staff: without the addresses of links that are somebody's own."""

    subject: str
    text: str


class SentEmail(Record):
    """Proof that SES took an email: the message id that SES returned, and the time."""

    message_id: str
    at: AwareDatetime


def recipients(name: EmailName, case: Case | ExceptionCase) -> tuple[str, ...]:
    """The addresses of those who are told.

    About an application: the applicant; about its key, or if it ended unreviewed, also the owner, once asked.
    ``OWNER_OUTCOME`` is for the owner alone. About an exception: the account manager who filed it, and if it is granted
    also the client, who may not know that it was filed.
    """
    if isinstance(case, ExceptionCase):
        manager = case.request.account_manager.email
        return (manager, case.account.email) if name is EmailName.EXCEPTION_GRANTED else (manager,)
    request = case.application.request
    owners = (request.other_owner.email,) if request.other_owner and case.task(TaskKind.OWNER, 1) else ()
    if name is EmailName.OWNER_OUTCOME:
        return owners
    are_both_told = name in (EmailName.DECLINED, EmailName.EXPIRED, EmailName.WITHDRAWN, *KEY_EMAILS.values())
    return (request.applicant.email, *owners) if are_both_told else (request.applicant.email,)
