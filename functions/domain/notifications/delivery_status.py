"""What became of a mail after SES took it, as SES reports it, and how staff read of it."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator

from domain.model.field_types import Record
from domain.notifications.messages import EmailName, OutboxEntry, SentEmail

LONGEST_REASON = 300  # characters


class DeliveryStatus(StrEnum):
    """What became of a mail, the weightier the later: of two reports the weightier stays, in whatever order they come.

    A delay is over when the mail is delivered. A delivered mail can still come back, or be called spam. What came back
    for good, and what SES did not let out, is not taken back.
    """

    DELAYED = "delayed"
    DELIVERED = "delivered"
    SOFT_BOUNCED = "came_back"
    COMPLAINED = "complained"
    HARD_BOUNCED = "bounced"
    REJECTED = "rejected"


NOT_READ = frozenset(
    {DeliveryStatus.SOFT_BOUNCED, DeliveryStatus.COMPLAINED, DeliveryStatus.HARD_BOUNCED, DeliveryStatus.REJECTED}
)
"""The mail is not with its reader, or not welcome, and SES tries no more."""


def _clean(text: Any) -> Any:
    """Words of somebody else's mail server: on one line, without control characters, of bounded length."""
    if not isinstance(text, str):
        return text
    line = " ".join("".join(one if one.isprintable() else " " for one in text[: 4 * LONGEST_REASON]).split())
    return line if len(line) <= LONGEST_REASON else line[: LONGEST_REASON - 1] + "…"


class DeliveryReport(Record):
    """What became of a mail, when, and the reason that was given (in the words of a mail server, or empty)."""

    fate: DeliveryStatus
    at: AwareDatetime
    reason: Annotated[str, BeforeValidator(_clean)] = ""

    @property
    def weight(self) -> int:
        """The place of the fate among all fates."""
        return list(DeliveryStatus).index(self.fate)


class OutboxRecord(Record):
    """A mail that was due: the proof that it was sent, once it was, and what became of it, where that is known.

    ``tried_at`` is when it was last given to SES, unless SES surely refused it. Without ``sent`` it may have been sent.
    """

    mail: OutboxEntry
    tried_at: AwareDatetime | None = None
    sent: SentEmail | None = None
    report: DeliveryReport | None = None


_HAPPENED = {
    DeliveryStatus.DELAYED: "It is late. Amazon SES goes on trying.",
    DeliveryStatus.SOFT_BOUNCED: "It came back. The mailbox could not take it, and SES tries no more.",
    DeliveryStatus.COMPLAINED: "It arrived, and was reported as spam.",
    DeliveryStatus.HARD_BOUNCED: "It came back for good. The address takes no mail.",
    DeliveryStatus.REJECTED: "Amazon SES did not send it, since it took it for harmful.",
}
TITLES: dict[EmailName, str] = {
    EmailName.APPLY_LINK: "Link to apply with",
    EmailName.CONFIRM_APPLICATION: "Question to the account's holder",
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
    EmailName.REVIEW_AGAIN: "Receipt of the second review",
    EmailName.STATUS_LINK: "Link to the status page, once more",
    EmailName.REPLY_NOT_ACCEPTED: "Answer to a reply",
    EmailName.HELD_MAIL: "News of held mail",
    EmailName.EXCEPTION_SAFETY_REQUEST: "Question to Trust & Safety",
    EmailName.EXCEPTION_REQUEST: "Question to the approver",
    EmailName.EXCEPTION_GRANTED: "Grant of the exception",
    EmailName.EXCEPTION_REFUSED: "Refusal of the exception",
}


def delivery_problems(mails: tuple[OutboxRecord, ...]) -> list[dict[str, Any]]:
    """What templates show of the mails of a case that did not arrive, the oldest news first: strings and times."""
    reported = [(one.mail, one.report) for one in mails if one.report]
    problems = [
        {
            "to": mail.to,
            "title": TITLES[mail.name],
            "happened": _HAPPENED[report.fate],
            "reason": report.reason,
            "at": report.at,
        }
        for mail, report in reported
        if report.fate is not DeliveryStatus.DELIVERED
    ]
    return sorted(problems, key=lambda one: one["at"])
