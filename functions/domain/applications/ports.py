"""What this package needs from the outside world: ``adapters/`` has it on AWS, the tests have fakes."""

from datetime import datetime
from typing import Protocol

from domain.applications.pending_confirmation import PendingConfirmation
from domain.model.application import Application


class PendingConfirmations(Protocol):
    """Applications that wait for the confirmation of the account's holder. Each is found by its ``key`` as well."""

    def add_pending(self, holder_id: str, application: Application, expires_at: datetime) -> None:
        """Keep an application until it expires; the same again is one."""

    def list_newest(self, holder_id: str, now: datetime, before: str = "") -> tuple[PendingConfirmation, ...]:
        """The ``MAX_WAITING`` last ones of a holder that are neither confirmed nor expired, newest first.

        With ``before`` (the key of one), those before it.
        """

    def get_application(self, holder_id: str, key: str, now: datetime) -> Application | None:
        """One that has not expired, confirmed or not; or None."""

    def mark_confirmed(self, holder_id: str, key: str) -> None:
        """From now on it does not wait any more."""

    def claim_email(self, holder_id: str, what: str, now: datetime) -> bool:
        """Whether the caller is the one to write a mail now: of many at the same time, one is."""
