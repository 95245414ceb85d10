"""What became of a mail after SES took it, as SES reports it, and how staff read of it."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator

from domain.model.field_types import Record
from domain.notifications.messages import Mail, MailName, SentMail

LONGEST_REASON = 300  # characters


class Fate(StrEnum):
    """What became of a mail, the weightier the later: of two reports the weightier stays, in whatever order they come.

    A delay is over when the mail is delivered. A delivered mail can still come back, or be called spam. What came back
    for good, and what SES did not let out, is not taken back.
    """

    DELAYED = "delayed"
    DELIVERED = "delivered"
    CAME_BACK = "came_back"
    COMPLAINED = "complained"
    BOUNCED = "bounced"
    REJECTED = "rejected"


NOT_READ = frozenset({Fate.CAME_BACK, Fate.COMPLAINED, Fate.BOUNCED, Fate.REJECTED})
"""The mail is not with its reader, or not welcome, and SES tries no more."""


def _clean(text: Any) -> Any:
    """Words of somebody else's mail server: on one line, without control characters, of bounded length."""
    if not isinstance(text, str):
        return text
    line = " ".join("".join(one if one.isprintable() else " " for one in text[: 4 * LONGEST_REASON]).split())
    return line if len(line) <= LONGEST_REASON else line[: LONGEST_REASON - 1] + "…"


class MailReport(Record):
    """What became of a mail, when, and the reason that was given (in the words of a mail server, or empty)."""

    fate: Fate
    at: AwareDatetime
    reason: Annotated[str, BeforeValidator(_clean)] = ""

    @property
    def weight(self) -> int:
        """The place of the fate among all fates."""
        return list(Fate).index(self.fate)


class MailRecord(Record):
    """A mail that was due: the proof that it was sent, once it was, and what became of it, where that is known.

    ``tried_at`` is when it was last given to SES, unless SES surely refused it. Without ``sent`` it may have been sent.
    """

    mail: Mail
    tried_at: AwareDatetime | None = None
    sent: SentMail | None = None
    report: MailReport | None = None


_HAPPENED = {
    Fate.DELAYED: "It is late. Amazon SES goes on trying.",
    Fate.CAME_BACK: "It came back. The mailbox could not take it, and SES tries no more.",
    Fate.COMPLAINED: "It arrived, and was reported as spam.",
    Fate.BOUNCED: "It came back for good. The address takes no mail.",
    Fate.REJECTED: "Amazon SES did not send it, since it took it for harmful.",
}
TITLES: dict[MailName, str] = {
    MailName.APPLY_LINK: "Link to apply with",
    MailName.CONFIRM_APPLICATION: "Question to the account's holder",
    MailName.SIGN_IN: "Link to sign in with",
    MailName.RECEIVED: "Receipt of the application",
    MailName.OWNER_REQUEST: "Question to the owner of the key",
    MailName.SAFETY_REQUEST: "Question to Trust & Safety",
    MailName.REVIEW_REQUEST: "Question to the reviewer",
    MailName.QUESTION: "Question to the applicant",
    MailName.REMINDER: "Reminder",
    MailName.ESCALATION: "News that the review takes long",
    MailName.TAKES_LONGER: "News to whoever waits that it takes longer",
    MailName.APPROVED: "Approval",
    MailName.REJECTED: "Rejection",
    MailName.REJECTED_FOR_GOOD: "Final rejection",
    MailName.DECLINED: "News that the owner declined",
    MailName.EXPIRED: "News that the owner did not answer",
    MailName.WITHDRAWN: "Receipt of the withdrawal",
    MailName.REVIEW_AGAIN: "Receipt of the second review",
    MailName.STATUS_LINK: "Link to the status page, once more",
    MailName.REPLY_NOT_ACCEPTED: "Answer to a reply",
    MailName.HELD_MAIL: "News of held mail",
    MailName.EXCEPTION_SAFETY_REQUEST: "Question to Trust & Safety",
    MailName.EXCEPTION_REQUEST: "Question to the approver",
    MailName.EXCEPTION_GRANTED: "Grant of the exception",
    MailName.EXCEPTION_REFUSED: "Refusal of the exception",
}


def mail_problems(mails: tuple[MailRecord, ...]) -> list[dict[str, Any]]:
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
        if report.fate is not Fate.DELIVERED
    ]
    return sorted(problems, key=lambda one: one["at"])
