"""The errors of the domain, which the handlers turn into responses.

The state machines catch ``MailThrottled`` and ``MailPaused`` by class name: do not rename them.
"""

from dataclasses import dataclass


class KeydeskError(Exception):
    """The base of all errors here."""


@dataclass(frozen=True)
class FieldProblem:
    """One wrong field: its JSON pointer (RFC 6901), and a message that says what would be right."""

    pointer: str
    message: str


class InvalidInput(KeydeskError):
    """The input breaks the documented schema; ``problems`` names every wrong field."""

    def __init__(self, problems: list[FieldProblem]) -> None:
        super().__init__(f"{len(problems)} field(s) are not right")
        self.problems = problems


class AlreadySubmitted(KeydeskError):
    """An application or exception with this id is stored: it was submitted twice."""


class AnotherApplicationOpen(KeydeskError):
    """The account has an open application, and may have one at a time."""

    def __init__(self, application_id: str) -> None:
        super().__init__(f"{application_id} is open")
        self.application_id = application_id


class AccountLookupFailed(KeydeskError):
    """The account lookup did not answer; this says nothing about the account."""


class UnknownToken(KeydeskError):
    """No such token was created, or it has expired."""


class UnknownCase(KeydeskError):
    """No application or exception has this id."""


class UnknownReply(KeydeskError):
    """No saved reply can have this id."""


class UnknownAccount(KeydeskError):
    """Neither the account lookup nor our own records know an account with this id."""


class NotSignedIn(KeydeskError):
    """There is no session of a member of staff, or it has ended."""


class NotAllowed(KeydeskError):
    """The roles of the member of staff lack the permission."""


class ConflictOfInterest(KeydeskError):
    """The person is involved in the case and must not decide it; ``part`` says how, in words."""

    def __init__(self, part: str) -> None:
        super().__init__(f"the person is {part}")
        self.part = part


class AlreadyDecided(KeydeskError):
    """The task has a decision already, by this link or another."""


class CaseNotStored(KeydeskError):
    """An item is not in the table: its case was purged, or Keydesk has a bug."""


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


class MailBeingSent(KeydeskError):
    """Another attempt is sending this email, or was cut off while it did: retry in a minute."""


class EmailNotRecordedYet(KeydeskError):
    """A delivery report for an email that may have been sent a moment ago, and is not recorded yet: retry later."""
