"""An application that waits for the confirmation of the account's holder."""

from review.application import Application
from review.fields import Record

MOST_WAITING = 25  # as many as a person reads at once; a stranger may hand in any number


class WaitingApplication(Record):
    """``key`` names it among those that wait for one holder, the later the greater."""

    key: str
    application: Application


def waiting_key(application: Application) -> str:
    """Its time and its id."""
    return f"{application.submitted_at.isoformat()}#{application.id}"
