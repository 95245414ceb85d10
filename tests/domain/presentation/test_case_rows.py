from datetime import timedelta

import pytest

from domain.cases.case import TaskKey, TaskKind
from domain.cases.work_queue import QueueRow
from domain.presentation.case_rows import age_words, queue_row_values
from tests.examples import BRIEF
from tests.fakes import NOON

ME, OTHER = "one@staff.example", "two@staff.example"


def row(number: int, assignee: str = "", **key: object) -> QueueRow:
    facts = {"case_id": f"k{number}", "round": 1, "kind": TaskKind.REVIEW, **key}
    return QueueRow(key=TaskKey.model_validate(facts), opened_at=NOON, summary=BRIEF, assignee=assignee)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "less than a day"),
        (1, "1 day"),
        (13, "13 days"),
        (14, "2 weeks"),
        (15, "2 weeks 1 day"),
        (44, "6 weeks 2 days"),
    ],
)
def test_age_is_in_weeks_from_two_weeks_on(days: int, words: str) -> None:
    assert age_words(days) == words


@pytest.mark.parametrize(("days", "look"), [(41, "pass"), (42, "flag"), (55, "flag"), (56, "reject")])
def test_row_looks_late_from_six_weeks_and_too_late_from_eight(days: int, look: str) -> None:
    values = queue_row_values(row(1), NOON + timedelta(days=days, hours=1), ME)

    assert (values["days"], values["look"]) == (days, look)


def test_row_says_whether_it_is_assigned_to_the_person() -> None:
    yours = row(1, ME.upper()).model_copy(update={"assigned_at": NOON})

    assert queue_row_values(yours, NOON, ME)["assigned"] == {"to": ME.upper(), "is_yours": True, "since": NOON}
    of_other = {"to": OTHER, "is_yours": False, "since": None}
    assert queue_row_values(row(1, OTHER), NOON, ME)["assigned"] == of_other
    assert queue_row_values(row(1), NOON, ME)["assigned"] is None
