"""Next case: the oldest case of a queue that is free is assigned to the member who asks for one."""

from datetime import timedelta

import pytest

from domain.cases.case import Decision, DecisionType, TaskKey, TaskKind
from domain.cases.work_queue import PAGE
from domain.console.staff_lists import StaffWorkQueue
from domain.model.errors import NotAllowed
from tests.examples import account, request_data
from tests.fakes import FakeKeydesk

ONE, TWO, SAFETY, OPERATOR = "one@staff.example", "two@staff.example", "safety@staff.example", "operator@staff.example"


class Queue:
    """Applications about which the reviewers are asked, the oldest first."""

    def __init__(self, number: int = 3) -> None:
        self.desk = FakeKeydesk()
        self.ids = [self.add(f"acct-{count}") for count in range(number)]

    def add(self, account_id: str) -> str:
        self.desk.clock.move(timedelta(hours=1))
        case_id = self.desk.submit(request_data(account_id=account_id)).id
        self.desk.cases.set_round(case_id, 1, account=account(email="holder@client.example"))
        self.desk.notifier.request_decision(self.key(case_id), (ONE, TWO))
        return case_id

    def key(self, case_id: str) -> TaskKey:
        return TaskKey(case_id=case_id, round=1, kind=TaskKind.REVIEW)

    def next(self, person: str = ONE, after: str = "", kind: TaskKind = TaskKind.REVIEW) -> str:
        queue = StaffWorkQueue(self.desk.work_queue, self.desk.access, person)
        return self.desk.case_actions.assign_next(queue, kind, self.desk.member(person), after)

    def assignee(self, case_id: str) -> str:
        task = self.desk.cases.get_case(case_id).task(TaskKind.REVIEW, 1)
        assert task
        return task.assignee


def test_next_case_is_the_oldest_and_assigned_with_the_time_and_a_log_entry() -> None:
    queue = Queue()

    assert queue.next() == queue.ids[0]

    task = queue.desk.cases.get_case(queue.ids[0]).task(TaskKind.REVIEW, 1)
    assert task and (task.assignee, task.assigned_at) == (ONE, queue.desk.clock())
    (entry,) = queue.desk.log.list_entries(queue.ids[0])
    assert (entry.by, entry.what) == (ONE, "Assigned to themselves with Next case (Reviews)")


def test_next_case_of_a_colleague_is_another_one() -> None:
    queue = Queue()
    queue.next(TWO)

    assert queue.next(ONE) == queue.ids[1]
    assert [queue.assignee(case_id) for case_id in queue.ids] == [TWO, ONE, ""]


def test_second_click_leads_to_the_same_case() -> None:
    queue = Queue()

    assert queue.next() == queue.next() == queue.ids[0]
    assert queue.next(after=queue.ids[0]) == queue.next(after=queue.ids[0]) == queue.ids[1]
    assert len(queue.desk.log.list_entries(queue.ids[0])) == 1


def test_case_that_is_skipped_stays_the_members_and_comes_after_all_others() -> None:
    queue = Queue()
    first = queue.next()
    assert queue.next(after=queue.ids[2]) == first, "the last one was skipped"

    assert queue.next(after=first) == queue.ids[1]
    assert queue.assignee(first) == ONE


def test_case_that_a_colleague_took_or_decided_at_this_moment_is_passed_over() -> None:
    queue = Queue()
    page = queue.desk.work_queue.get_page(TaskKind.REVIEW)  # the index follows the table by a moment
    queue.desk.cases.assign(queue.key(queue.ids[0]), TWO, queue.desk.clock())
    decision = Decision(answer=DecisionType.APPROVE, by=TWO, at=queue.desk.clock())
    queue.desk.cases.decide(queue.key(queue.ids[1]), decision)
    queue.desk.work_queue.get_page = lambda *_, **__: page  # type: ignore[method-assign]

    assert queue.next() == queue.ids[2]
    assert queue.desk.log.list_entries(queue.ids[0]) == queue.desk.log.list_entries(queue.ids[1]) == ()


def test_own_case_is_passed_over() -> None:
    queue = Queue()
    queue.desk.cases.set_round(queue.ids[0], 1, account=account(email="ONE@staff.example"))

    assert queue.next() == queue.ids[1]
    assert queue.assignee(queue.ids[0]) == ""


def test_free_case_behind_the_first_page_is_found() -> None:
    queue = Queue(PAGE + 1)
    for case_id in queue.ids[:-1]:
        queue.desk.cases.assign(queue.key(case_id), TWO, queue.desk.clock())

    assert queue.next() == queue.ids[-1]
    assert queue.next(TWO) == queue.ids[0]


def test_queue_without_a_free_case_has_no_next_one() -> None:
    queue = Queue(1)
    queue.next(TWO)

    assert queue.next() == ""
    assert queue.next(SAFETY, kind=TaskKind.SAFETY) == ""


@pytest.mark.parametrize(
    ("person", "kind"), [(ONE, TaskKind.SAFETY), (ONE, TaskKind.OWNER), (OPERATOR, TaskKind.REVIEW)]
)
def test_next_case_is_refused_to_who_does_not_decide_it(person: str, kind: TaskKind) -> None:
    queue = Queue(1)

    with pytest.raises(NotAllowed):
        queue.next(person, kind=kind)
    assert queue.assignee(queue.ids[0]) == ""
