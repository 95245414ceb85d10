"""Exports of the console's lists as comma-separated values (RFC 4180)."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from domain.cases.case import TaskKind
from domain.cases.ports import WorkQueue
from domain.cases.work_queue import QueueRow
from domain.model.errors import FieldProblem, InvalidInput
from domain.presentation.labels import TASK_LABELS
from domain.reporting.outcomes import OutcomeRecord
from domain.reporting.ports import OutcomeRecords

MAX_ROWS = 5_000
MAX_SIZE = 4_500_000  # characters as JSON; Lambda responses have at most 6 MB
BYTE_ORDER_MARK = "\ufeff"  # without it, Excel does not detect UTF-8

OPEN_COLUMNS = (
    *("waits for", "case", "account", "project or account name", "people", "round", "waits since"),
    *("asked at", "flags", "assigned to"),
)
OUTCOME_COLUMNS = (
    *("case", "account", "project or account name", "round", "status", "started at", "answered at"),
    *("decided by", "rejected by rules", "flagged by rules", "policy version"),
    *("estimated from", "estimated to", "days waiting for the client"),
)

_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_TIME = re.compile(r"[0-9]{4}-[0-9T:.-]{1,40}[+]00:00")

Cell = str | int
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class File:
    """A CSV file; ``rows`` does not count the column names."""

    name: str
    text: str
    rows: int


def open_tasks_file(queue: WorkQueue, kind: str) -> File:
    """The open tasks of a kind, or of every kind (empty).

    Raises:
        InvalidInput: if there is no such kind.
    """
    if kind and kind not in TASK_LABELS:
        raise InvalidInput([FieldProblem("/kind", "Choose one of the queues.")])
    kinds = [TaskKind(kind)] if kind else list(TASK_LABELS)
    found = [row for queue_kind in kinds for row in queue.list_oldest(queue_kind, MAX_ROWS + 1)]
    text, rows = csv_file(OPEN_COLUMNS, map(_open_row, found[:MAX_ROWS]))
    note = "There is more. One kind of question at a time may fit into a file." if rows < len(found) else ""
    return File(f"keydesk-open{'-' + kind if kind else ''}.csv", text + _note(note), rows)


def outcomes_file(outcomes: OutcomeRecords, month: str, before: str = "") -> File:
    """The outcomes of a month (``2026-11``), newest first; a full file says the ``before`` of the next one.

    Raises:
        InvalidInput: if ``month`` is not a month, or ``before`` not a time.
    """
    if not _MONTH.fullmatch(month) or (before and not _TIME.fullmatch(before)):
        raise InvalidInput([FieldProblem("/month", "Write it as 2026-11.")])
    found = outcomes.list_outcomes(month, MAX_ROWS + 1, before)
    text, rows = csv_file(OUTCOME_COLUMNS, map(_outcome_row, found[:MAX_ROWS]))
    note = ""
    if rows < len(found):
        query = urlencode({"month": month, "before": found[rows - 1].answered_at.isoformat()})
        note = f"There is more of this month: export.csv?{query}"
    return File(f"keydesk-answers-{month}.csv", text + _note(note), rows)


def _open_row(row: QueueRow) -> Row:
    summary = row.summary
    case = (TASK_LABELS[row.key.kind], row.key.case_id, summary.account_id, summary.title, " and ".join(summary.people))
    return (*case, summary.round, _time(summary.waits_since), _time(row.opened_at), summary.flags, row.assignee)


def _outcome_row(record: OutcomeRecord) -> Row:
    case = (record.case_id, record.account_id, record.title, record.round, str(record.status))
    rules = (" ".join(record.rejected_by), " ".join(record.flagged))
    told = record.estimate
    estimate = (told.earliest.isoformat(), told.latest.isoformat()) if told else ("", "")
    waiting = (*estimate, round(record.client_time / timedelta(days=1)))
    times = _time(record.started_at), _time(record.answered_at)
    return (*case, *times, str(record.decided_by), *rules, record.policy_version, *waiting)


def csv_file(columns: Sequence[str], rows: Iterable[Row]) -> tuple[str, int]:
    """The text of the file, and how many of the rows fit into it."""
    parts, remaining = [BYTE_ORDER_MARK + _line(columns)], MAX_SIZE
    for row in rows:
        part = _line([_without_formula(cell) for cell in row])
        remaining -= len(json.dumps(part))
        if remaining < 0:
            break
        parts.append(part)
    return "".join(parts), len(parts) - 1


def _note(text: str) -> str:
    return _line([text]) if text else ""


def _without_formula(cell: Cell) -> Cell:
    """Puts an apostrophe before what a spreadsheet would take for a formula (OWASP, CSV injection)."""
    if isinstance(cell, str) and cell.lstrip(" \u00a0\u3000").startswith(_FORMULA):
        return f"'{cell}"
    return cell


def _line(cells: Sequence[Cell]) -> str:
    # Every cell is quoted, since spreadsheets in much of Europe split cells at semicolons.
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(cells)
    return out.getvalue()


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
