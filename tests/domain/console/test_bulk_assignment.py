"""Assigning several cases at once follows the rules for one."""

import pytest

from domain.cases.case import Decision, DecisionType, TaskKind
from domain.console.bulk_assignment import MAX_PICKS, BulkResult, assign_all, read_picks
from domain.model.errors import InvalidInput, NotAllowed
from domain.presentation.case_rows import queue_row_values
from tests.domain.console.test_next_case import Queue
from tests.examples import account

ONE, TWO, SAFETY, MANAGER = "one@staff.example", "two@staff.example", "safety@staff.example", "marlow@staff.example"


def picked(queue: Queue) -> list[str]:
    """What the check boxes of the queue send, as the page is now."""
    rows = queue.desk.work_queue.get_page(TaskKind.REVIEW).rows
    return [queue_row_values(row, queue.desk.clock(), ONE)["pick"] for row in rows]


def assign(queue: Queue, values: list[str], to: str, by: str = ONE) -> BulkResult:
    return assign_all(queue.desk.case_actions, read_picks(values), to, queue.desk.member(by))


def assignees(queue: Queue) -> list[str]:
    return [queue.assignee(case_id) for case_id in queue.ids]


def test_selected_cases_are_assigned_and_each_is_logged() -> None:
    queue = Queue()

    result = assign(queue, picked(queue)[:2], TWO)

    assert result == BulkResult(2, ())
    assert assignees(queue) == [TWO, TWO, ""]
    for case_id in queue.ids[:2]:
        (entry,) = queue.desk.log.list_entries(case_id)
        assert (entry.by, entry.what) == (ONE, f"Assigned to {TWO} (Reviews)")


def test_selected_cases_are_unassigned() -> None:
    queue = Queue()
    assign(queue, picked(queue), ONE)

    assert assign(queue, picked(queue), "") == BulkResult(3, ())

    assert assignees(queue) == ["", "", ""]


def test_one_that_cannot_be_assigned_stops_no_other() -> None:
    queue = Queue(5)
    values = picked(queue)
    queue.desk.cases.set_round(queue.ids[0], 1, account=account(email="one@STAFF.example"))
    queue.desk.cases.assign(queue.key(queue.ids[1]), TWO, queue.desk.clock())
    decision = Decision(answer=DecisionType.APPROVE, by=TWO, at=queue.desk.clock())
    queue.desk.cases.decide(queue.key(queue.ids[2]), decision)

    result = assign(queue, [*values, "kaaaaaaaaaaaaaaaa 1 review 1 "], ONE)

    assert result.assigned == 2
    assert assignees(queue) == ["", TWO, "", ONE, ONE]
    refused = {refusal.why.partition(":")[0]: refusal.title for refusal in result.refused}
    assert refused == {
        "You're involved in this case, so a colleague has to handle it.": "",
        "A colleague changed this first. See who has it now.": "Weekly hours report",
        "It is decided by now, or not for you to decide.": "Weekly hours report",
        "There's no such case.": "",
    }


def test_case_goes_to_nobody_who_is_involved_or_does_not_decide_it() -> None:
    queue = Queue(2)
    queue.desk.cases.set_round(queue.ids[0], 1, account=account(email=TWO))

    result = assign(queue, picked(queue), TWO)

    assert (result.assigned, assignees(queue)) == (1, ["", TWO])
    assert assign(queue, picked(queue), SAFETY).assigned == 0
    assert assign(queue, picked(queue), "avery@client.example").assigned == 0
    assert assignees(queue) == ["", TWO]


def test_who_does_not_decide_the_task_assigns_nothing() -> None:
    queue = Queue(1)

    assert assign(queue, picked(queue), SAFETY, SAFETY).assigned == 0
    with pytest.raises(NotAllowed):
        assign(queue, picked(queue), ONE, MANAGER)
    assert assignees(queue) == [""]


def test_second_click_changes_and_logs_nothing_more() -> None:
    queue = Queue(1)
    values = picked(queue)
    assign(queue, values, ONE)

    assert assign(queue, values, ONE) == BulkResult(1, ())
    assert len(queue.desk.log.list_entries(queue.ids[0])) == 1


@pytest.mark.parametrize("value", ["", "k", "k1 1 review", "\0", " " * 3, "x" * 5000])
def test_what_names_no_case_is_left_out(value: str) -> None:
    assert read_picks([value]) == ()


def test_case_that_is_named_twice_is_assigned_once() -> None:
    queue = Queue(1)

    assert assign(queue, picked(queue) * 2, ONE) == BulkResult(1, ())


def test_more_cases_than_fit_are_refused() -> None:
    with pytest.raises(InvalidInput):
        read_picks(f"k{number} 1 review 1 " for number in range(MAX_PICKS + 1))
    assert len(read_picks(f"k{number} 1 review 1 " for number in range(MAX_PICKS))) == MAX_PICKS
