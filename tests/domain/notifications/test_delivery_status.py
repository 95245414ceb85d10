from datetime import timedelta

import pytest

from domain.cases.case import Status
from domain.notifications.delivery_status import (
    LONGEST_REASON,
    DeliveryReport,
    DeliveryStatus,
    OutboxRecord,
    delivery_problems,
)
from domain.notifications.messages import DECISION_EMAILS, EmailName, OutboxEntry
from tests.fakes import NOON


def record(
    fate: DeliveryStatus | None, name: EmailName = EmailName.REJECTED, hours: int = 0, reason: str = ""
) -> OutboxRecord:
    entry = OutboxEntry(name=name, case_id="kabcdefghij234567", to="avery@client.example")
    report = DeliveryReport(status=fate, at=NOON + timedelta(hours=hours), reason=reason) if fate else None
    return OutboxRecord(entry=entry, report=report)


def test_problem_names_recipient_email_and_reason() -> None:
    bounced = record(DeliveryStatus.HARD_BOUNCED, reason="General: smtp; 550 user unknown")

    assert delivery_problems((bounced,)) == [
        {
            "to": "avery@client.example",
            "title": "Rejection",
            "happened": "Bounced. The address doesn't accept email.",
            "reason": "General: smtp; 550 user unknown",
            "at": NOON,
        }
    ]


def test_problems_are_oldest_first_without_emails_that_have_none() -> None:
    records = (
        record(DeliveryStatus.HARD_BOUNCED, EmailName.APPROVED, hours=1),
        record(None, EmailName.RECEIVED),
        record(DeliveryStatus.DELAYED),
        record(DeliveryStatus.DELIVERED, EmailName.DECLINED),
    )

    assert [problem["title"] for problem in delivery_problems(records)] == ["Rejection", "Approval"]


@pytest.mark.parametrize("fate", [fate for fate in DeliveryStatus if fate is not DeliveryStatus.DELIVERED])
@pytest.mark.parametrize("name", EmailName)
def test_every_problem_of_every_email_has_words(fate: DeliveryStatus, name: EmailName) -> None:
    (problem,) = delivery_problems((record(fate, name),))

    assert problem["title"][0].isupper()
    assert "_" not in problem["title"]
    assert problem["happened"].endswith(".")


def test_reason_of_a_mail_server_is_one_printable_line_of_bounded_length() -> None:
    hostile = "smtp; 550\r\n\x1b[31mno\x00 such\u2028user\u202e " + "x" * 100_000

    reason = DeliveryReport(status=DeliveryStatus.HARD_BOUNCED, at=NOON, reason=hostile).reason

    assert reason.startswith("smtp; 550 [31mno such user x")
    assert len(reason) == LONGEST_REASON
    assert reason.isprintable()


def test_decision_emails_are_named_for_the_final_statuses() -> None:
    assert {str(name) for name in DECISION_EMAILS} == {str(status) for status in Status} - {"in_review"}
