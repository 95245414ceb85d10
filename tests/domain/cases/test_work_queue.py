from domain.cases.case import TaskKey, TaskKind
from domain.cases.work_queue import QueueRow, next_row
from tests.examples import BRIEF
from tests.fakes import NOON

ME, OTHER = "one@staff.example", "two@staff.example"


def row(number: int, assignee: str = "", **key: object) -> QueueRow:
    facts = {"case_id": f"k{number}", "round": 1, "kind": TaskKind.REVIEW, **key}
    return QueueRow(key=TaskKey.model_validate(facts), opened_at=NOON, summary=BRIEF, assignee=assignee)


def test_next_row_is_the_first_that_no_colleague_has() -> None:
    rows = (row(1, OTHER), row(2), row(3, ME))

    assert next_row(rows, ME) == rows[1]
    assert next_row(rows, ME, after="k2") == rows[2]
    assert next_row(rows, ME, after="k3") is None
    assert next_row(rows, ME, after="kgone") == rows[1], "it was decided, and left the queue"
    assert next_row((row(1, OTHER),), ME) is None
