from datetime import timedelta

import pytest

from domain.cases.case import TaskKey, TaskKind
from domain.cases.work_queue import QueueRow
from domain.presentation.case_rows import age_words, queue_row_values
from tests.examples import BRIEF
from tests.fakes import NOON

ME, OTHER = "one@staff.example", "two@staff.example"


def line(number: int, assignee: str = "", **key: object) -> QueueRow:
    facts = {"case_id": f"k{number}", "round": 1, "kind": TaskKind.REVIEW, **key}
    return QueueRow(key=TaskKey.model_validate(facts), opened_at=NOON, brief=BRIEF, assignee=assignee)


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
def test_how_long_somebody_waits_in_words(days: int, words: str) -> None:
    assert age_words(days) == words


@pytest.mark.parametrize(("days", "look"), [(41, "pass"), (42, "flag"), (55, "flag"), (56, "reject")])
def test_a_line_looks_late_from_six_weeks_on_and_too_late_from_eight(days: int, look: str) -> None:
    values = queue_row_values(line(1), NOON + timedelta(days=days, hours=1), ME)

    assert (values["days"], values["look"]) == (days, look)


def test_a_line_says_who_has_taken_it_over() -> None:
    assert queue_row_values(line(1, ME.upper()), NOON, ME)["is_yours"]
    assert not queue_row_values(line(1, OTHER), NOON, ME)["is_yours"]
    assert not queue_row_values(line(1), NOON, ME)["is_yours"]
