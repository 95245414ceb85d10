"""What became of an email, as SES reports it or refuses to take it, and how staff read about it."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator

from domain.model.field_types import Record
from domain.notifications.messages import EmailName, EmailText, OutboxEntry, SentEmail

LONGEST_REASON = 300  # characters


class DeliveryStatus(StrEnum):
    """In the order of their weight: of two reports the one of greater weight is kept, in whatever order they come.

    A delay ends with the delivery. A delivered email can still bounce, or be reported as spam. A hard bounce and a
    rejection by SES are final. An email that cannot be sent was never taken by SES, and is not tried again.
    """

    DELAYED = "delayed"
    DELIVERED = "delivered"
    SOFT_BOUNCED = "came_back"
    COMPLAINED = "complained"
    HARD_BOUNCED = "bounced"
    REJECTED = "rejected"
    CANNOT_BE_SENT = "cannot_be_sent"


NOT_READ = frozenset(
    {DeliveryStatus.SOFT_BOUNCED, DeliveryStatus.COMPLAINED, DeliveryStatus.HARD_BOUNCED, DeliveryStatus.REJECTED}
)
"""The email was not delivered, or was reported as spam, and SES doesn't retry."""


def _clean(text: Any) -> Any:
    """A foreign mail server's text as one printable line of bounded length."""
    if not isinstance(text, str):
        return text
    printable = (character if character.isprintable() else " " for character in text[: 4 * LONGEST_REASON])
    line = " ".join("".join(printable).split())
    return line if len(line) <= LONGEST_REASON else line[: LONGEST_REASON - 1] + "…"


class DeliveryReport(Record):
    """``reason`` is in the words of a mail server, or empty."""

    status: DeliveryStatus
    at: AwareDatetime
    reason: Annotated[str, BeforeValidator(_clean)] = ""

    @property
    def weight(self) -> int:
        return list(DeliveryStatus).index(self.status)


class OutboxRecord(Record):
    """What is known of an email that is or was due.

    ``tried_at`` is when SES was last called, unless it certainly refused the email. An email that was tried may have
    been sent even without ``sent``. ``content`` is None for an email of no case, one that was never tried, and one that
    was sent before its text was kept.
    """

    entry: OutboxEntry
    tried_at: AwareDatetime | None = None
    sent: SentEmail | None = None
    report: DeliveryReport | None = None
    content: EmailText | None = None


_HAPPENED = {
    DeliveryStatus.DELAYED: "It is late. Amazon SES goes on trying.",
    DeliveryStatus.SOFT_BOUNCED: "It came back. The mailbox could not take it, and SES tries no more.",
    DeliveryStatus.COMPLAINED: "It arrived, and was reported as spam.",
    DeliveryStatus.HARD_BOUNCED: "It came back for good. The address takes no mail.",
    DeliveryStatus.REJECTED: "Amazon SES did not send it, since it took it for harmful.",
    DeliveryStatus.CANNOT_BE_SENT: "It cannot be sent, and is not tried again.",
}
TITLES: dict[EmailName, str] = {
    EmailName.APPLY_LINK: "Link to apply with",
    EmailName.CONFIRM_APPLICATION: "Question to the account's holder",
    EmailName.WAITS_FOR_CONFIRMATION: "Receipt of an application that waits for the account's holder",
    EmailName.NOT_CONFIRMED: "News that the account's holder did not confirm",
    EmailName.SIGN_IN: "Link to sign in with",
    EmailName.RECEIVED: "Receipt of the application",
    EmailName.OWNER_REQUEST: "Question to the owner of the key",
    EmailName.SAFETY_REQUEST: "Question to Trust & Safety",
    EmailName.REVIEW_REQUEST: "Question to the reviewer",
    EmailName.QUESTION: "Question to the applicant",
    EmailName.REMINDER: "Reminder",
    EmailName.ESCALATION: "News that the review takes long",
    EmailName.TAKES_LONGER: "News to whoever waits that it takes longer",
    EmailName.APPROVED: "Approval",
    EmailName.REJECTED: "Rejection",
    EmailName.REJECTED_FOR_GOOD: "Final rejection",
    EmailName.DECLINED: "News that the owner declined",
    EmailName.EXPIRED: "News that the owner did not answer",
    EmailName.WITHDRAWN: "Receipt of the withdrawal",
    EmailName.OWNER_OUTCOME: "Answer to the owner of the key",
    EmailName.REVIEW_AGAIN: "Receipt of the second review",
    EmailName.STATUS_LINK: "Link to the status page, once more",
    EmailName.CONFIRM_ADDRESS: "Request to confirm the address",
    EmailName.STILL_MISSING: "What is still missing before the re-review",
    EmailName.REPLY_NOT_ACCEPTED: "Answer to a reply",
    EmailName.HELD_MAIL: "News of held mail",
    EmailName.EXCEPTION_SAFETY_REQUEST: "Question to Trust & Safety",
    EmailName.EXCEPTION_REQUEST: "Question to the approver",
    EmailName.EXCEPTION_GRANTED: "Grant of the exception",
    EmailName.EXCEPTION_REFUSED: "Refusal of the exception",
    EmailName.TASK_CLOSED: "Note that it is decided",
}


def delivery_problems(records: tuple[OutboxRecord, ...]) -> list[dict[str, Any]]:
    """Template values for the emails of a case that were not delivered, the oldest report first."""
    reported = [(record.entry, record.report) for record in records if record.report]
    problems = [
        problem_values(entry, report) for entry, report in reported if report.status is not DeliveryStatus.DELIVERED
    ]
    return sorted(problems, key=lambda problem: problem["at"])


def problem_values(entry: OutboxEntry, report: DeliveryReport) -> dict[str, Any]:
    """Template values for an email and what was reported about it."""
    return {
        "to": entry.to,
        "title": TITLES[entry.name],
        "happened": _HAPPENED[report.status],
        "reason": report.reason,
        "at": report.at,
    }
