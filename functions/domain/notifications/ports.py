"""Protocols that ``adapters/`` implements on AWS, and the tests with fakes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from domain.model.email_message import Email
from domain.notifications.delivery_status import DeliveryReport, OutboxRecord
from domain.notifications.messages import EmailText, OutboxEntry, SentEmail
from domain.notifications.safety_check import SafetyAnswer, SafetyQuestion


class OutboxStore(Protocol):
    """The record of every email: due, tried, sent, and what became of it."""

    def record_due(self, entry: OutboxEntry, at: datetime) -> bool:
        """Store that an email is due from then on. False if it was sent already, or cannot be sent."""

    def mark_tried(self, entry: OutboxEntry, at: datetime, content: EmailText | None = None) -> bool:
        """Store that SES is called now, and with what. True if it was called before, and may have taken the email.

        Raises ``MailBeingSent`` if it was called within ``LONGEST_TRY``: that call may still end.
        """

    def claim_daily_email(self, entry: OutboxEntry, at: datetime, most: int) -> bool:
        """Whether an email is among the first ``most`` that were claimed for its address that day (UTC).

        Stays true when asked again on that day.
        """

    def claim_receipt(self, at: datetime, most: int) -> bool:
        """Count one more receipt to a stranger's address that day (UTC). False if there were ``most``."""

    def count_daily_emails(self, address: str, at: datetime) -> int:
        """How many emails were claimed for an address that day (UTC)."""

    def list_due(self, before: datetime) -> Iterable[OutboxEntry]:
        """Those due since before then and not sent, oldest first. Eventually consistent."""

    def mark_not_needed(self, entry: OutboxEntry) -> None:
        """Take an email off the list of those that are due."""

    def mark_not_sent(self, entry: OutboxEntry) -> None:
        """Store that SES certainly did not take the email."""

    def mark_unsendable(self, entry: OutboxEntry, report: DeliveryReport) -> None:
        """Store that the email will never be sent, and why. It is not due any more."""

    def list_unsendable(self, since: datetime, limit: int) -> Iterable[OutboxRecord]:
        """The newest emails that were due since then and cannot be sent, newest first. Eventually consistent."""

    def mark_sent(self, entry: OutboxEntry, sent: SentEmail) -> None:
        """Store that SES took the email, and under which message id."""

    def find_entry(self, message_id: str) -> OutboxEntry | None:
        """The email that SES took under this message id."""

    def record_delivery(self, entry: OutboxEntry, report: DeliveryReport) -> bool:
        """False, and nothing changes, if a report of the same or greater weight is stored."""

    def list_entries(self, case_id: str) -> tuple[OutboxRecord, ...]:
        """Every email of a case that was ever due."""

    def find_case_id(self, message_id: str) -> str | None:
        """The case to whose conversation a message id belongs."""


class EmailSender(Protocol):
    """Amazon SES."""

    def send_email(self, email: Email) -> str:
        """Returns the message id that SES gave it.

        Raises:
            EmailCannotBeSent: if it cannot be composed, or SES refuses it for what it is: it will never be sent.
            MailNotSent: or a subclass, if SES certainly did not take it. After any other error it may have.
        """


class Channel(Protocol):
    """A chat channel."""

    def post_text(self, text: str) -> None:
        """Raises ``SlackPostFailed`` if the channel did not take it."""


class SafetyCheck(Protocol):
    """The company's own system that answers for Trust & Safety."""

    def ask(self, question: SafetyQuestion) -> SafetyAnswer | None:
        """The answer, or None if it comes later.

        Raises ``SafetyCheckFailed`` if the system does not answer, fails, or does not keep to the contract.
        """
