"""Inbound messages: the fake and the DynamoDB adapter behave alike."""

from datetime import timedelta

from domain.cases.inbound_message import Attachment, Handling, QuarantineDecision, StoredMessage
from domain.cases.ports import Cases
from tests.adapters.stores import Stores
from tests.examples import application
from tests.fakes import NOON

ID = application().id


def message(
    receipt: str = "receipt-1", case_id: str = ID, handling: Handling = Handling.QUARANTINED, hours: int = 0
) -> StoredMessage:
    return StoredMessage(
        receipt=receipt,
        case_id=case_id,
        received_at=NOON + timedelta(hours=hours),
        from_address="avery@client.example",
        subject="Re: Ünïcode 🙂",
        text="Two\nlines",
        attachments=(Attachment(name="proof.pdf", media_type="application/pdf", size=12_345),),
        handling=handling,
        why="Its sender isn't verified.",
    )


def decision(by: str, *, is_released: bool = True) -> QuarantineDecision:
    return QuarantineDecision(is_released=is_released, by=by, at=NOON, application_id=ID)


def test_messages_are_stored_with_their_case(stores: Stores, cases: Cases) -> None:
    later, earlier = message("receipt-1", hours=1, handling=Handling.AUTOMATIC), message("receipt-2")
    of_no_case = message("receipt-3", case_id="")
    for received in (later, earlier, of_no_case):
        stores.messages.store_message(received)

    assert sorted(cases.get_case(ID).messages, key=lambda received: received.received_at) == [earlier, later]
    assert stores.messages.get_message("", "receipt-3") == of_no_case
    assert stores.messages.get_message(ID, "receipt-3") is None


def test_quarantined_messages_of_a_case_come_first_until_decided(stores: Stores, cases: Cases) -> None:
    of_no_case = message("receipt-2", case_id="")
    for received in (message("receipt-1", hours=1), of_no_case, message("receipt-3", handling=Handling.AUTOMATIC)):
        stores.messages.store_message(received)
    assert [found.receipt for found in stores.messages.list_quarantined(25)] == ["receipt-1", "receipt-2"]

    stores.messages.record_decision(of_no_case, decision("one@staff.example"))

    assert [found.receipt for found in stores.messages.list_quarantined(25)] == ["receipt-1"]


def test_quarantined_messages_are_read_from_any_of_them_on(stores: Stores, cases: Cases) -> None:
    of_case = [message(f"receipt-{number}", hours=number) for number in range(3)]
    of_no_case = [message(f"receipt-{number}", case_id="", hours=number) for number in range(3, 6)]
    for received in (*of_no_case, *of_case):
        stores.messages.store_message(received)
    all_of_them = (*of_case, *of_no_case)

    for number, last in enumerate(all_of_them):
        assert stores.messages.list_quarantined(9, last) == all_of_them[number + 1 :]
        assert stores.messages.list_quarantined(number + 1) == all_of_them[: number + 1]

    stores.messages.record_decision(of_case[1], decision("one@staff.example"))
    assert stores.messages.list_quarantined(9, of_case[1]) == (of_case[2], *of_no_case), "decided meanwhile"


def test_quarantined_message_is_decided_once(stores: Stores, cases: Cases) -> None:
    stores.messages.store_message(message())
    first, second = decision("one@staff.example"), decision("two@staff.example", is_released=False)

    assert stores.messages.record_decision(message(), first) == first
    assert stores.messages.record_decision(message(), second) == first

    stores.messages.store_message(message())  # the same event again
    assert stores.messages.list_quarantined(25) == ()
    assert [received.judgement for received in cases.get_case(ID).messages] == [first]

    stores.messages.record_handling(message(), Handling.REVIEW_STARTED)

    assert cases.get_case(ID).messages[0].released_as is Handling.REVIEW_STARTED


def test_message_is_claimed_by_one_receipt(stores: Stores, cases: Cases) -> None:
    assert stores.messages.claim_message(ID, "a@client.example", "receipt-1")
    assert stores.messages.claim_message(ID, "a@client.example", "receipt-1"), "the same event again"
    assert not stores.messages.claim_message(ID, "a@client.example", "receipt-2")
    assert stores.messages.claim_message("kother", "a@client.example", "receipt-2")
