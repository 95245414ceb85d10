"""The lists of cases as a member of staff gets them: without the cases that they are involved in."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.cases.case import TaskKind
from domain.cases.conflict_of_interest import CaseAccess
from domain.cases.ports import WorkQueue
from domain.cases.work_queue import MOST_READ, OLDEST, PAGE, QueuePage, QueueRow, RowQuery, cut_page
from domain.reporting.outcomes import OutcomeRecord
from domain.reporting.ports import OutcomeRecords

_TIME = re.compile(r"[0-9]{4}-[0-9T:.-]{1,40}[+]00:00")
SPARE = 100  # rows read beyond the limit, so that a list is full although own cases are missing


@dataclass(frozen=True)
class StaffWorkQueue:
    """``WorkQueue`` for the person with this email address. Its counts include the own cases: they name none."""

    queue: WorkQueue
    access: CaseAccess
    person: str

    def get_page(self, kind: TaskKind, query: RowQuery = OLDEST) -> QueuePage:
        return self._without_own(self.queue.get_page(kind, query))

    def get_assigned_page(self, person: str, query: RowQuery = OLDEST) -> QueuePage:
        return self._without_own(self.queue.get_assigned_page(person, query))

    def get_most_flagged(self, kind: TaskKind, query: RowQuery) -> QueuePage:
        """Those of the oldest ``MOST_READ`` of a kind that match, most flags first; ``is_cut`` if there are others."""
        rows = self.queue.list_oldest(kind, MOST_READ)
        waiting = [row for row in rows if not query.until or row.summary.waits_since <= query.until]
        found = sorted(filter(query.matches, waiting), key=lambda row: -row.summary.flags)
        shown = self.queue.with_assigned_at(tuple(found[:PAGE]))
        page = QueuePage(rows=shown, is_cut=len(rows) == MOST_READ or len(found) > PAGE)
        return self._without_own(page)

    def count_open(self, kind: TaskKind) -> int:
        return self.queue.count_open(kind)

    def count_assigned(self, person: str) -> int:
        return self.queue.count_assigned(person)

    def list_oldest(self, kind: TaskKind, limit: int) -> tuple[QueueRow, ...]:
        return self._of_others(self.queue.list_oldest(kind, limit + SPARE))[:limit]

    def with_assigned_at(self, rows: tuple[QueueRow, ...]) -> tuple[QueueRow, ...]:
        return self.queue.with_assigned_at(rows)

    def list_review_starts(self, limit: int) -> tuple[datetime, ...]:
        return self.queue.list_review_starts(limit)

    def _without_own(self, page: QueuePage) -> QueuePage:
        return page.model_copy(update={"rows": self._of_others(page.rows)})

    def _of_others(self, rows: tuple[QueueRow, ...]) -> tuple[QueueRow, ...]:
        return self.access.without_own(rows, self.person, lambda row: row.key.case_id)


@dataclass(frozen=True)
class OutcomePage:
    """Some outcomes of a month, the last first; ``next`` and ``is_cut`` as in ``QueuePage``."""

    records: tuple[OutcomeRecord, ...]
    next: str = ""
    is_cut: bool = False


@dataclass(frozen=True)
class StaffOutcomeRecords:
    """``OutcomeRecords`` for the person with this email address."""

    records: OutcomeRecords
    access: CaseAccess
    person: str

    def list_outcomes(self, month: str, limit: int, before: str = "") -> tuple[OutcomeRecord, ...]:
        return self._of_others(self.records.list_outcomes(month, limit + SPARE, before))[:limit]

    def get_page(self, month: str, matches: Callable[[OutcomeRecord], bool], before: str = "") -> OutcomePage:
        """Those that match, of the next ``MOST_READ``: one query. ``before`` is ``next`` of the previous page."""
        found = self.records.list_outcomes(month, MOST_READ + 1, before if _TIME.fullmatch(before) else "")
        shown, last, is_cut = cut_page(found, MOST_READ, matches, is_all=True)
        return OutcomePage(self._of_others(tuple(shown)), last.answered_at.isoformat() if last else "", is_cut)

    def _of_others(self, records: tuple[OutcomeRecord, ...]) -> tuple[OutcomeRecord, ...]:
        return self.access.without_own(records, self.person, lambda record: record.case_id)
