"""Unfinished rounds and failures: the fakes and the DynamoDB adapters behave alike."""

from datetime import timedelta

import pytest

from domain.cases.case import Decision, DecisionType, Outcome, Reason, Status, Task, TaskKey, TaskKind
from domain.cases.summary import summarize_application, summarize_exception
from domain.operations.unfinished_rounds import RoundKey, Unfinished
from tests.adapters.stores import Stores
from tests.examples import BRIEF, application, filed_exception, reopen
from tests.fakes import NOON

ID = application().id
FIRST, SECOND = RoundKey(case_id=ID), RoundKey(case_id=ID, round=2)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def running(stores: Stores) -> Stores:
    """With one application in its first round."""
    stores.cases.add_application(application(), "thread-1@desk.example")
    return stores


def get_round(stores: Stores, key: RoundKey = FIRST) -> Unfinished:
    found = stores.unfinished.get_round(key)
    assert found
    return found


def add_exception(stores: Stores) -> RoundKey:
    """File an exception a day before the application was submitted."""
    case = filed_exception(at=NOON - timedelta(days=1))
    stores.exceptions.add_exception(case)
    return RoundKey(case_id=case.id)


def test_round_is_unfinished_until_its_machine_closes_it(running: Stores) -> None:
    assert list(running.unfinished.list_all()) == [FIRST]
    assert running.unfinished.list_of_case(ID) == (FIRST,)
    assert get_round(running) == Unfinished(key=FIRST, account_id="acct-in-order", started_at=NOON)

    rejected = Outcome(status=Status.REJECTED, reasons=(Reason(message="No."),), at=NOON)
    running.cases.conclude(running.cases.get_case(ID), rejected)
    assert list(running.unfinished.list_all()) == [FIRST], "nobody was notified yet"
    running.machine.close(FIRST)

    assert list(running.unfinished.list_all()) == []
    assert running.unfinished.list_of_case(ID) == ()
    assert running.unfinished.get_round(FIRST) is None
    reopen(running.cases, ID, "It is fixed.", "receipt-1", LATER)
    assert running.unfinished.list_of_case(ID) == (SECOND,)
    assert get_round(running, SECOND).started_at == LATER


def test_exception_is_unfinished_too_and_the_oldest_comes_first(running: Stores) -> None:
    key = add_exception(running)

    assert list(running.unfinished.list_all()) == [key, FIRST]
    assert running.unfinished.list_of_case(key.case_id) == (key,)
    assert get_round(running, key).account_id == "acct-in-order"

    running.machine.close(key)

    assert list(running.unfinished.list_all()) == [FIRST]


def test_failure_is_listed_with_its_error_and_after_running_rounds(running: Stores) -> None:
    key = add_exception(running)
    running.machine.fail(key, "CaseNotStored")

    assert list(running.unfinished.list_all()) == [FIRST, key]
    (failure,) = running.failures.list_failures()
    case = running.exceptions.get_exception(key.case_id)
    assert (failure.key, failure.brief) == (key, summarize_exception(case))
    assert (failure.failure, failure.since) == ("CaseNotStored", case.filed_at)
    assert not get_round(running).is_failed
    assert get_round(running, key).is_failed

    running.machine.close(key)

    assert list(running.failures.list_failures()) == []


def test_next_execution_gets_one_number(running: Stores) -> None:
    running.machine.fail(FIRST, "AccountLookupFailed")
    before = get_round(running)

    again = running.unfinished.record_next_try(before, 1, LATER)

    assert again == get_round(running)
    assert (again.restarts, again.tries, again.started_at, again.is_failed) == (1, 1, LATER, False)
    assert running.unfinished.record_next_try(before, 1, LATER) is None, "it has its number already"
    third = running.unfinished.record_next_try(again, 2, LATER)
    assert third
    assert (third.restarts, third.tries) == (2, 2)
    assert running.unfinished.record_next_try(again, 2, LATER) is None
    running.machine.close(FIRST)
    assert running.unfinished.record_next_try(third, 3, LATER) is None, "it ended well"
    assert running.unfinished.get_round(FIRST) is None


def test_round_that_is_given_up_is_listed_as_failed(running: Stores) -> None:
    before = get_round(running)
    running.unfinished.record_next_try(before, 1, LATER)
    running.unfinished.record_failure(before, "ABORTED")
    assert list(running.failures.list_failures()) == [], "it has another execution now"

    running.unfinished.record_failure(get_round(running), "ABORTED")
    running.unfinished.record_failure(get_round(running), "TIMED_OUT")

    (failure,) = running.failures.list_failures()
    assert (failure.key, failure.failure, failure.brief) == (FIRST, "ABORTED", summarize_application(application()))


def test_last_task_is_the_newest_up_to_the_round(running: Stores) -> None:
    assert running.unfinished.last_task(get_round(running)) is None
    safety, review = (TaskKey(case_id=ID, round=1, kind=kind) for kind in (TaskKind.SAFETY, TaskKind.REVIEW))
    running.cases.open_task(Task(key=safety, opened_at=NOON), BRIEF)
    decision = Decision(answer=DecisionType.CLEAR, by="safety@staff.example", at=LATER)
    running.cases.decide(safety, decision)
    assert running.unfinished.last_task(get_round(running)) == Task(key=safety, opened_at=NOON, decision=decision)

    running.cases.open_task(Task(key=review, opened_at=LATER), BRIEF)
    of_round_2 = review.model_copy(update={"round": 2})
    running.cases.open_task(Task(key=of_round_2, opened_at=LATER + timedelta(days=1)), BRIEF)

    assert running.unfinished.last_task(get_round(running)) == Task(key=review, opened_at=LATER)
