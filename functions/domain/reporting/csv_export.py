"""Lists as files for a spreadsheet: comma-separated values (RFC 4180) of what the console's lists show."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from domain.cases.case import TaskKind
from domain.cases.ports import WorkQueue
from domain.cases.work_queue import QueueRow
from domain.model.errors import FieldProblem, InvalidInput
from domain.presentation.labels import TASK_LABELS
from domain.reporting.outcomes import OutcomeRecord
from domain.reporting.ports import OutcomeRecords

MAX_ROWS = 5_000
LARGEST = 4_500_000  # characters; Lambda answers with 6 MB at most, in which JSON's quoting takes its part
MARK = "\ufeff"  # the byte order mark, without which Excel takes UTF-8 for something else

OPEN_COLUMNS = (
    *("waits for", "case", "account", "project or account name", "people", "round", "waits since"),
    *("asked at", "flags", "taken over by"),
)
OUTCOME_COLUMNS = (
    *("case", "account", "project or account name", "round", "status", "started at", "answered at"),
    *("decided by", "rejected by rules", "flagged by rules"),
)

_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")

Cell = str | int
Row = tuple[Cell, ...]


_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_MOMENT = re.compile(r"[0-9]{4}-[0-9T:.-]{1,40}[+]00:00")


@dataclass(frozen=True)
class File:
    """A file to keep: its name, its text, and how many rows it has below the columns' names."""

    name: str
    text: str
    rows: int


def open_file(queue: WorkQueue, kind: str) -> File:
    """What waits for an answer, of one kind of question, or of every kind (empty).

    Raises:
        InvalidInput: if there is no such kind.
    """
    if kind and kind not in TASK_LABELS:
        raise InvalidInput([FieldProblem("/kind", "Choose one of the queues.")])
    kinds = [TaskKind(kind)] if kind else list(TASK_LABELS)
    found = [line for one in kinds for line in queue.list_oldest(one, MAX_ROWS + 1)]
    text, rows = csv_file(OPEN_COLUMNS, map(_open_row, found[:MAX_ROWS]))
    rest = "There is more. One kind of question at a time may fit into a file." if rows < len(found) else ""
    return File(f"keydesk-open{'-' + kind if kind else ''}.csv", text + _note(rest), rows)


def outcomes_file(answers: OutcomeRecords, month: str, before: str = "") -> File:
    """What was answered in a month (``2026-11``), the last first; ``before`` a moment, as a file that is full says it.

    Raises:
        InvalidInput: if that is no month, or no moment.
    """
    if not _MONTH.fullmatch(month) or (before and not _MOMENT.fullmatch(before)):
        raise InvalidInput([FieldProblem("/month", "Write it as 2026-11.")])
    found = answers.list_outcomes(month, MAX_ROWS + 1, before)
    text, rows = csv_file(OUTCOME_COLUMNS, map(_answered_row, found[:MAX_ROWS]))
    rest = ""
    if rows < len(found):
        query = urlencode({"month": month, "before": found[rows - 1].answered_at.isoformat()})
        rest = f"There is more of this month: export.csv?{query}"
    return File(f"keydesk-answers-{month}.csv", text + _note(rest), rows)


def _open_row(line: QueueRow) -> Row:
    """A question that waits."""
    brief, about = line.brief, (line.key.case_id, line.brief.account_id, line.brief.title)
    times = (_moment(brief.waits_since), _moment(line.opened_at))
    people = " and ".join(brief.people)
    return (TASK_LABELS[line.key.kind], *about, people, brief.round, *times, brief.flags, line.assignee)


def _answered_row(one: OutcomeRecord) -> Row:
    """A round, or an exception, that was answered."""
    about = (one.case_id, one.account_id, one.title, one.round, str(one.status))
    rules = (" ".join(one.rejected_by), " ".join(one.flagged))
    return (*about, _moment(one.started_at), _moment(one.answered_at), str(one.decided_by), *rules)


def csv_file(columns: Sequence[str], rows: Iterable[Row]) -> tuple[str, int]:
    """The file, and how many of the rows are in it: as many as an answer of the desk can hold."""
    parts, room = [MARK + _line(columns)], LARGEST
    for row in rows:
        part = _line([_harmless(cell) for cell in row])
        room -= len(json.dumps(part))
        if room < 0:
            break
        parts.append(part)
    return "".join(parts), len(parts) - 1


def _note(text: str) -> str:
    """A last line, where the file is not the whole."""
    return _line([text]) if text else ""


def _harmless(cell: Cell) -> Cell:
    """What a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection)."""
    if isinstance(cell, str) and cell.lstrip(" \u00a0\u3000").startswith(_FORMULA):
        return f"'{cell}"
    return cell


def _line(cells: Sequence[Cell]) -> str:
    # All cells are quoted: where a semicolon parts cells, as in much of Europe, one in a text must not make a new one.
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(cells)
    return out.getvalue()


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
