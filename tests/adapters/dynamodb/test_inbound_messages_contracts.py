"""The fakes and the DynamoDB adapters behave alike: received mail, withdrawing, what is open."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from domain.cases.case import Decision, DecisionType, OpenTask, Outcome, Status, Task, TaskKey, TaskKind
from domain.cases.inbound_message import MAX_QUARANTINED, Attachment, Handling, QuarantineDecision, StoredMessage
from domain.cases.ports import Cases
from tests.adapters.stores import Stores
from tests.examples import BRIEF, application
from tests.fakes import NOON

ID = application().id
KEY = TaskKey(case_id=ID, round=1, kind=TaskKind.REVIEW)
WITHDRAWN = Outcome(status=Status.WITHDRAWN, at=NOON)
CLOSING = Decision(answer=DecisionType.WITHDRAWN, by="avery@client.example", at=NOON)


def kept(
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
        why="Its sender is not proved.",
    )


def judgement(by: str, *, is_released: bool = True) -> QuarantineDecision:
    return QuarantineDecision(is_released=is_released, by=by, at=NOON, application_id=ID)


def test_what_came_in_stands_with_its_case_oldest_first(stores: Stores, cases: Cases) -> None:
    later, earlier = kept("receipt-1", hours=1, handling=Handling.AUTOMATIC), kept("receipt-2")
    for mail in (later, earlier, kept("receipt-3", case_id="")):
        stores.messages.store_message(mail)

    assert sorted(cases.get_case(ID).messages, key=lambda one: one.received_at) == [earlier, later]
    assert stores.messages.get_message("", "receipt-3") == kept("receipt-3", case_id="")
    assert stores.messages.get_message(ID, "receipt-3") is None


def test_held_mail_waits_that_of_a_case_first_until_it_is_judged(stores: Stores, cases: Cases) -> None:
    for mail in (
        kept("receipt-1", hours=1),
        kept("receipt-2", case_id=""),
        kept("receipt-3", handling=Handling.AUTOMATIC),
    ):
        stores.messages.store_message(mail)
    assert [mail.receipt for mail in stores.messages.list_quarantined()] == ["receipt-1", "receipt-2"]

    stores.messages.record_decision(kept("receipt-2", case_id=""), judgement("one@staff.example"))

    assert [mail.receipt for mail in stores.messages.list_quarantined()] == ["receipt-1"]


def test_a_page_of_held_mail_has_so_many(stores: Stores) -> None:
    for number in range(MAX_QUARANTINED + 1):
        stores.messages.store_message(kept(f"receipt-{number}", case_id="", hours=number))

    assert len(stores.messages.list_quarantined()) == MAX_QUARANTINED


def test_a_held_message_is_judged_once_and_the_first_judgement_stays(stores: Stores, cases: Cases) -> None:
    stores.messages.store_message(kept())
    first, second = judgement("one@staff.example"), judgement("two@staff.example", is_released=False)

    assert stores.messages.record_decision(kept(), first) == first
    assert stores.messages.record_decision(kept(), second) == first

    stores.messages.store_message(kept())  # the same event again
    assert stores.messages.list_quarantined() == ()
    (mail,) = cases.get_case(ID).messages
    assert mail.judgement == first


def test_what_a_released_message_did_stands_with_it(stores: Stores, cases: Cases) -> None:
    stores.messages.store_message(kept())
    stores.messages.record_decision(kept(), judgement("one@staff.example"))

    stores.messages.record_handling(kept(), Handling.REVIEW_STARTED)

    assert cases.get_case(ID).messages[0].released_as is Handling.REVIEW_STARTED


def test_a_message_is_claimed_by_one_receipt(stores: Stores, cases: Cases) -> None:
    assert stores.messages.claim_message(ID, "a@client.example", "receipt-1")
    assert stores.messages.claim_message(ID, "a@client.example", "receipt-1"), "the same event again"
    assert not stores.messages.claim_message(ID, "a@client.example", "receipt-2")
    assert stores.messages.claim_message("kother", "a@client.example", "receipt-2")


def test_withdrawing_ends_the_round_and_closes_what_is_open(stores: Stores, cases: Cases) -> None:
    cases.open_task(Task(key=KEY, opened_at=NOON), BRIEF)

    assert cases.withdraw(cases.get_case(ID), WITHDRAWN, CLOSING)

    case = cases.get_case(ID)
    assert (case.status, case.current.outcome) == (Status.WITHDRAWN, WITHDRAWN)
    assert case.decision(TaskKind.REVIEW, 1) == CLOSING
    assert stores.statuses.get_status("acct-in-order").open_application is None
    assert list(stores.open_tasks.list_open_tasks(TaskKind.REVIEW)) == []


def test_after_an_answer_or_an_outcome_it_is_not_withdrawn(cases: Cases) -> None:
    cases.open_task(Task(key=KEY, opened_at=NOON), BRIEF)
    seen = cases.get_case(ID)
    approve = Decision(answer=DecisionType.APPROVE, by="one@staff.example", at=NOON)
    cases.decide(KEY, approve)
    assert not cases.withdraw(seen, WITHDRAWN, CLOSING)

    approved = Outcome(status=Status.APPROVED, at=NOON)
    cases.conclude(cases.get_case(ID), approved)
    assert not cases.withdraw(cases.get_case(ID), WITHDRAWN, CLOSING)
    assert cases.get_case(ID).current.outcome == approved
    assert cases.get_case(ID).decision(TaskKind.REVIEW, 1) == approve


def test_of_a_withdrawn_application_nobody_is_asked(cases: Cases) -> None:
    cases.withdraw(cases.get_case(ID), WITHDRAWN, CLOSING)

    assert not cases.open_task(Task(key=KEY, opened_at=NOON), BRIEF)
    assert cases.get_case(ID).tasks == ()


def test_a_task_that_was_asked_before_the_end_is_known_after_it(cases: Cases) -> None:
    cases.open_task(Task(key=KEY, opened_at=NOON), BRIEF)
    cases.withdraw(cases.get_case(ID), WITHDRAWN, CLOSING)

    assert cases.open_task(Task(key=KEY, opened_at=NOON), BRIEF), "its state of the machine goes on to the decision"


@pytest.mark.parametrize("turn", [1, 2, 10])
def test_each_turn_of_a_question_is_a_task_of_its_own(cases: Cases, turn: int) -> None:
    key = KEY.model_copy(update={"turn": turn})
    for one in (KEY, key):
        cases.open_task(Task(key=one, opened_at=NOON), BRIEF)

    assert {task.key.turn for task in cases.get_case(ID).tasks} == {1, turn}
    last = cases.get_case(ID).task(TaskKind.REVIEW, 1)
    assert last and last.key == key


def test_a_reply_that_no_round_can_hold_is_not_stored(cases: Cases) -> None:
    cases.conclude(cases.get_case(ID), Outcome(status=Status.REJECTED, at=NOON))

    with pytest.raises(ValidationError):
        cases.reopen(ID, "control \x01 character", "receipt-1", NOON)
    assert cases.get_case(ID).status is Status.REJECTED


def test_what_was_opened_after_the_case_was_read_stays_open(cases: Cases) -> None:
    seen = cases.get_case(ID)
    cases.open_task(Task(key=KEY, opened_at=NOON), BRIEF)

    assert cases.withdraw(seen, WITHDRAWN, CLOSING)
    assert cases.get_case(ID).decision(TaskKind.REVIEW, 1) is None, "who withdraws looks once more"


def test_what_is_open_is_found_by_kind_oldest_first(stores: Stores, cases: Cases) -> None:
    second = KEY.model_copy(update={"turn": 2})
    for key, hours in ((second, 0), (KEY, 1)):
        at = NOON + timedelta(hours=hours)
        cases.open_task(Task(key=key, opened_at=at), BRIEF.model_copy(update={"waits_since": at}))
    cases.open_task(Task(key=KEY.model_copy(update={"kind": TaskKind.SAFETY}), opened_at=NOON), BRIEF)

    found = list(stores.open_tasks.list_open_tasks(TaskKind.REVIEW))

    assert found == [
        OpenTask(key=second, opened_at=NOON),
        OpenTask(key=KEY, opened_at=NOON + timedelta(hours=1)),
    ]
