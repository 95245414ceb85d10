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


def report(fate: DeliveryStatus, reason: str = "") -> DeliveryReport:
    return DeliveryReport(fate=fate, at=NOON, reason=reason)


def mail(name: EmailName = EmailName.REJECTED) -> OutboxEntry:
    return OutboxEntry(name=name, case_id="kabcdefghij234567", round=1, to="avery@client.example")


def test_what_staff_read_of_a_mail_that_came_back() -> None:
    bounced = OutboxRecord(mail=mail(), report=report(DeliveryStatus.HARD_BOUNCED, "General: smtp; 550 user unknown"))
    (problem,) = delivery_problems((bounced,))

    assert problem == {
        "to": "avery@client.example",
        "title": "Rejection",
        "happened": "It came back for good. The address takes no mail.",
        "reason": "General: smtp; 550 user unknown",
        "at": NOON,
    }


def test_problems_stand_oldest_first_and_a_mail_without_news_is_none() -> None:
    later = DeliveryReport(fate=DeliveryStatus.HARD_BOUNCED, at=NOON + timedelta(hours=1))
    records = [OutboxRecord(mail=mail(EmailName.APPROVED), report=later), OutboxRecord(mail=mail(EmailName.RECEIVED))]
    records.append(OutboxRecord(mail=mail(), report=report(DeliveryStatus.DELAYED)))

    assert [one["title"] for one in delivery_problems(tuple(records))] == ["Rejection", "Approval"]


def test_a_mail_that_arrived_is_no_problem() -> None:
    assert delivery_problems((OutboxRecord(mail=mail(), report=report(DeliveryStatus.DELIVERED)),)) == []


@pytest.mark.parametrize("fate", [fate for fate in DeliveryStatus if fate is not DeliveryStatus.DELIVERED])
@pytest.mark.parametrize("name", EmailName)
def test_every_problem_of_every_mail_has_words(fate: DeliveryStatus, name: EmailName) -> None:
    (problem,) = delivery_problems((OutboxRecord(mail=mail(name), report=report(fate)),))

    assert problem["title"][0].isupper()
    assert "_" not in problem["title"]
    assert problem["happened"].endswith(".")


def test_the_words_of_a_strange_mail_server_are_one_line_of_bounded_length() -> None:
    hostile = "smtp; 550\r\n\x1b[31mno\x00 such\u2028user\u202e " + "x" * 100_000

    reason = report(DeliveryStatus.HARD_BOUNCED, hostile).reason

    assert reason.startswith("smtp; 550 [31mno such user x")
    assert len(reason) == LONGEST_REASON
    assert reason.isprintable()


def test_each_way_in_which_an_application_ends_has_its_decision_mail() -> None:
    assert {str(name) for name in DECISION_EMAILS} == {str(status) for status in Status} - {"in_review"}
