from collections.abc import Iterator

from domain.cases.case import TaskKey, TaskKind
from domain.cases.work_queue import QueueRow, rows_in_turn
from tests.examples import BRIEF
from tests.fakes import NOON

ME, OTHER = "one@staff.example", "two@staff.example"


def row(number: int, assignee: str = "", **key: object) -> QueueRow:
    facts = {"case_id": f"k{number}", "round": 1, "kind": TaskKind.REVIEW, **key}
    return QueueRow(key=TaskKey.model_validate(facts), opened_at=NOON, summary=BRIEF, assignee=assignee)


def in_turn(rows: tuple[QueueRow, ...], after: str = "") -> list[QueueRow]:
    return list(rows_in_turn(rows, ME, after))


def test_rows_in_turn_are_those_that_no_colleague_has() -> None:
    rows = (row(1, OTHER), row(2), row(3, "ONE@staff.example"))

    assert in_turn(rows) == [rows[1], rows[2]]
    assert in_turn(rows, after="k2") == [rows[2]], "and not the case itself"
    assert in_turn(rows, after="k3") == [rows[1]], "after the last one come the first ones"
    assert in_turn(rows, after="kgone") == [rows[1], rows[2]], "it was decided, and left the queue"
    assert in_turn((row(1, OTHER),)) == []


def test_rows_are_read_no_further_than_needed() -> None:
    def rows() -> Iterator[QueueRow]:
        yield row(1)
        yield row(2)
        raise AssertionError("one more was read")

    assert next(rows_in_turn(rows(), ME, after="k1")) == row(2)
