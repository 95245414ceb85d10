"""What was answered is on a list, by month; and lists of all that waits, for files and pictures."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.cases.case import Decision, DecisionType, Outcome, Status, Task, TaskKey, TaskKind
from domain.cases.exception import ExceptionOutcome, ExceptionStatus, file_exception, parse_exception
from domain.cases.ports import Cases
from domain.model.account import Grant
from domain.operations.unfinished_rounds import RoundKey
from domain.reporting.outcomes import Decider
from tests.adapters.stores import Stores
from tests.examples import BRIEF, application, exception_data, facts, request_data
from tests.fakes import NOON

ID = application().id
REJECTED = Outcome(status=Status.REJECTED, at=NOON)


def store(stores: Stores, number: int, at: datetime) -> str:
    """An application of an account of its own, handed in then."""
    one = application(request_data(account_id=f"acct-{number}"))
    one = one.model_copy(update={"id": f"k{number}", "submitted_at": at})
    stores.cases.add_application(one, f"thread-k{number}@desk.example")
    return one.id


def conclude(stores: Stores, case_id: str, at: datetime, status: Status = Status.APPROVED) -> None:
    stores.cases.conclude(stores.cases.get_case(case_id), Outcome(status=status, at=at))


def test_a_concluded_round_is_among_the_answers_of_its_month(stores: Stores, cases: Cases) -> None:
    cases.conclude(cases.get_case(ID), REJECTED)

    (answer,) = stores.outcomes.list_outcomes("2026-03", 10)
    assert (answer.case_id, answer.account_id, answer.title) == (ID, "acct-in-order", "Weekly hours report")
    assert (answer.round, answer.status, answer.decided_by) == (1, Status.REJECTED, Decider.REVIEWER)
    assert (answer.started_at, answer.answered_at) == (NOON, NOON)
    assert stores.outcomes.list_outcomes("2026-04", 10) == ()


def test_a_round_that_is_concluded_again_is_answered_once_as_it_was(stores: Stores, cases: Cases) -> None:
    case = cases.get_case(ID)
    cases.conclude(case, REJECTED)

    cases.conclude(case, Outcome(status=Status.APPROVED, at=NOON + timedelta(days=40)))

    assert [one.status for one in stores.outcomes.list_outcomes("2026-03", 10)] == [Status.REJECTED]
    assert stores.outcomes.list_outcomes("2026-04", 10) == ()


def test_each_round_is_an_answer_of_its_own(stores: Stores, cases: Cases) -> None:
    cases.conclude(cases.get_case(ID), REJECTED)
    later = NOON + timedelta(days=3)
    cases.reopen(ID, "mended", "receipt-1", later)
    cases.conclude(cases.get_case(ID), Outcome(status=Status.APPROVED, at=later + timedelta(days=2)))

    second, first = stores.outcomes.list_outcomes("2026-03", 10)
    assert (first.round, first.status, second.round, second.status) == (1, Status.REJECTED, 2, Status.APPROVED)
    assert second.started_at == later


def test_a_withdrawal_is_among_the_answers_and_one_that_came_too_late_is_not(stores: Stores, cases: Cases) -> None:
    case = cases.get_case(ID)
    withdrawn = Outcome(status=Status.WITHDRAWN, at=NOON)
    closing = Decision(answer=DecisionType.WITHDRAWN, by="avery@client.example", at=NOON)
    assert cases.withdraw(case, withdrawn, closing)
    assert not cases.withdraw(case, withdrawn, closing)

    (answer,) = stores.outcomes.list_outcomes("2026-03", 10)
    assert (answer.status, answer.decided_by) == (Status.WITHDRAWN, Decider.APPLICANT)


@pytest.mark.parametrize("status", [ExceptionStatus.GRANTED, ExceptionStatus.REFUSED])
def test_an_exception_is_among_the_answers_once(stores: Stores, status: ExceptionStatus) -> None:
    case = file_exception(parse_exception(exception_data()), facts(plan="business"), NOON, "x@desk.example", "")
    stores.exceptions.add_exception(case)
    grant = Grant(exception_id=case.id, granted_by="one@staff.example", granted_at=NOON, ends_on=NOON.date())
    outcome = ExceptionOutcome(status=status, at=NOON, grant=grant if status is ExceptionStatus.GRANTED else None)

    for _ in range(2):
        stores.exceptions.conclude(case, outcome)

    (answer,) = stores.outcomes.list_outcomes("2026-03", 10)
    assert (answer.case_id, answer.status, answer.decided_by) == (case.id, status, Decider.APPROVER)
    assert answer.title == case.account.name


def test_the_answers_of_a_month_come_last_first_and_in_parts(stores: Stores) -> None:
    moments = [datetime(2026, 3, 31, 23, 59, second, tzinfo=UTC) for second in (1, 2, 3)]
    for number, at in enumerate(moments):
        conclude(stores, store(stores, number, NOON), at)
    conclude(stores, store(stores, 9, NOON), datetime(2026, 4, 1, tzinfo=UTC))

    first = stores.outcomes.list_outcomes("2026-03", 2)
    rest = stores.outcomes.list_outcomes("2026-03", 2, first[-1].answered_at.isoformat())

    assert [one.answered_at for one in (*first, *rest)] == moments[::-1]


def test_the_month_of_an_answer_is_that_of_utc(stores: Stores, cases: Cases) -> None:
    cases.conclude(
        cases.get_case(ID), Outcome(status=Status.APPROVED, at=datetime.fromisoformat("2026-04-01T01:30+02:00"))
    )

    assert [one.case_id for one in stores.outcomes.list_outcomes("2026-03", 10)] == [ID]


def test_reviews_that_run_are_counted_from_when_their_round_began(stores: Stores) -> None:
    young, old = NOON, NOON - timedelta(days=30)
    store(stores, 1, young)
    store(stores, 2, old)
    case = file_exception(parse_exception(exception_data()), facts(plan="business"), NOON, "x@desk.example", "")
    stores.exceptions.add_exception(case)

    assert stores.work_queue.list_review_starts(10) == (old, young), "and no exception"
    assert stores.work_queue.list_review_starts(1) == (old,)


def test_a_file_gets_as_many_lines_of_a_queue_as_it_can_hold(stores: Stores) -> None:
    for number in range(3):
        since = NOON - timedelta(days=number)
        case_id = store(stores, number, since)
        key = TaskKey(case_id=case_id, round=1, kind=TaskKind.REVIEW)
        stores.cases.open_task(Task(key=key, opened_at=NOON), BRIEF.model_copy(update={"waits_since": since}))

    assert [one.key.case_id for one in stores.work_queue.list_oldest(TaskKind.REVIEW, 2)] == ["k2", "k1"]
    assert stores.work_queue.list_oldest(TaskKind.SAFETY, 2) == ()


def test_a_review_whose_machine_failed_is_open_all_the_same(stores: Stores) -> None:
    old = NOON - timedelta(days=30)
    store(stores, 1, NOON)
    failed = store(stores, 2, old)
    stores.machine.fail(RoundKey(case_id=failed), "States.Timeout")

    assert stores.work_queue.list_review_starts(10) == (old, NOON)
