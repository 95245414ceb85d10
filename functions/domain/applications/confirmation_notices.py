"""Emails to the applicant of an application that waits for the account holder: a receipt, and a notice when it lapses.

They are the same whether there is such an account or not. A stranger named the address, so they have none of its words.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from domain.applications.account_holder import HOLDER_TOKEN_LIFETIME
from domain.applications.submission import is_stored
from domain.cases.access_tokens import new_thread_id
from domain.cases.ports import Cases
from domain.model.application import Application
from domain.notifications.messages import EmailName, OutboxEntry
from domain.notifications.notifier import UNCONFIRMED_DAILY
from domain.notifications.outbox import Outbox

STRANGERS_DAILY = UNCONFIRMED_DAILY - 1  # so that strangers can't use up an address's emails of a day
RECEIPTS_DAILY = 500  # to all addresses together; anybody can ask for one, and SES sends so many emails a day
LATEST = timedelta(days=7)  # after the day on which it lapses, a notice that could not be sent is given up
NOTICES = (EmailName.WAITS_FOR_CONFIRMATION, EmailName.NOT_CONFIRMED)


@dataclass(frozen=True)
class ConfirmationNotices:
    """Both emails are entries of the outbox. The notice is due when the application lapses, and ``resend`` sends it."""

    cases: Cases
    outbox: Outbox

    def acknowledge(self, application: Application) -> None:
        """Send the receipt, and record when the notice is due.

        An address that got ``STRANGERS_DAILY`` today gets the receipt tomorrow. One whose emails of tomorrow are taken,
        too, gets neither, and nobody does after ``RECEIPTS_DAILY``: nothing is left of a flood.
        """
        confirm_by = application.submitted_at + HOLDER_TOKEN_LIFETIME
        occasion = f"{application.id} {application.request.account_id} {confirm_by.astimezone(UTC).date().isoformat()}"
        address = application.request.applicant.email
        receipt = OutboxEntry(name=EmailName.WAITS_FOR_CONFIRMATION, to=address, occasion=occasion)
        now = self.outbox.clock()
        send_at = self._claim_day(receipt, now)
        if send_at is None or not self.outbox.store.claim_receipt(now, RECEIPTS_DAILY):
            self.outbox.count("ReceiptsNotSent")
            return
        self.outbox.store.record_due(receipt.model_copy(update={"name": EmailName.NOT_CONFIRMED}), confirm_by)
        if send_at == now:
            self._send(receipt)
        else:
            self.outbox.store.record_due(receipt, send_at)

    def resend(self, entry: OutboxEntry) -> None:
        """Send a receipt or notice that is due, unless the application was confirmed, or it is too late."""
        values = _values(entry)
        last_day = values["confirm_by"] + (LATEST if entry.name is EmailName.NOT_CONFIRMED else timedelta())
        if is_stored(values["case_id"], self.cases) or self.outbox.clock().astimezone(UTC).date() > last_day:
            self.outbox.store.mark_not_needed(entry)
        else:
            self._send(entry)

    def _claim_day(self, receipt: OutboxEntry, now: datetime) -> datetime | None:
        """When the receipt may be sent: now, or at the beginning of tomorrow (UTC); None if on neither day."""
        tomorrow = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
        claims = (day for day in (now, tomorrow) if self.outbox.store.claim_daily_email(receipt, day, STRANGERS_DAILY))
        return next(claims, None)

    def _send(self, entry: OutboxEntry) -> None:
        values = {**_values(entry), "apply_url": f"{self.outbox.public_url}/apply/link"}
        self.outbox.send_once(entry, new_thread_id(self.outbox.mail_domain), lambda: values, STRANGERS_DAILY)


def _values(entry: OutboxEntry) -> dict[str, Any]:
    """The values of both emails, from the entry's occasion."""
    application_id, account_id, day = entry.occasion.split(" ")
    facts = {"case_id": application_id, "account_id": account_id, "confirm_by": date.fromisoformat(day)}
    return {"what": "application", **facts}
