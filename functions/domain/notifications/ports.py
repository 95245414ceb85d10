"""What this package needs from the outside world: ``adapters/`` has it on AWS, the tests have fakes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from domain.notifications.delivery_status import DeliveryReport, OutboxRecord
from domain.notifications.messages import Email, OutboxEntry, SentEmail


class OutboxStore(Protocol):
    """The record of every mail: due, tried, sent, and what became of it."""

    def record_due(self, mail: OutboxEntry, at: datetime) -> SentEmail | None:
        """Store that a mail is due since then; answers with the record if the mail was sent already."""

    def mark_tried(self, mail: OutboxEntry, at: datetime) -> bool:
        """Store that SES is asked now. True if it was asked before, and nobody knows whether it took the mail.

        Raises ``MailBeingSent`` where it was asked within ``LONGEST_TRY``: that try may still end.
        """

    def list_due(self, before: datetime) -> Iterable[OutboxEntry]:
        """Those that are due since before then and not sent, the oldest first. May be behind by a moment."""

    def mark_not_needed(self, mail: OutboxEntry) -> None:
        """Store that nobody needs a mail any more."""

    def mark_not_sent(self, mail: OutboxEntry) -> None:
        """Store that SES surely did not take the mail: nothing is known to be under way."""

    def mark_sent(self, mail: OutboxEntry, sent: SentEmail) -> None:
        """Store that SES took the mail, and under which message id."""

    def find_entry(self, message_id: str) -> OutboxEntry | None:
        """The mail that SES took under this message id, or None."""

    def record_delivery(self, mail: OutboxEntry, report: DeliveryReport) -> bool:
        """Store what became of a mail. False, and nothing changes, if as much or more is known already."""

    def list_entries(self, case_id: str) -> tuple[OutboxRecord, ...]:
        """Every mail of a case that was ever due."""

    def find_case_id(self, message_id: str) -> str | None:
        """The case to whose conversation a message id belongs, or None."""


class EmailSender(Protocol):
    """The post office."""

    def send_email(self, letter: Email) -> str:
        """Send a letter; answers with the message id that SES gave it.

        Raises ``MailNotSent``, or a class of it, where SES surely did not take the letter. After any other error it
        may have.
        """


class Channel(Protocol):
    """Where the company talks."""

    def post_text(self, text: str) -> None:
        """Post a line. Raises ``SlackPostFailed`` where the channel did not take it."""
