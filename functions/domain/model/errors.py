"""What can go wrong at the desk, as classes.

The edge turns each into an answer for a person. The names ``MailThrottled`` and ``MailPaused`` are a contract: the
state machines know them, since Step Functions sees of a Lambda's error the name of its class.
"""

from dataclasses import dataclass


class KeydeskError(Exception):
    """Something that the desk can explain to the person who caused it."""


@dataclass(frozen=True)
class FieldProblem:
    """One wrong field: where it is (JSON pointer, RFC 6901) and what would be right."""

    pointer: str
    message: str


class InvalidInput(KeydeskError):
    """The input breaks the documented shape; ``problems`` names every field that is wrong."""

    def __init__(self, problems: list[FieldProblem]) -> None:
        super().__init__(f"{len(problems)} field(s) are not right")
        self.problems = problems


class AlreadySubmitted(KeydeskError):
    """There is an application with this id: the same hand-in arrived twice."""


class AnotherApplicationOpen(KeydeskError):
    """The account has an open application, and can have one at a time."""

    def __init__(self, application_id: str) -> None:
        super().__init__(f"{application_id} is open")
        self.application_id = application_id


class AccountLookupFailed(KeydeskError):
    """The account lookup did not answer: a fault that says nothing about the account."""


class UnknownToken(KeydeskError):
    """The link was never made, or it has expired."""


class UnknownCase(KeydeskError):
    """The address names no application and no exception."""


class UnknownAccount(KeydeskError):
    """Neither the account lookup nor the desk knows an account of this id."""


class NotSignedIn(KeydeskError):
    """Nobody of the staff: the session was never made, or it has ended."""


class NotAllowed(KeydeskError):
    """One of the staff, whose roles do not do this."""


class ConflictOfInterest(KeydeskError):
    """The person's own case, about which somebody else has to decide; ``part`` is what the person is in it."""

    def __init__(self, part: str) -> None:
        super().__init__(f"the person is {part}")
        self.part = part


class AlreadyDecided(KeydeskError):
    """The task was decided before, by this link or by another."""


class CaseNotStored(KeydeskError):
    """An item is not in the table: its case was forgotten. Else it is a fault of ours, never of the applicant."""


class SlackPostFailed(KeydeskError):
    """The channel did not take an announcement; the message never holds the channel's address, which is a secret."""


class UnreadableMessage(KeydeskError):
    """A received message that cannot be read at all: it has more lines, fields or parts than any honest one."""


class MailNotSent(KeydeskError):
    """SES surely did not take a mail, so the next try sends it for the first time. Metrics count it by this name."""


class MailThrottled(MailNotSent):
    """More mail than SES sends for us in a second or in a day. The state machines try again for hours."""


class MailPaused(MailNotSent):
    """Sending is stopped until somebody lets it go on. The state machines try again for hours; an alarm tells."""


class MailBeingSent(KeydeskError):
    """Another try sends this mail at this moment, or was cut off within it: try again in a minute."""


class EmailNotRecordedYet(KeydeskError):
    """A report on a mail that may be one of ours, sent a moment ago and not marked yet: ask again in a minute."""
