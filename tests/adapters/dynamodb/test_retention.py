"""What has ended is found when its time has come, and goes with all that belongs to it."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.inbound_messages import DynamoInboundMessages
from adapters.dynamodb.outbox import DynamoOutbox
from adapters.dynamodb.retention import DynamoEndedCases
from adapters.dynamodb.table import Item, Key, Table
from domain.cases.case import Decision, DecisionType, Outcome, Status, Task, TaskKey, TaskKind
from domain.cases.exception import ExceptionOutcome, ExceptionStatus, file_exception, parse_exception
from domain.cases.inbound_message import Handling, StoredMessage
from domain.model.errors import CaseNotStored
from domain.model.ids import address_key
from domain.notifications.messages import EmailName, OutboxEntry, SentEmail
from domain.operations.retention import purge_expired_cases
from tests.adapters.stores import Stores, table
from tests.examples import BRIEF, application, exception_data, facts
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
def test_an_application_is_forgotten_when_its_days_are_over_and_not_before(stores: Stores, status: Status) -> None:
    conclude(stores, status)
    clock = FakeClock()

    clock.move(100 * DAY)
    assert purge_expired_cases(stores.ended, 100, clock) == 0
    clock.move(timedelta(seconds=1))
    assert purge_expired_cases(stores.ended, 100, clock) == 1
    assert purge_expired_cases(stores.ended, 100, clock) == 0
    with pytest.raises(CaseNotStored):
        stores.cases.get_case(ID)


def test_what_is_in_review_is_never_forgotten(stores: Stores) -> None:
    stores.cases.add_application(application(), "thread-1@desk.example")

    assert list(stores.ended.list_ended_before(NOON + 9_999 * DAY)) == []
    assert stores.ended.purge_case(ID) is False
    assert stores.cases.get_case(ID).status is Status.IN_REVIEW
    stores.cases.conclude(stores.cases.get_case(ID), outcome(Status.REJECTED))
    assert list(stores.ended.list_ended_before(NOON + DAY)) == [ID]
    assert stores.cases.reopen(ID, "I added a photo.", "receipt-1", NOON + DAY), "as if nothing had been tried"


def test_a_rejection_that_is_reopened_has_not_ended_until_its_second_answer(stores: Stores) -> None:
    conclude(stores, Status.REJECTED)
    assert stores.cases.reopen(ID, "I added a photo.", "receipt-1", NOON + DAY)

    assert list(stores.ended.list_ended_before(NOON + 9_999 * DAY)) == []
    assert stores.ended.purge_case(ID) is False
    stores.cases.conclude(stores.cases.get_case(ID), Outcome(status=Status.REJECTED_FOR_GOOD, at=NOON + 9 * DAY))
    assert list(stores.ended.list_ended_before(NOON + 9 * DAY)) == []
    assert list(stores.ended.list_ended_before(NOON + 10 * DAY)) == [ID]


def test_an_exception_is_forgotten_too(stores: Stores) -> None:
    case = file_exception(parse_exception(exception_data()), facts(plan="business"), NOON, "thread-x", "")
    stores.exceptions.add_exception(case)
    assert stores.ended.purge_case(case.id) is False
    stores.exceptions.conclude(case, ExceptionOutcome(status=ExceptionStatus.REFUSED, at=NOON))

    assert purge_expired_cases(stores.ended, 1, lambda: NOON + 2 * DAY) == 1
    with pytest.raises(CaseNotStored):
        stores.exceptions.get_exception(case.id)


@pytest.fixture
def desk(aws: None) -> Table:
    return table()


def everything(desk: Table) -> list[dict[str, Any]]:
    return list[dict[str, Any]](desk._client.scan(TableName="desk")["Items"])


def finished(desk: Table) -> None:
    """An application with all that a case has, written before its end and after."""
    cases, mails, received = DynamoCases(desk), DynamoOutbox(desk), DynamoInboundMessages(desk)
    cases.add_application(application(), "thread-1@desk.example")
    cases.open_task(Task(key=KEY, opened_at=NOON), BRIEF)
    cases.conclude(cases.get_case(ID), outcome(Status.APPROVED))
    mails.record_due(APPROVED, NOON)
    mails.mark_tried(APPROVED, NOON)
    mails.mark_sent(APPROVED, SentEmail(message_id="ses-1", at=NOON))
    received.claim_message(ID, "message-1@client.example", "receipt-1")
    received.store_message(RECEIVED)


def test_nothing_of_a_forgotten_application_stays_but_the_accounts_standing(desk: Table) -> None:
    finished(desk)
    DynamoEndedCases(desk).purge_case(ID)

    assert [item["sk"] for item in everything(desk)] == [{"S": "STANDING"}]


class Dying(Table):
    """Dies at the deletion with this number, from 0."""

    dies_at = 0

    def take(self, key: Key) -> Item | None:
        if self.dies_at == 0:
            raise ConnectionError("killed")
        self.dies_at -= 1
        return super().take(key)


@pytest.mark.parametrize("number", range(9))
def test_forgetting_that_was_cut_off_goes_on_and_meanwhile_there_is_no_half_a_case(desk: Table, number: int) -> None:
    finished(desk)
    dying = Dying(desk._client, "desk")
    dying.dies_at = number
    after = FakeClock()
    after.move(2 * DAY)

    with pytest.raises(ConnectionError):
        purge_expired_cases(DynamoEndedCases(dying), 1, after)
    with suppress(CaseNotStored):  # nothing, or all of it
        assert len(DynamoCases(desk).get_case(ID).tasks) == 1

    assert purge_expired_cases(DynamoEndedCases(desk), 1, after) == 1
    assert len(everything(desk)) == 1


class Slow(Table):
    """A reply comes in when the case is read to forget it."""

    def query(self, partition: str, beginning: str = "") -> list[Item]:
        assert DynamoCases(Table(self._client, "desk")).reopen(ID, "I added a photo.", "receipt-1", NOON) is False
        return super().query(partition, beginning)


def test_a_case_that_is_being_forgotten_cannot_be_reopened(desk: Table) -> None:
    cases = DynamoCases(desk)
    cases.add_application(application(), "thread-1@desk.example")
    cases.conclude(cases.get_case(ID), outcome(Status.REJECTED))

    assert DynamoEndedCases(Slow(desk._client, "desk")).purge_case(ID) is True


def test_email_of_no_case_expires(desk: Table) -> None:
    mails = DynamoOutbox(desk)
    mail = OutboxEntry(name=EmailName.APPLY_LINK, to="avery@client.example")
    for one in (mail, APPROVED):
        mails.record_due(one, NOON)
        mails.mark_tried(one, NOON)
        mails.mark_sent(one, SentEmail(message_id=f"ses-{one.name}", at=NOON))

    leave = {item["pk"]["S"]: int(item["expires_at"]["N"]) for item in everything(desk) if "expires_at" in item}
    in_90_days = int((NOON + 90 * DAY).timestamp())
    assert leave == {f"CASE#{address_key('avery@client.example')}": in_90_days, "MESSAGE#ses-apply_link": in_90_days}
