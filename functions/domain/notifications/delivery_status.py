"""What happened to an email, as SES reports it or refuses to take it, and the words for it that staff read."""

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
    DeliveryStatus.DELAYED: "Delayed. Amazon SES keeps trying.",
    DeliveryStatus.SOFT_BOUNCED: "Bounced. The mailbox couldn't take it, and Amazon SES won't try again.",
    DeliveryStatus.COMPLAINED: "Delivered, then reported as spam.",
    DeliveryStatus.HARD_BOUNCED: "Bounced. The address doesn't accept email.",
    DeliveryStatus.REJECTED: "Not sent. Amazon SES judged it harmful.",
    DeliveryStatus.CANNOT_BE_SENT: "Not sent. It can't be sent, and we won't try again.",
}
TITLES: dict[EmailName, str] = {
    EmailName.APPLY_LINK: "Application link",
    EmailName.CONFIRM_APPLICATION: "Request to the account holder",
    EmailName.WAITS_FOR_CONFIRMATION: "Receipt, waiting for the account holder",
    EmailName.NOT_CONFIRMED: "Notice that the application expired",
    EmailName.SIGN_IN: "Sign-in link",
    EmailName.RECEIVED: "Receipt",
    EmailName.OWNER_REQUEST: "Request to the key owner",
    EmailName.SAFETY_REQUEST: "Request to Trust & Safety",
    EmailName.REVIEW_REQUEST: "Request to a reviewer",
    EmailName.QUESTION: "Question to the applicant",
    EmailName.REMINDER: "Reminder",
    EmailName.ESCALATION: "Escalation",
    EmailName.TAKES_LONGER: "Notice of a delay",
    EmailName.APPROVED: "Approval",
    EmailName.REJECTED: "Rejection",
    EmailName.REJECTED_FOR_GOOD: "Final rejection",
    EmailName.DECLINED: "Notice that the key owner declined",
    EmailName.EXPIRED: "Notice that the key owner didn't answer",
    EmailName.WITHDRAWN: "Notice of the withdrawal",
    EmailName.OWNER_OUTCOME: "Decision, to the key owner",
    EmailName.REVIEW_AGAIN: "Start of the re-review",
    EmailName.STATUS_LINK: "Status link",
    EmailName.CONFIRM_ADDRESS: "Request to confirm the email address",
    EmailName.STILL_MISSING: "What to fix before the re-review",
    EmailName.REPLY_NOT_ACCEPTED: "Answer to a reply",
    EmailName.HELD_MAIL: "List of quarantined messages",
    EmailName.EXCEPTION_SAFETY_REQUEST: "Request to Trust & Safety",
    EmailName.EXCEPTION_REQUEST: "Request to an approver",
    EmailName.EXCEPTION_GRANTED: "Exception granted",
    EmailName.EXCEPTION_REFUSED: "Exception refused",
    EmailName.TASK_CLOSED: "Notice that it's decided",
    EmailName.KEY_ISSUED: "API key issued",
    EmailName.OVER_LIMIT: "Notice that the app is over its limit",
    EmailName.KEY_SUSPENDED: "API key suspended",
    EmailName.KEY_RESUMED: "API key resumed",
    EmailName.KEY_REVOKED: "API key revoked",
    EmailName.KEY_REPLY: "Reply about an API key",
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
