"""Protocols that ``adapters/`` implements on AWS, and the tests with fakes."""

from datetime import datetime
from typing import Protocol

from domain.applications.pending_confirmation import PendingConfirmation
from domain.model.application import Application


class PendingConfirmations(Protocol):
    """Applications that wait for confirmation, by the address of the account holder (in any case) and their ``key``."""

    def add_pending(self, address: str, application: Application, expires_at: datetime) -> None:
        """Keep an application until it expires. A repetition changes nothing."""

    def list_newest(self, address: str, now: datetime, before: str = "") -> tuple[PendingConfirmation, ...]:
        """Neither confirmed nor expired, newest first, among the last ``MAX_PENDING``.

        With ``before`` (a key), among those older than it.
        """

    def get_application(self, address: str, key: str, now: datetime) -> Application | None:
        """One that has not expired, confirmed or not."""

    def mark_confirmed(self, address: str, key: str) -> None:
        """Leave it out of ``list_newest`` from now on."""

    def claim_email(self, address: str, what: str, now: datetime) -> bool:
        """Whether the caller may send an email now: of several calls at the same time, one may."""
