import csv
import io
import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest

from domain.cases.case import Outcome, Status, Task, TaskKey, TaskKind
from domain.cases.work_queue import QueueRow
from domain.model.errors import FieldProblem, InvalidInput
from domain.model.estimate import Estimate
from domain.policy import RuleId
from domain.presentation.labels import TASK_LABELS
from domain.reporting.csv_export import BYTE_ORDER_MARK, MAX_ROWS, MAX_SIZE, open_tasks_file, outcomes_file
from domain.reporting.outcomes import Decider, OutcomeRecord
from tests.examples import BRIEF, application
from tests.fakes import NOON, FakeCases, FakeOutcomeRecords, FakeWorkQueue


def rows_of(text: str) -> list[list[str]]:
    """The rows that a spreadsheet reads."""
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline=""), strict=True))


def outcome(title: str = "Reports", at: datetime = NOON, **more: object) -> OutcomeRecord:
    facts = {"case_id": "k1", "account_id": "acct-1", "title": title, "round": 2, "status": Status.REJECTED_FOR_GOOD}
    times = {"started_at": NOON - timedelta(days=3), "answered_at": at}
    return OutcomeRecord.model_validate({**facts, **times, "decided_by": Decider.REVIEWER, **more})


def outcomes(*records: OutcomeRecord) -> FakeOutcomeRecords:
    cases = FakeCases()
    cases.answers.extend(records)
    return FakeOutcomeRecords(cases)


def queue(title: str, kind: TaskKind = TaskKind.REVIEW, people: tuple[str, ...] = ("Avery Example",)) -> FakeWorkQueue:
    """A queue of one row."""
    cases = FakeCases()
    cases.add_application(application(), "thread")
    key = TaskKey(case_id=application().id, round=1, kind=kind)
    brief = BRIEF.model_copy(update={"title": title, "people": people, "flags": 2})
    cases.open_task(Task(key=key, opened_at=NOON, assignee="one@staff.example"), brief)
    return FakeWorkQueue(cases)


def test_outcomes_file_has_a_row_for_each_outcome() -> None:
    rules = (RuleId.NO_BRAND_LOOK, RuleId.USE_STATED)
    told = Estimate(ahead=3, earliest=date(2026, 3, 2), latest=date(2026, 3, 6))

    facts: dict[str, Any] = {"policy_version": "2026-03-1", "estimate": told, "client_time": timedelta(hours=40)}
    file = outcomes_file(outcomes(outcome(rejected_by=rules, flagged=rules[1:], **facts)), "2026-03")

    names, row = rows_of(file.text)
    assert dict(zip(names, row, strict=True)) == {
        "case": "k1",
        "account": "acct-1",
        "project or account name": "Reports",
        "round": "2",
        "status": "rejected_for_good",
        "started at": "2026-02-27T12:00:00+00:00",
        "answered at": "2026-03-02T12:00:00+00:00",
        "decided by": "reviewer",
        "rejected by rules": "no_brand_look use_stated",
        "flagged by rules": "use_stated",
        "policy version": "2026-03-1",
        "estimated from": "2026-03-02",
        "estimated to": "2026-03-06",
        "days waiting for the client": "2",
    }
    assert (file.name, file.rows) == ("keydesk-answers-2026-03.csv", 1)


def test_open_tasks_file_has_what_the_queue_shows() -> None:
    file = open_tasks_file(queue("Reports", people=("Avery Example", "Robin Example")), "")

    names, row = rows_of(file.text)
    assert dict(zip(names, row, strict=True)) == {
        "waits for": "Reviews",
        "case": application().id,
        "account": "acct-in-order",
        "project or account name": "Reports",
        "people": "Avery Example and Robin Example",
        "round": "1",
        "waits since": "2026-03-02T12:00:00+00:00",
        "asked at": "2026-03-02T12:00:00+00:00",
        "flags": "2",
        "assigned to": "one@staff.example",
    }


def test_open_tasks_file_of_one_kind_has_no_other() -> None:
    safety = queue("Reports", TaskKind.SAFETY)

    assert (open_tasks_file(safety, "safety").rows, open_tasks_file(safety, "review").rows) == (1, 0)


@pytest.mark.parametrize(
    "start", [*"=+-@\t\r\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", " =", "\u00a0@", "\u3000\uff1d"]
)
def test_formula_is_exported_as_text(start: str) -> None:
    words = f'{start}cmd|" /C calc"!A0'

    for file in (
        open_tasks_file(queue(words, people=(words,)), ""),
        outcomes_file(outcomes(outcome(words)), "2026-03"),
    ):
        _, row = rows_of(file.text)
        found = [cell for cell in row if cell.endswith(words)]
        assert found, "nothing of the text is lost"
        assert set(found) == {f"'{words}"}


@pytest.mark.parametrize("words", ['say "hello", \u00fc\U0001f642', "a;=1+1", "two\r\nlines", "' quoted", "5 - 3"])
def test_other_text_is_exported_unchanged_in_its_cell(words: str) -> None:
    file = open_tasks_file(queue(words), "")

    assert rows_of(file.text)[1][3] == words
    assert file.text.removeprefix(BYTE_ORDER_MARK).endswith('"\r\n'), "RFC 4180: the end of a line"
    assert f'"{words.replace(chr(34), chr(34) * 2)}"' in file.text, "quoted, for spreadsheets that split at semicolons"


def test_full_outcomes_file_says_where_the_rest_is() -> None:
    times = [NOON + timedelta(seconds=number) for number in range(MAX_ROWS + 30)]
    month = outcomes(*(outcome(f"Reports {at:%X}", at) for at in times))

    first = outcomes_file(month, "2026-03")

    (note,) = rows_of(first.text)[-1]
    rest = parse_qs(urlparse(re.findall(r"\S+$", note)[0]).query)
    second = outcomes_file(month, rest["month"][0], rest["before"][0])
    assert (second.rows, rows_of(second.text)[-1][0]) == (30, "k1"), "the second is the last, and has no note"
    shown = [row[2] for file in (first, second) for row in rows_of(file.text)[1:] if len(row) > 1]
    assert shown == [f"Reports {at:%X}" for at in times[::-1]]


def test_outcomes_file_is_never_larger_than_a_response_may_be() -> None:
    titles = "\U0001f642" * 120
    full = outcomes(*(outcome(titles, NOON + timedelta(seconds=number), flagged=[*RuleId]) for number in range(4_000)))

    file = outcomes_file(full, "2026-03")

    assert MAX_SIZE * 0.99 < len(json.dumps(file.text)) < MAX_SIZE * 1.01
    assert "There is more of this month" in rows_of(file.text)[-1][0]
    assert file.rows == len(rows_of(file.text)) - 2


def test_full_open_tasks_file_says_so_and_reads_one_row_more_than_it_holds() -> None:
    limits: list[int] = []

    class Counted(FakeWorkQueue):
        def list_oldest(self, kind: TaskKind, limit: int) -> tuple[QueueRow, ...]:
            limits.append(limit)
            return super().list_oldest(kind, limit)

    cases = FakeCases()
    for number in range(MAX_ROWS + 2):
        key = TaskKey(case_id=f"k{number}", round=1, kind=TaskKind.REVIEW)
        cases.open_task(Task(key=key, opened_at=NOON), BRIEF)

    file = open_tasks_file(Counted(cases), "")

    assert file.rows == MAX_ROWS
    assert "There is more" in rows_of(file.text)[-1][0]
    assert limits == [MAX_ROWS + 1] * len(TASK_LABELS)


@pytest.mark.parametrize(
    ("month", "before"),
    [("", ""), ("2026-13", ""), ("2026-1", ""), ("../x", ""), ("2026-03", "yesterday"), ("2026-03\n", "")],
)
def test_outcomes_file_of_an_invalid_month_or_time_is_rejected(month: str, before: str) -> None:
    with pytest.raises(InvalidInput):
        outcomes_file(outcomes(), month, before)


def test_open_tasks_file_of_an_unknown_kind_is_rejected() -> None:
    with pytest.raises(InvalidInput) as caught:
        open_tasks_file(queue("Reports"), "nonsense")
    assert caught.value.problems == [FieldProblem("/kind", "Choose one of the queues.")]


def test_outcomes_file_of_an_empty_month_has_column_names_alone() -> None:
    cases = FakeCases()
    cases.add_application(application(), "thread")
    approved = Outcome(status=Status.APPROVED, at=datetime(2026, 4, 1, tzinfo=UTC))
    cases.conclude(cases.get_case(application().id), approved)

    assert len(rows_of(outcomes_file(FakeOutcomeRecords(cases), "2026-03").text)) == 1
