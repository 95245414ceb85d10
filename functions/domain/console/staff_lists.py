"""The lists of cases as a member of staff gets them: without the cases that they are involved in."""

from dataclasses import dataclass
from datetime import datetime

from domain.cases.case import TaskKind
from domain.cases.conflict_of_interest import CaseAccess
from domain.cases.ports import WorkQueue
from domain.cases.work_queue import QueuePage, QueueRow
from domain.reporting.outcomes import OutcomeRecord
from domain.reporting.ports import OutcomeRecords

SPARE = 100  # rows read beyond the limit, so that a list is full although own cases are missing


@dataclass(frozen=True)
class StaffWorkQueue:
    """``WorkQueue`` for the person with this email address."""

    queue: WorkQueue
    access: CaseAccess
    person: str

    def get_page(self, kind: TaskKind, until: datetime | None = None, after: str = "") -> QueuePage:
        return self._without_own(self.queue.get_page(kind, until, after))

    def get_assigned_page(self, person: str, after: str = "") -> QueuePage:
        return self._without_own(self.queue.get_assigned_page(person, after))

    def list_oldest(self, kind: TaskKind, limit: int) -> tuple[QueueRow, ...]:
        return self._of_others(self.queue.list_oldest(kind, limit + SPARE))[:limit]

    def list_review_starts(self, limit: int) -> tuple[datetime, ...]:
        return self.queue.list_review_starts(limit)

    def _without_own(self, page: QueuePage) -> QueuePage:
        return page.model_copy(update={"rows": self._of_others(page.rows)})

    def _of_others(self, rows: tuple[QueueRow, ...]) -> tuple[QueueRow, ...]:
        return self.access.without_own(rows, self.person, lambda row: row.key.case_id)


@dataclass(frozen=True)
class StaffOutcomeRecords:
    """``OutcomeRecords`` for the person with this email address."""

    records: OutcomeRecords
    access: CaseAccess
    person: str

    def list_outcomes(self, month: str, limit: int, before: str = "") -> tuple[OutcomeRecord, ...]:
        found = self.records.list_outcomes(month, limit + SPARE, before)
        return self.access.without_own(found, self.person, lambda record: record.case_id)[:limit]
