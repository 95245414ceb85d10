"""Ended cases: they are found when their time has come, and deleted with all that belongs to them."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.console import DynamoCaseNotes
from adapters.dynamodb.inbound_messages import DynamoInboundMessages
from adapters.dynamodb.operations import DynamoEndedCases
from adapters.dynamodb.outbox import DynamoOutbox
from adapters.dynamodb.table import Item, Key, Table
from domain.cases.case import Decision, DecisionType, Outcome, Status, Task, TaskKey, TaskKind
from domain.cases.exception import ExceptionOutcome, ExceptionStatus
from domain.cases.inbound_message import Handling, StoredMessage
from domain.console.case_notes import CaseNote
from domain.model.errors import CaseNotStored
from domain.model.ids import address_key
from domain.notifications.messages import EmailName, EmailText, OutboxEntry, SentEmail
from domain.operations.retention import purge_expired_cases
from tests.adapters.stores import Stores, table
from tests.examples import BRIEF, application, filed_exception, reopen
from tests.fakes import NOON, FakeClock

ID = application().id
DAY = timedelta(days=1)
KEY = TaskKey(case_id=ID, round=1, kind=TaskKind.REVIEW)
APPROVED = OutboxEntry(name=EmailName.APPROVED, case_id=ID, round=1, to="avery@client.example")
RECEIVED = StoredMessage(
    receipt="receipt-1",
    case_id=ID,
    received_at=NOON,
    from_address="avery@client.example",
    subject="Thanks",
    text="Thank you.",
    handling=Handling.KEPT,
)


def outcome(status: Status) -> Outcome:
    return Outcome(status=status, at=NOON)


def conclude(stores: Stores, status: Status) -> None:
    stores.cases.add_application(application(), "thread-1@desk.example")
    stores.cases.open_task(Task(key=KEY, opened_at=NOON), BRIEF)
    if status is Status.WITHDRAWN:
        closing = Decision(answer=DecisionType.WITHDRAWN, by="avery@client.example", at=NOON)
        assert stores.cases.withdraw(stores.cases.get_case(ID), outcome(status), closing)
    else:
        stores.cases.conclude(stores.cases.get_case(ID), outcome(status))


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.IN_REVIEW, Status.REJECTED_FOR_GOOD}))
def test_ended_application_is_purged_after_its_days_and_not_before(stores: Stores, status: Status) -> None:
    conclude(stores, status)
    clock = FakeClock()

    clock.move(100 * DAY)
    assert purge_expired_cases(stores.ended, 100, clock) == 0
    clock.move(timedelta(seconds=1))
    assert purge_expired_cases(stores.ended, 100, clock) == 1
    assert purge_expired_cases(stores.ended, 100, clock) == 0
    with pytest.raises(CaseNotStored):
        stores.cases.get_case(ID)


def test_application_in_review_is_never_purged(stores: Stores) -> None:
    stores.cases.add_application(application(), "thread-1@desk.example")

    assert list(stores.ended.list_ended_before(NOON + 9_999 * DAY)) == []
    assert stores.ended.purge_case(ID) is False
    assert stores.cases.get_case(ID).status is Status.IN_REVIEW
    stores.cases.conclude(stores.cases.get_case(ID), outcome(Status.REJECTED))
    assert list(stores.ended.list_ended_before(NOON + DAY)) == [ID]
    assert reopen(stores.cases, ID, "I added a photo.", "receipt-1", NOON + DAY), "the purge left no trace"


def test_reopened_application_has_ended_after_its_second_outcome(stores: Stores) -> None:
    conclude(stores, Status.REJECTED)
    assert reopen(stores.cases, ID, "I added a photo.", "receipt-1", NOON + DAY)

    assert list(stores.ended.list_ended_before(NOON + 9_999 * DAY)) == []
    assert stores.ended.purge_case(ID) is False
    stores.cases.conclude(stores.cases.get_case(ID), Outcome(status=Status.REJECTED_FOR_GOOD, at=NOON + 9 * DAY))
    assert list(stores.ended.list_ended_before(NOON + 9 * DAY)) == []
    assert list(stores.ended.list_ended_before(NOON + 10 * DAY)) == [ID]


def test_ended_exception_is_purged(stores: Stores) -> None:
    case = filed_exception()
    stores.exceptions.add_exception(case)
    assert stores.ended.purge_case(case.id) is False
    stores.exceptions.conclude(case, ExceptionOutcome(status=ExceptionStatus.REFUSED, at=NOON))

    assert purge_expired_cases(stores.ended, 1, lambda: NOON + 2 * DAY) == 1
    with pytest.raises(CaseNotStored):
        stores.exceptions.get_exception(case.id)


@pytest.fixture
def stored(aws: None) -> Table:
    return table()


def all_items(stored: Table) -> list[dict[str, Any]]:
    return list[dict[str, Any]](stored._client.scan(TableName="desk")["Items"])


def store_ended_application(stored: Table) -> None:
    """Store an application with all that a case has, written before its end and after."""
    cases, outbox, messages = DynamoCases(stored), DynamoOutbox(stored), DynamoInboundMessages(stored)
    cases.add_application(application(), "thread-1@desk.example")
    cases.open_task(Task(key=KEY, opened_at=NOON), BRIEF)
    cases.conclude(cases.get_case(ID), outcome(Status.APPROVED))
    outbox.record_due(APPROVED, NOON)
    outbox.mark_tried(APPROVED, NOON, EmailText(subject="Approved", text="You can use the key."))
    DynamoCaseNotes(stored).add_note(ID, CaseNote(at=NOON, by="one@staff.example", text="Rang twice."))
    outbox.mark_sent(APPROVED, SentEmail(message_id="ses-1", at=NOON))
    messages.claim_message(ID, "message-1@client.example", "receipt-1")
    messages.store_message(RECEIVED)


def test_purge_leaves_only_the_status_and_the_daily_count_of_the_account(stored: Table) -> None:
    store_ended_application(stored)
    DynamoEndedCases(stored).purge_case(ID)

    assert [item["sk"]["S"] for item in all_items(stored)] == ["STANDING", "SUBMISSIONS#2026-03-02"]


class Interrupted(Table):
    """Fails at the deletion with this number, from 0."""

    fails_at = 0

    def take(self, key: Key) -> Item | None:
        if self.fails_at == 0:
            raise ConnectionError("killed")
        self.fails_at -= 1
        return super().take(key)


@pytest.mark.parametrize("number", range(10))
def test_interrupted_purge_leaves_no_half_case_and_is_resumed(stored: Table, number: int) -> None:
    store_ended_application(stored)
    interrupted = Interrupted(stored._client, "desk")
    interrupted.fails_at = number
    after = FakeClock()
    after.move(2 * DAY)

    with pytest.raises(ConnectionError):
        purge_expired_cases(DynamoEndedCases(interrupted), 1, after)
    with suppress(CaseNotStored):  # nothing, or all of it
        assert len(DynamoCases(stored).get_case(ID).tasks) == 1

    assert purge_expired_cases(DynamoEndedCases(stored), 1, after) == 1
    assert [item["sk"]["S"] for item in all_items(stored)] == ["STANDING", "SUBMISSIONS#2026-03-02"]


class RepliedTo(Table):
    """A reply arrives when the case is read to purge it."""

    def query(self, partition: str, beginning: str = "") -> list[Item]:
        assert reopen(DynamoCases(Table(self._client, "desk")), ID, "I added a photo.", "receipt-1", NOON) is False
        return super().query(partition, beginning)


def test_case_that_is_being_purged_cannot_be_reopened(stored: Table) -> None:
    cases = DynamoCases(stored)
    cases.add_application(application(), "thread-1@desk.example")
    cases.conclude(cases.get_case(ID), outcome(Status.REJECTED))

    assert DynamoEndedCases(RepliedTo(stored._client, "desk")).purge_case(ID) is True


def test_email_of_no_case_expires(stored: Table) -> None:
    outbox = DynamoOutbox(stored)
    of_no_case = OutboxEntry(name=EmailName.APPLY_LINK, to="avery@client.example")
    for entry in (of_no_case, APPROVED):
        outbox.record_due(entry, NOON)
        outbox.mark_tried(entry, NOON)
        outbox.mark_sent(entry, SentEmail(message_id=f"ses-{entry.name}", at=NOON))

    expiries = {item["pk"]["S"]: int(item["expires_at"]["N"]) for item in all_items(stored) if "expires_at" in item}
    in_90_days = int((NOON + 90 * DAY).timestamp())
    of_address = f"CASE#{address_key('avery@client.example')}"
    assert expiries == {of_address: in_90_days, "MESSAGE#ses-apply_link": in_90_days}
