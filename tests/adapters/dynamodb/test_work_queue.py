"""The work queue and the list of open tasks: the fakes and the DynamoDB adapters behave alike."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from adapters.dynamodb.work_queue import DynamoWorkQueue
from domain.cases.case import Decision, DecisionType, Task, TaskKey, TaskKind
from domain.cases.ports import Cases
from domain.cases.work_queue import PAGE, OpenTask, RowQuery
from domain.operations.unfinished_rounds import RoundKey
from tests.adapters.stores import Stores
from tests.examples import BRIEF, application, filed_exception, request_data
from tests.fakes import NOON

ID = application().id
ME = "one@staff.example"
DAY = timedelta(days=1)


def open_task(
    cases: Cases, turn: int = 1, days: int = 0, kind: TaskKind = TaskKind.REVIEW, case_id: str = ID
) -> TaskKey:
    """Open a task that has waited for so many days."""
    key = TaskKey(case_id=case_id, round=1, kind=kind, turn=turn)
    brief = BRIEF.model_copy(update={"waits_since": NOON - days * DAY, "flags": turn})
    cases.open_task(Task(key=key, opened_at=NOON - days * DAY), brief)
    return key


def store(stores: Stores, number: int, at: datetime) -> str:
    """Store an application of an account of its own, submitted then."""
    changes = {"id": f"k{number}", "submitted_at": at}
    stored = application(request_data(account_id=f"acct-{number}")).model_copy(update=changes)
    stores.cases.add_application(stored, f"thread-k{number}@desk.example")
    return stored.id


def queued(stores: Stores, after: str = "", until: datetime | None = None) -> list[TaskKey]:
    """The tasks of the review queue's page."""
    return [row.key for row in stores.work_queue.get_page(TaskKind.REVIEW, RowQuery(until, after)).rows]


def assigned(stores: Stores) -> list[TaskKey]:
    return [row.key for row in stores.work_queue.get_assigned_page(ME).rows]


def test_queue_of_a_kind_comes_oldest_first(stores: Stores, cases: Cases) -> None:
    young, old = open_task(cases, 1, days=3), open_task(cases, 2, days=60)
    open_task(cases, 1, kind=TaskKind.SAFETY)

    page = stores.work_queue.get_page(TaskKind.REVIEW)

    assert [(row.key, row.summary.flags) for row in page.rows] == [(old, 2), (young, 1)]
    assert page.rows[0].opened_at == NOON - 60 * DAY
    assert page.next == ""
    assert list(stores.open_tasks.list_open_tasks(TaskKind.REVIEW)) == [
        OpenTask(key=old, opened_at=NOON - 60 * DAY),
        OpenTask(key=young, opened_at=NOON - 3 * DAY),
    ]


def test_queue_can_be_limited_to_tasks_that_wait_long(stores: Stores, cases: Cases) -> None:
    open_task(cases, 1, days=3)
    old = open_task(cases, 2, days=42)

    assert queued(stores, until=NOON - 42 * DAY) == [old]


def test_decided_task_leaves_the_queue_and_its_assignee(stores: Stores, cases: Cases) -> None:
    key = open_task(cases)
    assert cases.assign(key, ME, NOON)
    assert assigned(stores) == [key]

    cases.decide(key, Decision(answer=DecisionType.APPROVE, by=ME, at=NOON))

    assert queued(stores) == assigned(stores) == []
    assert not cases.assign(key, ME, NOON)


def test_assignee_is_shown_in_every_list(stores: Stores, cases: Cases) -> None:
    key = open_task(cases)
    cases.assign(key, ME, NOON)

    (row,) = stores.work_queue.get_page(TaskKind.REVIEW).rows
    stored = cases.get_case(ID).task(TaskKind.REVIEW, 1)
    assert (row.assignee, stored and stored.assignee) == (ME, ME)
    assert (row.assigned_at, stored and stored.assigned_at) == (NOON, NOON)
    (row,) = stores.work_queue.get_assigned_page(ME).rows
    assert row.assigned_at == NOON

    cases.assign(key, "", NOON, before=ME)
    (row,) = stores.work_queue.get_page(TaskKind.REVIEW).rows
    assert (row.assignee, row.assigned_at) == ("", None)
    assert assigned(stores) == []


@pytest.mark.parametrize("before", ["", "two@staff.example"])
def test_task_is_assigned_only_from_whom_it_was_seen_with(stores: Stores, cases: Cases, before: str) -> None:
    key = open_task(cases)
    cases.assign(key, ME, NOON)

    assert not cases.assign(key, "three@staff.example", NOON + DAY, before)
    assert not cases.assign(key, "", NOON + DAY, before)

    stored = cases.get_case(ID).task(TaskKind.REVIEW, 1)
    assert stored and (stored.assignee, stored.assigned_at) == (ME, NOON)
    assert cases.assign(key, "three@staff.example", NOON + DAY, ME)


def test_pages_of_a_long_queue_miss_and_repeat_nothing(stores: Stores, cases: Cases) -> None:
    opened = [open_task(cases, turn, days=100 - turn // 3) for turn in range(1, 2 * PAGE + 2)]

    seen: list[TaskKey] = []
    after, pages = "", 0
    while pages == 0 or after:
        page = stores.work_queue.get_page(TaskKind.REVIEW, RowQuery(after=after))
        seen += [row.key for row in page.rows]
        after, pages = page.next, pages + 1

    assert pages == 3
    assert sorted(key.turn for key in seen) == [key.turn for key in opened]


@pytest.mark.parametrize("place", ["nonsense", "CASE#k1 TASK#1#review", "' OR 1=1", "\0", "CASE#k TASK#x y", "é" * 900])
def test_unknown_place_in_the_queue_is_its_beginning(stores: Stores, cases: Cases, place: str) -> None:
    key = open_task(cases)

    assert queued(stores, after=place) == [key]


def test_page_of_the_queue_is_one_query(stores: Stores, cases: Cases) -> None:
    if not isinstance(stores.work_queue, DynamoWorkQueue):
        return
    for turn in range(1, PAGE + 5):
        open_task(cases, turn)
    calls: list[str] = []
    events = stores.work_queue._table._client.meta.events
    events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name), unique_id="count")

    stores.work_queue.get_page(TaskKind.REVIEW)

    events.unregister("before-call.dynamodb", unique_id="count")
    assert calls == ["Query"]


def test_oldest_tasks_are_listed_up_to_a_number(stores: Stores) -> None:
    for number in range(3):
        open_task(stores.cases, days=number, case_id=store(stores, number, NOON - number * DAY))

    assert [row.key.case_id for row in stores.work_queue.list_oldest(TaskKind.REVIEW, 2)] == ["k2", "k1"]
    assert stores.work_queue.list_oldest(TaskKind.SAFETY, 2) == ()


def test_review_starts_are_those_of_open_rounds_failed_or_not(stores: Stores) -> None:
    old = NOON - 30 * DAY
    store(stores, 1, NOON)
    failed = store(stores, 2, old)
    stores.exceptions.add_exception(filed_exception())
    assert stores.work_queue.list_review_starts(10) == (old, NOON), "without the exception"
    assert stores.work_queue.list_review_starts(1) == (old,)

    stores.machine.fail(RoundKey(case_id=failed), "States.Timeout")

    assert stores.work_queue.list_review_starts(10) == (old, NOON)


def test_queue_can_be_read_newest_first_page_by_page(stores: Stores, cases: Cases) -> None:
    opened = [open_task(cases, turn, days=turn) for turn in range(1, PAGE + 3)]

    first = stores.work_queue.get_page(TaskKind.REVIEW, RowQuery(newest_first=True))
    second = stores.work_queue.get_page(TaskKind.REVIEW, RowQuery(after=first.next, newest_first=True))

    assert [row.key for row in (*first.rows, *second.rows)] == opened
    assert (second.next, first.is_cut) == ("", False)


def test_queue_of_rows_that_match_misses_and_repeats_nothing(
    stores: Stores, cases: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("adapters.dynamodb.work_queue", "domain.cases.work_queue", "tests.fakes.console"):
        monkeypatch.setattr(f"{module}.MOST_READ", 10)
        monkeypatch.setattr(f"{module}.PAGE", 3)
    opened = [open_task(cases, turn, days=100 - turn) for turn in range(1, 26)]
    wanted = [key for key in opened if key.turn in (1, 2, 3, 4, 5, 24)]

    seen: list[list[int]] = []
    after, cut = "", []
    while not seen or after:
        page = stores.work_queue.get_page(TaskKind.REVIEW, RowQuery(after=after, matches=lambda row: row.key in wanted))
        seen.append([row.key.turn for row in page.rows])
        cut.append(page.is_cut)
        after = page.next

    assert seen == [[1, 2, 3], [4, 5], [], [24]]
    assert cut == [False, True, True, False]


def test_rows_assigned_to_a_person_can_be_filtered(stores: Stores, cases: Cases) -> None:
    review, safety = open_task(cases, days=9), open_task(cases, kind=TaskKind.SAFETY, days=3)
    for key in (review, safety):
        cases.assign(key, ME, NOON)

    page = stores.work_queue.get_assigned_page(ME, RowQuery(matches=lambda row: row.key.kind is TaskKind.SAFETY))
    old = stores.work_queue.get_assigned_page(ME, RowQuery(until=NOON - 5 * DAY))

    assert [row.key for row in page.rows] == [safety]
    assert [row.key for row in old.rows] == [review]


def test_tasks_are_counted_up_to_a_number(stores: Stores, cases: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [open_task(cases, turn) for turn in range(1, 4)]
    open_task(cases, kind=TaskKind.SAFETY)
    for key in keys[:2]:
        cases.assign(key, ME, NOON)

    assert [stores.work_queue.count_open(kind) for kind in (TaskKind.REVIEW, TaskKind.SAFETY, TaskKind.OWNER)] == [
        3,
        1,
        0,
    ]
    assert stores.work_queue.count_assigned(ME) == 2

    for module in ("adapters.dynamodb.work_queue", "tests.fakes.console"):
        monkeypatch.setattr(f"{module}.MOST_COUNTED", 2)
    assert stores.work_queue.count_open(TaskKind.REVIEW) == 2


def test_filtered_page_says_that_there_may_be_more_where_dynamodb_ends_a_query_early(
    stores: Stores, cases: Cases
) -> None:
    if not isinstance(stores.work_queue, DynamoWorkQueue):
        return
    opened = [open_task(cases, turn, days=100 - turn) for turn in range(1, 8)]
    events = stores.work_queue._table._client.meta.events

    def read_little(params: dict[str, Any], **_: Any) -> None:
        params["Limit"] = 4  # as after 1 MB

    events.register("before-parameter-build.dynamodb.Query", read_little, unique_id="little")
    first = stores.work_queue.get_page(TaskKind.REVIEW, RowQuery(matches=lambda row: row.key == opened[-1]))
    second = stores.work_queue.get_page(
        TaskKind.REVIEW, RowQuery(after=first.next, matches=lambda row: row.key == opened[-1])
    )
    events.unregister("before-parameter-build.dynamodb.Query", unique_id="little")

    assert (first.rows, first.is_cut) == ((), True)
    assert [row.key for row in second.rows] == [opened[-1]]
    assert (second.next, second.is_cut) == ("", False)
