"""Events like AWS's own examples, without fields that are not read.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.aws.ses_events import read_report
from domain.notifications.delivery_status import DeliveryReport, DeliveryStatus

AT = "2026-03-02T12:00:00.669Z"
WHEN = datetime(2026, 3, 2, 12, 0, 0, 669000, tzinfo=UTC)
RECIPIENT = {"emailAddress": "avery@client.example"}
UNKNOWN_USER = {**RECIPIENT, "action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 user unknown"}


def event(**detail: Any) -> dict[str, Any]:
    mail = {"timestamp": AT, "source": "desk@desk.example", "messageId": "0100-1", "destination": ["a@b.example"]}
    return {
        "version": "0",
        "detail-type": "Email Bounced",
        "source": "aws.ses",
        "time": "2026-03-02T12:00:01Z",
        "detail": {"eventType": "Bounce", "mail": mail, **detail},
    }


def bounce(bounce_type: str, sub_type: str, recipient: dict[str, str]) -> dict[str, Any]:
    facts = {"bounceType": bounce_type, "bounceSubType": sub_type, "bouncedRecipients": [recipient], "timestamp": AT}
    return event(bounce={**facts, "feedbackId": "0100-2", "reportingMTA": "dsn; mta.example"})


@pytest.mark.parametrize(
    ("happened", "fate", "reason"),
    [
        (
            bounce("Permanent", "General", UNKNOWN_USER),
            DeliveryStatus.HARD_BOUNCED,
            "General: smtp; 550 5.1.1 user unknown",
        ),
        (
            bounce("Permanent", "OnAccountSuppressionList", RECIPIENT),
            DeliveryStatus.HARD_BOUNCED,
            "OnAccountSuppressionList",
        ),
        (bounce("Transient", "MailboxFull", RECIPIENT), DeliveryStatus.SOFT_BOUNCED, "MailboxFull"),
        (bounce("Undetermined", "Undetermined", RECIPIENT), DeliveryStatus.SOFT_BOUNCED, "Undetermined"),
        (
            event(complaint={"complaintSubType": None, "complaintFeedbackType": "abuse", "timestamp": AT}),
            DeliveryStatus.COMPLAINED,
            "abuse",
        ),
        (event(complaint={"complainedRecipients": [RECIPIENT], "timestamp": AT}), DeliveryStatus.COMPLAINED, ""),
        (
            event(deliveryDelay={"delayType": "MailboxFull", "delayedRecipients": [RECIPIENT], "timestamp": AT}),
            DeliveryStatus.DELAYED,
            "MailboxFull",
        ),
        (
            event(delivery={"timestamp": AT, "smtpResponse": "250 ok", "processingTimeMillis": 7}),
            DeliveryStatus.DELIVERED,
            "",
        ),
    ],
)
def test_event_of_each_kind_is_read(happened: Any, fate: DeliveryStatus, reason: str) -> None:
    assert read_report(happened) == ("0100-1", DeliveryReport(status=fate, at=WHEN, reason=reason))


def test_rejection_has_the_time_of_its_event() -> None:
    message_id, report = read_report(event(reject={"reason": "Bad content"}))

    assert (message_id, report.status, report.reason) == ("0100-1", DeliveryStatus.REJECTED, "Bad content")
    assert report.at == datetime(2026, 3, 2, 12, 0, 1, tzinfo=UTC)


def without(place: str, happened: dict[str, Any]) -> dict[str, Any]:
    inner, *_, name = [happened, *place.split(".")]
    for part in place.split(".")[:-1]:
        inner = inner[part]
    del inner[name]
    return happened


@pytest.mark.parametrize(
    "malformed",
    [
        None,
        {},
        {"detail": "no object"},
        event(),
        event(bounce={}),
        event(bounce={"bounceType": "Permanent", "timestamp": "yesterday"}),
        event(delivery={"timestamp": AT}) | {"time": None},
        without("detail.mail", event(delivery={"timestamp": AT})),
        without("detail.mail.messageId", event(delivery={"timestamp": AT})),
        event(delivery={"timestamp": AT}, mail={"messageId": ""}),
    ],
)
def test_malformed_event_is_refused_without_quoting_it(malformed: Any) -> None:
    with pytest.raises(ValueError) as refused:
        read_report(malformed)

    assert "desk.example" not in str(refused.value)
