"""What can go wrong at the desk, as classes.

The edge turns each into an answer for a person. The names ``MailThrottled`` and ``MailPaused`` are a contract: the
state machines know them, since Step Functions sees of a Lambda's error the name of its class.
"""

from dataclasses import dataclass


class DeskError(Exception):
    """Something that the desk can explain to the person who caused it."""


@dataclass(frozen=True)
class FieldProblem:
    """One wrong field: where it is (JSON pointer, RFC 6901) and what would be right."""

    pointer: str
    message: str


class InvalidInput(DeskError):
    """The input breaks the documented shape; ``problems`` names every field that is wrong."""

    def __init__(self, problems: list[FieldProblem]) -> None:
        super().__init__(f"{len(problems)} field(s) are not right")
        self.problems = problems


class AlreadyHandedIn(DeskError):
    """There is an application with this id: the same hand-in arrived twice."""


class AnotherIsOpen(DeskError):
    """The account has an open application, and can have one at a time."""

    def __init__(self, application_id: str) -> None:
        super().__init__(f"{application_id} is open")
        self.application_id = application_id


class LookUpFailed(DeskError):
    """The account lookup did not answer: a fault that says nothing about the account."""


class UnknownLink(DeskError):
    """The link was never made, or it has expired."""


class UnknownCase(DeskError):
    """The address names no application and no exception."""


class UnknownAccount(DeskError):
    """Neither the account lookup nor the desk knows an account of this id."""


class NotSignedIn(DeskError):
    """Nobody of the staff: the session was never made, or it has ended."""


class NotAllowed(DeskError):
    """One of the staff, whose roles do not do this."""


class OwnCase(DeskError):
    """The person's own case, about which somebody else has to decide; ``part`` is what the person is in it."""

    def __init__(self, part: str) -> None:
        super().__init__(f"the person is {part}")
        self.part = part


class AlreadyDecided(DeskError):
    """The task was decided before, by this link or by another."""


class NotStored(DeskError):
    """An item is not in the table: its case was forgotten. Else it is a fault of ours, never of the applicant."""


class NotPosted(DeskError):
    """The channel did not take an announcement; the message never holds the channel's address, which is a secret."""


class Unreadable(DeskError):
    """A received message that cannot be read at all: it has more lines, fields or parts than any honest one."""


class MailNotSent(DeskError):
    """SES surely did not take a mail, so the next try sends it for the first time. Metrics count it by this name."""


class MailThrottled(MailNotSent):
    """More mail than SES sends for us in a second or in a day. The state machines try again for hours."""


class MailPaused(MailNotSent):
    """Sending is stopped until somebody lets it go on. The state machines try again for hours; an alarm tells."""


class MailBeingSent(DeskError):
    """Another try sends this mail at this moment, or was cut off within it: try again in a minute."""


class NotMarkedYet(DeskError):
    """A report on a mail that may be one of ours, sent a moment ago and not marked yet: ask again in a minute."""
