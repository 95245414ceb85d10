"""The errors of the domain, which the handlers turn into responses.

The state machines name ``AccountLookupFailed``, ``SafetyCheckFailed``, ``KeyIssuerFailed``, ``MailThrottled``,
``MailPaused`` and ``MailBeingSent``: do not rename them.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.model.account import Rejection


class KeydeskError(Exception):
    """The base of all errors here."""

    def __str__(self) -> str:
        """The message, or else what the class stands for: Lambda and the logs never show an empty one."""
        return super().__str__() or str(self.__doc__).partition("\n")[0]


@dataclass(frozen=True)
class FieldProblem:
    """One wrong field: its JSON pointer (RFC 6901), and a message that says how to correct it."""

    pointer: str
    message: str


class InvalidInput(KeydeskError):
    """The input doesn't match the documented schema; ``problems`` names every wrong field."""

    def __init__(self, problems: list[FieldProblem]) -> None:
        super().__init__(f"{len(problems)} field(s) are wrong")
        self.problems = problems


class AlreadySubmitted(KeydeskError):
    """An application or exception with this id is stored: it was submitted twice."""


class AnotherApplicationOpen(KeydeskError):
    """The account already has an open application. It can have one at a time."""

    def __init__(self, application_id: str) -> None:
        super().__init__(f"{application_id} is open")
        self.application_id = application_id


class MayNotApplyYet(KeydeskError):
    """The account's last application was rejected: it can be re-reviewed, or the account has to wait."""

    def __init__(self, rejection: "Rejection") -> None:
        super().__init__(f"{rejection.application_id} was rejected; another one is possible on {rejection.reapply_on}")
        self.rejection = rejection


class ApplicationConfirmed(KeydeskError):
    """The account holder has confirmed the application, so it is not discarded."""


class ApplicationDiscarded(KeydeskError):
    """The account holder has said that they don't recognise the application, so it is not submitted."""


class TooManySubmissions(KeydeskError):
    """The account has submitted ``most`` applications today (UTC), which is the limit."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} applications were submitted today")
        self.most = most


class AccountLookupFailed(KeydeskError):
    """The account lookup failed; this says nothing about the account."""


class KeyIssuerFailed(KeydeskError):
    """The key issuer failed: the key is not issued or changed yet."""


class SafetyCheckFailed(KeydeskError):
    """The company's safety check failed; this says nothing about the account."""


class IconReaderFailed(KeydeskError):
    """The function that reads icons broke its contract; this says nothing about the icon."""


class UnknownToken(KeydeskError):
    """No such token was created, or it has expired."""


class UnknownCase(KeydeskError):
    """No application or exception has this id."""


class UnknownEmail(KeydeskError):
    """No such email went out about the case."""


class UnknownReply(KeydeskError):
    """No saved reply can have this id."""


class UnknownAccount(KeydeskError):
    """Neither the account lookup nor our own records know an account with this id."""


class NotSignedIn(KeydeskError):
    """There is no session of a member of staff, or it has ended."""


class NotAllowed(KeydeskError):
    """The roles of the member of staff lack the permission."""


class StaffChanged(KeydeskError):
    """Somebody else changed the staff since this change began."""


class ConflictOfInterest(KeydeskError):
    """The person is involved in the case and must not decide it; ``part`` says how, in words."""

    def __init__(self, part: str) -> None:
        super().__init__(f"the person is {part}")
        self.part = part


class UnknownTask(KeydeskError):
    """The safety check was not asked about a task with this id."""


class AlreadyDecided(KeydeskError):
    """The task has a decision already, by this link or another."""


class CaseNotStored(KeydeskError):
    """An item is not in the table: its case was purged, or Keydesk has a bug."""


class EventsNotPublished(KeydeskError):
    """EventBridge did not accept events; the message has its error codes."""


class SlackPostFailed(KeydeskError):
    """Slack did not accept an announcement. The message never contains the webhook's address, which is a secret."""


class UnreadableMessage(KeydeskError):
    """A received message exceeds the limits on lines, fields or parts."""


class MailNotSent(KeydeskError):
    """SES certainly did not accept an email, so a retry cannot send it twice. Metrics count it by this name."""


class MailThrottled(MailNotSent):
    """The account's SES sending rate or quota is used up. The state machines retry for hours."""


class MailPaused(MailNotSent):
    """SES sending is paused until somebody resumes it. The state machines retry for hours; an alarm reports it."""


class EmailCannotBeSent(KeydeskError):
    """An email that can never be sent, because of what it contains; ``reason`` is for staff, and may quote SES."""

    def __init__(self, reason: str) -> None:
        super().__init__("an email cannot be sent")
        self.reason = reason


class MailBeingSent(KeydeskError):
    """Another attempt is sending this email, or was cut off while it did: retry in a minute."""


class EmailNotRecordedYet(KeydeskError):
    """A delivery report for an email that may have been sent a moment ago, and is not recorded yet: retry later."""
