from domain.cases.case import TaskKey, TaskKind
from domain.cases.work_queue import QueueRow, next_row
from tests.examples import BRIEF
from tests.fakes import NOON

ME, OTHER = "one@staff.example", "two@staff.example"


def line(number: int, assignee: str = "", **key: object) -> QueueRow:
    facts = {"case_id": f"k{number}", "round": 1, "kind": TaskKind.REVIEW, **key}
    return QueueRow(key=TaskKey.model_validate(facts), opened_at=NOON, brief=BRIEF, assignee=assignee)


def test_the_next_case_is_the_first_that_no_colleague_has() -> None:
    lines = (line(1, OTHER), line(2), line(3, ME))

    assert next_row(lines, ME) == lines[1]
    assert next_row(lines, ME, after="k2") == lines[2]
    assert next_row(lines, ME, after="k3") is None
    assert next_row(lines, ME, after="kgone") == lines[1], "it was decided, and is in the queue no more"
    assert next_row((line(1, OTHER),), ME) is None
