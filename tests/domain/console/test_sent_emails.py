"""What staff see of the emails that went out about a case."""

from datetime import timedelta
from typing import Any

import pytest

from domain.console.pages import shell_values
from domain.console.sent_emails import email_id, sent_email_values, sent_emails_values
from domain.model.errors import UnknownEmail
from domain.notifications.delivery_status import DeliveryReport, DeliveryStatus, OutboxRecord
from domain.notifications.messages import EmailName, EmailText, OutboxEntry, SentEmail
from tests.adapters.web.test_pages import text as text_of
from tests.fakes import NOON
from tests.staff import REVIEWER

HOUR = timedelta(hours=1)
AVERY = "avery@client.example"
ENTRY = OutboxEntry(name=EmailName.REJECTED, case_id="k" + "a" * 16, to=AVERY)
SENT = SentEmail(message_id="ses-1", at=NOON)


def record(name: EmailName = EmailName.REJECTED, **facts: Any) -> OutboxRecord:
    return OutboxRecord(entry=ENTRY.model_copy(update={"name": name}), **facts)


def report(status: DeliveryStatus, reason: str = "") -> DeliveryReport:
    return DeliveryReport(status=status, at=NOON + HOUR, reason=reason)


def shown(email: OutboxRecord) -> str:
    """The text of the page of an email."""
    values = sent_email_values([email], email_id(email.entry))
    return text_of("console/email", {**values, **shell_values(REVIEWER, "csrf", "../../../../")})


def test_emails_that_went_out_are_listed_newest_first() -> None:
    emails = [
        record(EmailName.RECEIVED, sent=SENT, tried_at=NOON),
        record(EmailName.REMINDER),  # due, and never tried
        record(EmailName.REJECTED, tried_at=NOON + HOUR),
        record(EmailName.STATUS_LINK, report=report(DeliveryStatus.CANNOT_BE_SENT)),
        record(EmailName.QUESTION, sent=SENT.model_copy(update={"at": NOON + 2 * HOUR})),
    ]

    statuses = [row["status"] for row in sent_emails_values(emails)]

    assert statuses == ["Sent", "May have been sent", "Can't be sent", "Sent"]


@pytest.mark.parametrize(
    ("status", "words", "look"),
    [
        (DeliveryStatus.DELIVERED, "Delivered", "pass"),
        (DeliveryStatus.DELAYED, "Delayed", "flag"),
        (DeliveryStatus.SOFT_BOUNCED, "Bounced", "reject"),
        (DeliveryStatus.HARD_BOUNCED, "Bounced", "reject"),
        (DeliveryStatus.COMPLAINED, "Reported as spam", "flag"),
        (DeliveryStatus.REJECTED, "Blocked by Amazon SES", "reject"),
    ],
)
def test_email_says_whether_it_was_delivered(status: DeliveryStatus, words: str, look: str) -> None:
    (row,) = sent_emails_values([record(sent=SENT, report=report(status))])

    assert (row["status"], row["look"]) == (words, look)


def test_page_of_an_email_shows_all_of_its_text_escaped() -> None:
    text = "Hello <b>Avery</b>,\n\n" + "\n\n".join(f"Paragraph {number}. {'x' * 900}" for number in range(12))

    found = shown(record(sent=SENT, content=EmailText(subject="Not approved: <i>hours", text=text)))

    assert "Not approved: <i>hours" in found
    assert "Hello <b>Avery</b>," in found
    assert f"Paragraph 11. {'x' * 900}" in found
    assert "more characters" not in found


def test_page_of_an_email_that_bounced_says_why() -> None:
    found = shown(record(sent=SENT, report=report(DeliveryStatus.HARD_BOUNCED, "550 no such user")))

    assert "Bounced" in found and "550 no such user" in found


def test_page_of_an_email_of_before_says_that_its_text_was_not_kept() -> None:
    assert "sent before texts were kept" in shown(record(sent=SENT))


def test_email_is_found_by_its_id_alone() -> None:
    emails = [record(sent=SENT), record(EmailName.REMINDER)]

    assert AVERY not in email_id(ENTRY)
    for wanted in ("", "x" * 2_000, email_id(emails[1].entry)):
        with pytest.raises(UnknownEmail):
            sent_email_values(emails, wanted)
