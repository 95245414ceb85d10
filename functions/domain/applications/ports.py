"""Protocols that ``adapters/`` implements on AWS, and the tests with fakes."""

from datetime import datetime
from typing import Protocol

from domain.applications.pending_confirmation import PendingConfirmation, PendingPage
from domain.model.application import Application, PendingKey


class PendingConfirmations(Protocol):
    """Applications that wait for confirmation, by the address of the account holder (in any case) and their key.

    ``Cases.add_application`` confirms one.
    """

    def add_pending(self, address: str, application: Application, expires_at: datetime) -> None:
        """Keep an application until it expires. A repetition changes nothing."""

    def list_newest(self, address: str, now: datetime, before: str = "") -> PendingPage:
        """Neither confirmed, discarded nor expired, newest first, among the last ``MAX_PENDING``.

        Each application once, however often it was submitted. With ``before`` (a key), among those older than it.
        """

    def get_pending(self, waits_at: PendingKey, now: datetime) -> PendingConfirmation | None:
        """One that has not expired, also if it was confirmed or discarded."""

    def discard(self, waits_at: PendingKey, application: Application, block_until: datetime) -> bool:
        """Discard one, and block its applicant for its account. False, and nothing changes, if it was confirmed.

        A repetition only blocks again.
        """

    def is_blocked(self, address: str, application: Application, now: datetime) -> bool:
        """Whether its applicant, with any tag in the address, is blocked for its account by this account holder."""

    def claim_email(self, address: str, what: str, now: datetime) -> bool:
        """Whether the caller may send an email now: of several calls at the same time, one may."""
