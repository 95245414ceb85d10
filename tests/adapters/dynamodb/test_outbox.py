"""The outbox: the fake and the DynamoDB adapter behave alike."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.cases.ports import Cases
from domain.model.errors import MailBeingSent
from domain.notifications.delivery_status import DeliveryReport, DeliveryStatus
from domain.notifications.messages import LONGEST_TRY, EmailName, EmailText, OutboxEntry, SentEmail
from tests.adapters.stores import Stores
from tests.examples import application
from tests.fakes import NOON

ID = application().id
ENTRY = OutboxEntry(name=EmailName.REJECTED, case_id=ID, round=1, to="avery@client.example", occasion="a day")
SENT = SentEmail(message_id="ses-1", at=NOON)
DELAYED, DELIVERED, SOFT_BOUNCED = DeliveryStatus.DELAYED, DeliveryStatus.DELIVERED, DeliveryStatus.SOFT_BOUNCED
HARD_BOUNCED, COMPLAINED = DeliveryStatus.HARD_BOUNCED, DeliveryStatus.COMPLAINED


def changed(**changes: Any) -> OutboxEntry:
    return ENTRY.model_copy(update=changes)


@pytest.fixture
def sent(stores: Stores, cases: Cases) -> Stores:
    """With one entry that was sent."""
    stores.outbox.record_due(ENTRY, NOON)
    stores.outbox.mark_sent(ENTRY, SENT)
    return stores


def reports(stores: Stores) -> list[DeliveryReport]:
    return [record.report for record in stores.outbox.list_entries(ID) if record.report]


def report(status: DeliveryStatus, hours: int = 0) -> DeliveryReport:
    return DeliveryReport(status=status, at=NOON + timedelta(hours=hours), reason="smtp; 550 nobody, ünïcode")


def test_entry_is_due_until_it_is_marked_sent(stores: Stores, cases: Cases) -> None:
    for _ in range(2):
        assert stores.outbox.record_due(ENTRY, NOON)
    stores.outbox.mark_sent(ENTRY, SENT)

    assert not stores.outbox.record_due(ENTRY, NOON)


def test_few_emails_a_day_are_claimed_for_an_address(stores: Stores, cases: Cases) -> None:
    entries = [changed(case_id="k1"), changed(round=2), changed(to="AVERY@client.example", case_id="k2")]

    for _ in range(2):
        assert [stores.outbox.claim_daily_email(entry, NOON, 2) for entry in entries] == [True, True, False]
    assert stores.outbox.count_daily_emails("Avery@client.example", NOON) == 2
    assert stores.outbox.count_daily_emails("avery+work@client.example", NOON) == 2, "it may be the same mailbox"
    assert stores.outbox.count_daily_emails(ENTRY.to, NOON + timedelta(days=1)) == 0
    assert stores.outbox.claim_daily_email(entries[2], NOON + timedelta(days=1), 2)


@pytest.mark.parametrize("change", [{"round": 2}, {"occasion": "another day"}, {"to": "zoe@client.example"}])
def test_entry_of_other_values_is_another_email(sent: Stores, change: dict[str, Any]) -> None:
    assert sent.outbox.record_due(changed(**change), NOON)


def test_entries_are_listed_as_due_oldest_first_until_sent_or_not_needed(stores: Stores, cases: Cases) -> None:
    last, second = changed(name=EmailName.REPLY_NOT_ACCEPTED), changed(to="olive@client.example")
    later = NOON + timedelta(hours=1)
    stores.outbox.record_due(last, later)
    for _ in range(2):
        stores.outbox.record_due(ENTRY, NOON)
        stores.outbox.record_due(second, NOON + timedelta(minutes=1))

    assert list(stores.outbox.list_due(NOON - timedelta(seconds=1))) == []
    assert list(stores.outbox.list_due(NOON)) == [ENTRY]
    assert list(stores.outbox.list_due(later)) == [ENTRY, second, last]
    stores.outbox.mark_tried(ENTRY, NOON)
    assert list(stores.outbox.list_due(NOON)) == [ENTRY], "nobody knows whether it was sent"
    stores.outbox.mark_sent(ENTRY, SENT)
    stores.outbox.mark_not_needed(second)

    assert list(stores.outbox.list_due(later)) == [last]
    stores.outbox.record_due(second, later)
    assert list(stores.outbox.list_due(later)) == [last]


def test_email_that_cannot_be_sent_is_due_no_more_and_listed_newest_first(stores: Stores, cases: Cases) -> None:
    without_case = OutboxEntry(name=EmailName.APPLY_LINK, to="Holder@client.example", occasion="2026-03-02 acct-1")
    for entry, at in ((ENTRY, NOON), (without_case, NOON + timedelta(minutes=1)), (changed(to="zoe@b.example"), NOON)):
        stores.outbox.record_due(entry, at)
    stores.outbox.mark_tried(ENTRY, NOON)

    for entry in (ENTRY, without_case):
        stores.outbox.mark_unsendable(entry, report(DeliveryStatus.CANNOT_BE_SENT))

    assert list(stores.outbox.list_due(NOON + timedelta(hours=1))) == [changed(to="zoe@b.example")]
    assert not stores.outbox.record_due(ENTRY, NOON)
    assert not stores.outbox.record_due(without_case, NOON)
    listed = list(stores.outbox.list_unsendable(NOON, limit=9))
    assert [(found.entry, found.tried_at, found.report) for found in listed] == [
        (entry, None, report(DeliveryStatus.CANNOT_BE_SENT)) for entry in (without_case, ENTRY)
    ]
    assert [found.entry for found in stores.outbox.list_unsendable(NOON, limit=1)] == [without_case]
    since = NOON + timedelta(seconds=1)
    assert [found.entry for found in stores.outbox.list_unsendable(since, limit=9)] == [without_case]
    assert not stores.outbox.record_delivery(ENTRY, report(HARD_BOUNCED)), "SES has nothing to report on it"


def test_try_is_remembered_unless_the_email_was_surely_not_sent(stores: Stores, cases: Cases) -> None:
    stores.outbox.record_due(ENTRY, NOON)

    def tried() -> list[datetime | None]:
        return [record.tried_at for record in stores.outbox.list_entries(ID)]

    assert tried() == [None]
    assert not stores.outbox.mark_tried(ENTRY, NOON)
    assert tried() == [NOON]
    stores.outbox.mark_not_sent(ENTRY)
    assert tried() == [None]
    assert not stores.outbox.mark_tried(ENTRY, NOON), "SES refused it, so it was not sent"
    with pytest.raises(MailBeingSent):
        stores.outbox.mark_tried(ENTRY, NOON + LONGEST_TRY)
    assert stores.outbox.mark_tried(ENTRY, NOON + 2 * LONGEST_TRY), "it may have been sent"
    assert stores.outbox.record_due(ENTRY, NOON)
    assert tried() == [NOON + 2 * LONGEST_TRY]


def test_text_of_an_email_is_kept_from_its_last_try(stores: Stores, cases: Cases) -> None:
    first, last = EmailText(subject="Received", text="Draft"), EmailText(subject="Received", text="We have it.")

    def content() -> EmailText | None:
        (record,) = stores.outbox.list_entries(ID)
        return record.content

    stores.outbox.record_due(ENTRY, NOON)
    assert content() is None
    stores.outbox.mark_tried(ENTRY, NOON, first)
    assert content() == first
    stores.outbox.mark_tried(ENTRY, NOON + 2 * LONGEST_TRY, last)
    stores.outbox.mark_sent(ENTRY, SENT)

    assert content() == last


def test_receipts_are_counted_by_the_day(stores: Stores) -> None:
    late = NOON.replace(hour=23, minute=59)
    assert [stores.outbox.claim_receipt(at, 2) for at in (NOON, late, NOON, late)] == [True, True, False, False]

    assert stores.outbox.claim_receipt(late + timedelta(minutes=1), 2)


def test_message_id_leads_to_its_case_and_entry(sent: Stores) -> None:
    assert sent.outbox.find_case_id("ses-1") == ID
    assert sent.outbox.find_case_id("thread-1@desk.example") == ID
    assert sent.outbox.find_case_id("ses-2") is None
    assert sent.outbox.find_entry("ses-1") == ENTRY
    assert sent.outbox.find_entry("thread-1@desk.example") is None, "the conversation is no email"
    assert sent.outbox.find_entry("ses-2") is None


def test_email_of_no_case_is_due_sent_and_reported_on_as_others_are(stores: Stores) -> None:
    entry = OutboxEntry(name=EmailName.APPLY_LINK, to="Holder@client.example", occasion="2026-03-02 acct-1")
    other = entry.model_copy(update={"occasion": "2026-03-03 acct-1"})
    for due in (entry, other):
        assert stores.outbox.record_due(due, NOON)
    assert list(stores.outbox.list_due(NOON)) == [entry, other]

    stores.outbox.mark_sent(entry, SENT)

    assert list(stores.outbox.list_due(NOON)) == [other]
    assert stores.outbox.find_entry("ses-1") == entry
    assert stores.outbox.find_case_id("ses-1") is None
    assert stores.outbox.record_delivery(entry, report(DELIVERED))
    assert not stores.outbox.record_delivery(entry, report(DELIVERED)), "it is known"


def test_entries_of_a_case_are_listed_whether_sent_or_not(sent: Stores) -> None:
    due = changed(to="zoe@client.example")
    sent.outbox.record_due(due, NOON)

    found = {record.entry: record.sent and record.sent.message_id for record in sent.outbox.list_entries(ID)}

    assert found == {ENTRY: "ses-1", due: None}
    assert sent.outbox.list_entries("kother") == ()


def test_delivery_report_is_recorded_once(sent: Stores) -> None:
    assert reports(sent) == []
    assert sent.outbox.record_delivery(ENTRY, report(HARD_BOUNCED))
    assert not sent.outbox.record_delivery(ENTRY, report(HARD_BOUNCED, hours=1)), "the same event again"
    assert reports(sent) == [report(HARD_BOUNCED)]


@pytest.mark.parametrize(
    ("first", "then", "stays"),
    [
        (DELAYED, DELIVERED, DELIVERED),
        (DELIVERED, DELAYED, DELIVERED),  # the events may come in any order
        (DELAYED, SOFT_BOUNCED, SOFT_BOUNCED),
        (DELIVERED, HARD_BOUNCED, HARD_BOUNCED),  # some servers check only after they accepted it
        (DELIVERED, COMPLAINED, COMPLAINED),
        (HARD_BOUNCED, DELIVERED, HARD_BOUNCED),
        (HARD_BOUNCED, SOFT_BOUNCED, HARD_BOUNCED),
        (DeliveryStatus.REJECTED, DELAYED, DeliveryStatus.REJECTED),
    ],
)
def test_weightier_of_two_reports_stays(
    sent: Stores, first: DeliveryStatus, then: DeliveryStatus, stays: DeliveryStatus
) -> None:
    sent.outbox.record_delivery(ENTRY, report(first))
    sent.outbox.record_delivery(ENTRY, report(then))

    assert [found.status for found in reports(sent)] == [stays]
