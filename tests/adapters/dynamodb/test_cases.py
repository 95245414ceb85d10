"""Applications, their rounds and tasks: the fake and the DynamoDB adapter behave alike."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from domain.cases.case import (
    Decision,
    DecisionType,
    Outcome,
    Reason,
    Recheck,
    Revision,
    Round,
    Status,
    Task,
    TaskKey,
    TaskKind,
)
from domain.cases.ports import Cases
from domain.model.account import Account
from domain.model.errors import AlreadyDecided, AlreadySubmitted, CaseNotStored
from domain.model.estimate import Estimate
from domain.policy import Verdict
from tests.adapters.stores import Stores
from tests.examples import BRIEF, account, application, reopen
from tests.fakes import NOON

ID = application().id
KEY = TaskKey(case_id=ID, round=1, kind=TaskKind.REVIEW)
TASK = Task(key=KEY, opened_at=NOON)
LATER = NOON + timedelta(days=1)
REJECTED = Outcome(status=Status.REJECTED, reasons=(Reason(message="No website.", fix=""),), at=NOON)
WITHDRAWN = Outcome(status=Status.WITHDRAWN, at=NOON)
CLOSING = Decision(answer=DecisionType.WITHDRAWN, by="avery@client.example", at=NOON)
APPROVE = Decision(answer=DecisionType.APPROVE, by="one@staff.example", at=NOON, note="Two\nlines, ünïcode 🙂")
OVER = sorted(set(Status) - {Status.IN_REVIEW, Status.REJECTED})


def conclude(cases: Cases, outcome: Outcome = REJECTED) -> Outcome:
    return cases.conclude(cases.get_case(ID), outcome)


@pytest.fixture
def rejected(cases: Cases) -> Cases:
    conclude(cases)
    return cases


def test_confirmed_addresses_are_the_cases_own_in_any_case(cases: Cases) -> None:
    for address in ("Avery@client.example", "avery@client.example"):
        cases.confirm_address(ID, address, NOON)

    assert cases.get_case(ID).confirmed == {"avery@client.example"}


def test_new_application_is_in_review_in_its_first_round(cases: Cases) -> None:
    case = cases.get_case(ID)

    assert (case.application, case.status) == (application(), Status.IN_REVIEW)
    assert [stored.number for stored in case.rounds] == [1]
    assert case.thread_id == "thread-1@desk.example"


def test_application_is_stored_once(cases: Cases) -> None:
    with pytest.raises(AlreadySubmitted):
        cases.add_application(application(), "thread-2@desk.example")

    assert cases.get_case(ID).thread_id == "thread-1@desk.example"


def test_application_that_was_never_submitted_is_not_stored(stores: Stores) -> None:
    with pytest.raises(CaseNotStored):
        stores.cases.get_case("knever")


def test_newest_application_of_an_account_is_found(cases: Cases) -> None:
    assert cases.newest_case_id("acct-in-order") == ID
    assert cases.newest_case_id("acct-other") == ""


def test_task_is_decided_once(cases: Cases) -> None:
    cases.open_task(TASK, BRIEF)
    assert cases.get_case(ID).decision(TaskKind.REVIEW, 1) is None

    cases.decide(KEY, APPROVE)
    with pytest.raises(AlreadyDecided):
        cases.decide(KEY, Decision(answer=DecisionType.REJECT, by="two@staff.example", at=NOON))

    assert cases.get_case(ID).decision(TaskKind.REVIEW, 1) == APPROVE


def test_task_that_is_opened_again_stays_as_it_is(cases: Cases) -> None:
    cases.open_task(TASK, BRIEF)
    cases.decide(KEY, APPROVE)

    cases.open_task(TASK.model_copy(update={"opened_at": LATER}), BRIEF)

    assert cases.get_case(ID).tasks == (TASK.model_copy(update={"decision": APPROVE}),)


def test_task_of_the_safety_check_stays_one(cases: Cases) -> None:
    asked = TASK.model_copy(update={"asks_check": True})
    cases.open_task(asked, BRIEF)

    assert cases.open_task(TASK, BRIEF) == asked
    assert cases.get_case(ID).tasks == (asked,)


@pytest.mark.parametrize("turn", [1, 2, 10])
def test_each_turn_of_a_task_is_stored_for_itself(cases: Cases, turn: int) -> None:
    last = KEY.model_copy(update={"turn": turn})
    for key in (KEY, last):
        cases.open_task(Task(key=key, opened_at=NOON), BRIEF)

    assert {task.key.turn for task in cases.get_case(ID).tasks} == {1, turn}
    found = cases.get_case(ID).task(TaskKind.REVIEW, 1)
    assert found and found.key == last


@pytest.mark.parametrize("seen", [account(), None], ids=["known", "unknown"])
def test_round_keeps_its_first_verdict_with_the_account_that_it_saw(cases: Cases, seen: Account | None) -> None:
    first, second = (Verdict(policy_version=version, findings=()) for version in ("1", "2"))

    assert cases.record_verdict(cases.get_case(ID), seen, first, NOON).verdict == first
    again = cases.record_verdict(cases.get_case(ID), account(name="Renamed"), second, NOON + timedelta(hours=1))

    assert again == cases.get_case(ID).current
    assert (again.account, again.verdict, again.judged_at) == (seen, first, NOON)


def test_each_round_has_a_verdict_of_its_own(rejected: Cases) -> None:
    reopen(rejected, ID, "fixed", "receipt-1", NOON)
    case = rejected.get_case(ID)

    rejected.record_verdict(case.at_round(1), account(), Verdict(policy_version="1", findings=()), NOON)

    assert [bool(stored.verdict) for stored in rejected.get_case(ID).rounds] == [True, False]


def test_re_review_begins_with_the_verdict_that_let_it_begin(rejected: Cases) -> None:
    passed = Verdict(policy_version="2", findings=())
    second = Round(application_id=ID, number=2, started_at=LATER, receipt="form", account=account(), verdict=passed)

    rejected.reopen(rejected.get_case(ID), second)

    stored = rejected.get_case(ID).current
    assert (stored.account, stored.verdict, stored.receipt) == (account(), passed, "form")
    again = rejected.record_verdict(rejected.get_case(ID), None, Verdict(policy_version="3", findings=()), NOON)
    assert again.verdict == passed


def test_application_that_was_revised_since_it_was_checked_is_not_reopened(rejected: Cases) -> None:
    checked = rejected.get_case(ID)
    rejected.revise(application(name="Changed meanwhile"), NOON)

    rejected.reopen(checked, Round(application_id=ID, number=2, started_at=LATER))

    assert rejected.get_case(ID).is_rejected_once
    assert reopen(rejected, ID, "fixed", "receipt-1", LATER)
    assert rejected.get_case(ID).application.request.project.name == "Changed meanwhile"


def test_last_recheck_is_kept_until_the_re_review(rejected: Cases) -> None:
    first, last = (Recheck(at=at, reasons=REJECTED.reasons) for at in (NOON, LATER))
    for recheck in (first, last):
        rejected.record_recheck(ID, recheck)
    assert rejected.get_case(ID).recheck == last

    reopen(rejected, ID, "fixed", "receipt-1", LATER)

    assert rejected.get_case(ID).recheck is None


def test_each_round_stores_once_what_it_starts_with(rejected: Cases) -> None:
    told = Estimate(ahead=14, earliest=date(2026, 3, 20), latest=date(2026, 4, 2))
    assert rejected.get_case(ID).current.earlier is None
    rejected.record_start(rejected.get_case(ID), ("k1", "k2"), told)
    rejected.record_start(rejected.get_case(ID), ("k3",), None)
    reopen(rejected, ID, "fixed", "receipt-1", LATER)

    assert [(stored.earlier, stored.estimate) for stored in rejected.get_case(ID).rounds] == [
        (("k1", "k2"), told),
        (None, None),
    ]
    rejected.record_start(rejected.get_case(ID), (), None)
    assert (rejected.get_case(ID).current.earlier, rejected.get_case(ID).current.estimate) == ((), None)


def test_round_is_concluded_once_and_a_retry_gets_the_first_outcome(cases: Cases) -> None:
    assert conclude(cases) == REJECTED
    assert conclude(cases, Outcome(status=Status.APPROVED, at=NOON)) == REJECTED

    assert cases.get_case(ID).status is Status.REJECTED
    assert cases.get_case(ID).current.outcome == REJECTED


def test_rejected_application_is_reopened_by_one_message(rejected: Cases) -> None:
    assert reopen(rejected, ID, "fixed", "receipt-1", NOON)
    assert reopen(rejected, ID, "fixed", "receipt-1", NOON), "the same message again"
    assert not reopen(rejected, ID, "me too", "receipt-2", NOON)

    case = rejected.get_case(ID)
    assert (case.status, case.current.number, case.current.reply) == (Status.IN_REVIEW, 2, "fixed")


@pytest.mark.parametrize("status", [Status.IN_REVIEW, *OVER])
def test_only_a_first_rejection_is_reopened(cases: Cases, status: Status) -> None:
    if status is not Status.IN_REVIEW:
        conclude(cases, Outcome(status=status, at=NOON))

    assert not reopen(cases, ID, "please", "receipt-1", NOON)
    assert cases.get_case(ID).current.number == 1


def test_second_rejection_ends_the_application(rejected: Cases) -> None:
    reopen(rejected, ID, "fixed", "receipt-1", NOON)
    conclude(rejected, Outcome(status=Status.REJECTED_FOR_GOOD, at=NOON))

    assert rejected.get_case(ID).status is Status.REJECTED_FOR_GOOD
    assert not reopen(rejected, ID, "once more", "receipt-2", NOON)
    assert reopen(rejected, ID, "fixed", "receipt-1", NOON), "the message that opened round 2 stays known"


def test_reply_that_no_round_can_hold_is_not_stored(rejected: Cases) -> None:
    with pytest.raises(ValidationError):
        reopen(rejected, ID, "control \x01 character", "receipt-1", NOON)
    assert rejected.get_case(ID).status is Status.REJECTED


def test_second_round_judges_the_last_revision_and_the_first_stays(rejected: Cases) -> None:
    once, twice = application(name="Once changed"), application(name="Twice changed")
    assert rejected.revise(once, NOON)
    assert rejected.revise(twice, LATER, "It has another name.")
    before = rejected.get_case(ID)
    assert before.application == application(), "the first review is still the last one"
    assert before.revision == Revision(request=twice.request, at=LATER, words="It has another name.")

    reopen(rejected, ID, "I changed its name.", "receipt-1", LATER)

    case = rejected.get_case(ID)
    assert case.application == twice
    assert [stored.request for stored in case.rounds] == [application().request, twice.request]
    assert case.at_round(1).application == application()


def test_both_rounds_judge_the_same_without_a_revision(rejected: Cases) -> None:
    reopen(rejected, ID, "The account is fixed.", "receipt-1", LATER)

    case = rejected.get_case(ID)
    assert [stored.request for stored in case.rounds] == [application().request] * 2
    assert case.revision is None


@pytest.mark.parametrize("status", OVER)
def test_application_that_is_over_cannot_be_revised(cases: Cases, status: Status) -> None:
    conclude(cases, Outcome(status=status, at=NOON))

    assert not cases.revise(application(name="Changed"), LATER)
    assert cases.get_case(ID).revision is None


def test_application_cannot_be_revised_in_review_or_after_the_second_one(cases: Cases) -> None:
    assert not cases.revise(application(name="Changed too early"), NOON)
    conclude(cases)
    reopen(cases, ID, "Please look again.", "receipt-1", LATER)

    assert not cases.revise(application(name="Changed too late"), LATER)
    conclude(cases, Outcome(status=Status.REJECTED_FOR_GOOD, at=LATER))
    assert not cases.revise(application(name="Changed far too late"), LATER)
    assert cases.get_case(ID).application == application()


def test_withdrawal_ends_the_round_and_closes_its_tasks(stores: Stores, cases: Cases) -> None:
    cases.open_task(TASK, BRIEF)

    assert cases.withdraw(cases.get_case(ID), WITHDRAWN, CLOSING)

    case = cases.get_case(ID)
    assert (case.status, case.current.outcome) == (Status.WITHDRAWN, WITHDRAWN)
    assert case.decision(TaskKind.REVIEW, 1) == CLOSING
    assert stores.statuses.get_status("acct-in-order").open_application is None
    assert list(stores.open_tasks.list_open_tasks(TaskKind.REVIEW)) == []
    assert cases.open_task(TASK, BRIEF), "the state of the machine that opened it goes on to the decision"


def test_withdrawal_comes_too_late_after_a_decision_or_an_outcome(cases: Cases) -> None:
    cases.open_task(TASK, BRIEF)
    seen = cases.get_case(ID)
    cases.decide(KEY, APPROVE)
    assert not cases.withdraw(seen, WITHDRAWN, CLOSING)

    approved = Outcome(status=Status.APPROVED, at=NOON)
    conclude(cases, approved)
    assert not cases.withdraw(cases.get_case(ID), WITHDRAWN, CLOSING)
    assert cases.get_case(ID).current.outcome == approved
    assert cases.get_case(ID).decision(TaskKind.REVIEW, 1) == APPROVE


def test_task_of_a_withdrawn_application_is_not_opened(cases: Cases) -> None:
    cases.withdraw(cases.get_case(ID), WITHDRAWN, CLOSING)

    assert not cases.open_task(TASK, BRIEF)
    assert cases.get_case(ID).tasks == ()


def test_task_that_was_opened_after_the_case_was_read_stays_open(cases: Cases) -> None:
    seen = cases.get_case(ID)
    cases.open_task(TASK, BRIEF)

    assert cases.withdraw(seen, WITHDRAWN, CLOSING)
    assert cases.get_case(ID).decision(TaskKind.REVIEW, 1) is None, "withdrawing reads the case once more"
