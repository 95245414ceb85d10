"""The fakes and the DynamoDB adapters behave alike: received mail, withdrawing, what is open."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from domain.cases.case import Answer, Decision, OpenTask, Outcome, Status, Task, TaskKey, TaskKind
from domain.cases.inbound_message import MOST_HELD, Attachment, Handling, Judgement, KeptMail
from domain.cases.ports import Cases
from tests.adapters.stores import Stores
from tests.examples import BRIEF, application
from tests.fakes import NOON

ID = application().id
KEY = TaskKey(case_id=ID, round=1, kind=TaskKind.REVIEW)
WITHDRAWN = Outcome(status=Status.WITHDRAWN, at=NOON)
CLOSING = Decision(answer=Answer.WITHDRAWN, by="avery@client.example", at=NOON)


def kept(receipt: str = "receipt-1", case_id: str = ID, handling: Handling = Handling.HELD, hours: int = 0) -> KeptMail:
    return KeptMail(
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


def judgement(by: str, *, is_released: bool = True) -> Judgement:
    return Judgement(is_released=is_released, by=by, at=NOON, application_id=ID)


def test_what_came_in_stands_with_its_case_oldest_first(stores: Stores, cases: Cases) -> None:
    later, earlier = kept("receipt-1", hours=1, handling=Handling.AUTOMATIC), kept("receipt-2")
    for mail in (later, earlier, kept("receipt-3", case_id="")):
        stores.received.keep(mail)

    assert sorted(cases.get(ID).received, key=lambda one: one.received_at) == [earlier, later]
    assert stores.received.get("", "receipt-3") == kept("receipt-3", case_id="")
    assert stores.received.get(ID, "receipt-3") is None


def test_held_mail_waits_that_of_a_case_first_until_it_is_judged(stores: Stores, cases: Cases) -> None:
    for mail in (
        kept("receipt-1", hours=1),
        kept("receipt-2", case_id=""),
        kept("receipt-3", handling=Handling.AUTOMATIC),
    ):
        stores.received.keep(mail)
    assert [mail.receipt for mail in stores.received.held()] == ["receipt-1", "receipt-2"]

    stores.received.judge(kept("receipt-2", case_id=""), judgement("one@staff.example"))

    assert [mail.receipt for mail in stores.received.held()] == ["receipt-1"]


def test_a_page_of_held_mail_has_so_many(stores: Stores) -> None:
    for number in range(MOST_HELD + 1):
        stores.received.keep(kept(f"receipt-{number}", case_id="", hours=number))

    assert len(stores.received.held()) == MOST_HELD


def test_a_held_message_is_judged_once_and_the_first_judgement_stays(stores: Stores, cases: Cases) -> None:
    stores.received.keep(kept())
    first, second = judgement("one@staff.example"), judgement("two@staff.example", is_released=False)

    assert stores.received.judge(kept(), first) == first
    assert stores.received.judge(kept(), second) == first

    stores.received.keep(kept())  # the same event again
    assert stores.received.held() == ()
    (mail,) = cases.get(ID).received
    assert mail.judgement == first


def test_what_a_released_message_did_stands_with_it(stores: Stores, cases: Cases) -> None:
    stores.received.keep(kept())
    stores.received.judge(kept(), judgement("one@staff.example"))

    stores.received.settle(kept(), Handling.REVIEW_STARTED)

    assert cases.get(ID).received[0].released_as is Handling.REVIEW_STARTED


def test_a_message_is_claimed_by_one_receipt(stores: Stores, cases: Cases) -> None:
    assert stores.received.claim(ID, "a@client.example", "receipt-1")
    assert stores.received.claim(ID, "a@client.example", "receipt-1"), "the same event again"
    assert not stores.received.claim(ID, "a@client.example", "receipt-2")
    assert stores.received.claim("kother", "a@client.example", "receipt-2")


def test_withdrawing_ends_the_round_and_closes_what_is_open(stores: Stores, cases: Cases) -> None:
    cases.open_task(Task(key=KEY, opened_at=NOON), BRIEF)

    assert cases.withdraw(cases.get(ID), WITHDRAWN, CLOSING)

    case = cases.get(ID)
    assert (case.status, case.current.outcome) == (Status.WITHDRAWN, WITHDRAWN)
    assert case.decision(TaskKind.REVIEW, 1) == CLOSING
    assert stores.standings.get("acct-in-order").open_application is None
    assert list(stores.open_tasks.of(TaskKind.REVIEW)) == []


def test_after_an_answer_or_an_outcome_it_is_not_withdrawn(cases: Cases) -> None:
    cases.open_task(Task(key=KEY, opened_at=NOON), BRIEF)
    seen = cases.get(ID)
    approve = Decision(answer=Answer.APPROVE, by="one@staff.example", at=NOON)
    cases.decide(KEY, approve)
    assert not cases.withdraw(seen, WITHDRAWN, CLOSING)

    approved = Outcome(status=Status.APPROVED, at=NOON)
    cases.conclude(cases.get(ID), approved)
    assert not cases.withdraw(cases.get(ID), WITHDRAWN, CLOSING)
    assert cases.get(ID).current.outcome == approved
    assert cases.get(ID).decision(TaskKind.REVIEW, 1) == approve


def test_of_a_withdrawn_application_nobody_is_asked(cases: Cases) -> None:
    cases.withdraw(cases.get(ID), WITHDRAWN, CLOSING)

    assert not cases.open_task(Task(key=KEY, opened_at=NOON), BRIEF)
    assert cases.get(ID).tasks == ()


def test_a_task_that_was_asked_before_the_end_is_known_after_it(cases: Cases) -> None:
    cases.open_task(Task(key=KEY, opened_at=NOON), BRIEF)
    cases.withdraw(cases.get(ID), WITHDRAWN, CLOSING)

    assert cases.open_task(Task(key=KEY, opened_at=NOON), BRIEF), "its state of the machine goes on to the decision"


@pytest.mark.parametrize("turn", [1, 2, 10])
def test_each_turn_of_a_question_is_a_task_of_its_own(cases: Cases, turn: int) -> None:
    key = KEY.model_copy(update={"turn": turn})
    for one in (KEY, key):
        cases.open_task(Task(key=one, opened_at=NOON), BRIEF)

    assert {task.key.turn for task in cases.get(ID).tasks} == {1, turn}
    last = cases.get(ID).task(TaskKind.REVIEW, 1)
    assert last and last.key == key


def test_a_reply_that_no_round_can_hold_is_not_stored(cases: Cases) -> None:
    cases.conclude(cases.get(ID), Outcome(status=Status.REJECTED, at=NOON))

    with pytest.raises(ValidationError):
        cases.reopen(ID, "control \x01 character", "receipt-1", NOON)
    assert cases.get(ID).status is Status.REJECTED


def test_what_was_opened_after_the_case_was_read_stays_open(cases: Cases) -> None:
    seen = cases.get(ID)
    cases.open_task(Task(key=KEY, opened_at=NOON), BRIEF)

    assert cases.withdraw(seen, WITHDRAWN, CLOSING)
    assert cases.get(ID).decision(TaskKind.REVIEW, 1) is None, "who withdraws looks once more"


def test_what_is_open_is_found_by_kind_oldest_first(stores: Stores, cases: Cases) -> None:
    second = KEY.model_copy(update={"turn": 2})
    for key, hours in ((second, 0), (KEY, 1)):
        at = NOON + timedelta(hours=hours)
        cases.open_task(Task(key=key, opened_at=at), BRIEF.model_copy(update={"waits_since": at}))
    cases.open_task(Task(key=KEY.model_copy(update={"kind": TaskKind.SAFETY}), opened_at=NOON), BRIEF)

    found = list(stores.open_tasks.of(TaskKind.REVIEW))

    assert found == [
        OpenTask(key=second, opened_at=NOON),
        OpenTask(key=KEY, opened_at=NOON + timedelta(hours=1)),
    ]
