"""The emails that went out about a case, and the content of each."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from domain.model.errors import UnknownEmail
from domain.notifications.delivery_status import TITLES, DeliveryStatus, OutboxRecord, problem_values
from domain.notifications.messages import EmailText, OutboxEntry

_STATUS = {
    DeliveryStatus.DELAYED: ("Delayed", "flag"),
    DeliveryStatus.DELIVERED: ("Delivered", "pass"),
    DeliveryStatus.SOFT_BOUNCED: ("Bounced", "reject"),
    DeliveryStatus.COMPLAINED: ("Reported as spam", "flag"),
    DeliveryStatus.HARD_BOUNCED: ("Bounced", "reject"),
    DeliveryStatus.REJECTED: ("Blocked by Amazon SES", "reject"),
    DeliveryStatus.CANNOT_BE_SENT: ("Can't be sent", "reject"),
}


def email_id(entry: OutboxEntry) -> str:
    """Identifies an email within its case, in addresses of pages: these are logged, so it has no email address."""
    return hashlib.sha256(entry.idempotency_key.encode()).hexdigest()[:16]


def delivery_words(status: DeliveryStatus) -> str:
    return _STATUS[status][0]


def sent_emails_values(records: Iterable[OutboxRecord]) -> list[dict[str, Any]]:
    """Those that were sent, may have been sent or can't be sent, newest first."""
    dated = [(at, record) for record in records if (at := _at(record))]
    newest_first = sorted(dated, key=lambda pair: pair[0], reverse=True)
    return [_row_values(record, at) for at, record in newest_first]


def sent_email_values(records: Iterable[OutboxRecord], wanted: str) -> dict[str, Any]:
    """Plain values for ``templates/pages/console/email.html``: one email, by its ``email_id``.

    Raises:
        UnknownEmail: if no such email went out.
    """
    for record in records:
        if email_id(record.entry) == wanted and (at := _at(record)):
            report = problem_values(record.entry, record.report) if record.report else None
            is_problem = record.report is not None and record.report.status is not DeliveryStatus.DELIVERED
            return {
                **_row_values(record, at),
                "case_id": record.entry.case_id,
                "content": _content_values(record.content) if record.content else None,
                "report": report if is_problem else None,
                "delivered_at": record.report.at if record.report and not is_problem else None,
            }
    raise UnknownEmail


def _content_values(content: EmailText) -> dict[str, Any]:
    """By paragraph, since a page shows no more than the beginning of a value that is very long."""
    return {"subject": content.subject, "paragraphs": content.text.split("\n\n")}


def _row_values(record: OutboxRecord, at: datetime) -> dict[str, Any]:
    words, look = _STATUS[record.report.status] if record.report else _without_report(record)
    return {
        "id": email_id(record.entry),
        "title": TITLES[record.entry.name],
        "to": record.entry.to,
        "at": at,
        "status": words,
        "look": look,
        "is_sent": record.sent is not None,
        "is_tried": record.sent is None and record.tried_at is not None,
    }


def _without_report(record: OutboxRecord) -> tuple[str, str]:
    return ("Sent", "") if record.sent else ("May have been sent", "flag")


def _at(record: OutboxRecord) -> datetime | None:
    """When it was sent, or else tried, or else given up; None if none of these has happened."""
    if record.sent:
        return record.sent.at
    return record.tried_at or (record.report.at if record.report else None)
