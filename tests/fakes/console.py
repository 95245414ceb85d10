"""Fakes of what the console lists and keeps."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from domain.cases.any_case import any_case
from domain.cases.audit_entry import AuditEntry
from domain.cases.case import TaskKind
from domain.cases.exception import ExceptionCase, ExceptionOutcome, ExceptionStatus
from domain.cases.staff import (
    LOG_PAGE,
    StaffChange,
    StaffEntry,
    StaffLogPage,
    StaffMember,
    StaffRole,
)
from domain.cases.summary import summarize
from domain.cases.work_queue import MOST_COUNTED, MOST_READ, OLDEST, PAGE, OpenTask, QueuePage, QueueRow, RowQuery
from domain.console.case_notes import MAX_NOTES, CaseNote
from domain.console.search_terms import Match, Matches, SearchTerms, search_terms
from domain.decisions.saved_replies import MAX_REPLIES, SavedReply
from domain.model.errors import CaseNotStored, StaffChanged
from domain.presentation.case_rows import MAX_ROWS, CaseRow
from domain.reporting.forecast import Forecast
from domain.reporting.outcomes import OutcomeRecord
from tests.fakes.basics import NOON
from tests.fakes.cases import FakeCases, FakeExceptions


@dataclass
class FakeOpenTasks:
    cases: FakeCases

    def list_open_tasks(self, kind: TaskKind) -> list[OpenTask]:
        found = [task for task in self.cases.open_tasks() if task.key.kind is kind]
        return sorted(
            (OpenTask(key=task.key, opened_at=task.opened_at) for task in found), key=lambda task: task.opened_at
        )


@dataclass
class FakeWorkQueue:
    cases: FakeCases

    def get_page(self, kind: TaskKind, query: RowQuery = OLDEST) -> QueuePage:
        return _page([row for row in self._rows() if row.key.kind is kind], query)

    def get_assigned_page(self, person: str, query: RowQuery = OLDEST) -> QueuePage:
        return _page([row for row in self._rows() if row.assignee == person], query)

    def count_open(self, kind: TaskKind) -> int:
        return min(MOST_COUNTED, sum(row.key.kind is kind for row in self._rows()))

    def count_assigned(self, person: str) -> int:
        return min(MOST_COUNTED, sum(row.assignee == person for row in self._rows()))

    def list_oldest(self, kind: TaskKind, most: int) -> tuple[QueueRow, ...]:
        found = [row for row in self._rows() if row.key.kind is kind][:most]
        return tuple(row.model_copy(update={"assigned_at": None}) for row in found)

    def with_assigned_at(self, rows: tuple[QueueRow, ...]) -> tuple[QueueRow, ...]:
        found = {row.key: row for row in self._rows()}
        return tuple(found.get(row.key, row) for row in rows)

    def list_review_starts(self, most: int) -> tuple[datetime, ...]:
        return tuple(sorted(running.started_at for running in self.cases.running_rounds())[:most])

    def _rows(self) -> list[QueueRow]:
        rows = [
            QueueRow(summary=self.cases.briefs[task.key], **task.model_dump(include=set(QueueRow.model_fields)))
            for task in self.cases.open_tasks()
        ]
        return sorted(rows, key=lambda row: row.summary.waits_since)


def _page(rows: list[QueueRow], query: RowQuery) -> QueuePage:
    """``after`` is the number of rows before the page."""
    until, matches = query.until, query.matches
    waiting = [row for row in rows if not until or row.summary.waits_since <= until]
    waiting = waiting[:: -1 if query.newest_first else 1]
    start = int(query.after) if query.after.isdigit() else 0
    end = min(start + (MOST_READ if matches else PAGE), len(waiting))
    found = [number for number in range(start, end) if matches is None or matches(waiting[number])]
    shown = tuple(waiting[number] for number in found[:PAGE])
    if len(found) > PAGE:
        return QueuePage(rows=shown, next=str(found[PAGE - 1] + 1))
    is_cut = end < len(waiting)
    return QueuePage(rows=shown, next=str(end) if is_cut else "", is_cut=is_cut and matches is not None)


@dataclass
class FakeOutcomeRecords:
    cases: FakeCases

    def list_outcomes(self, month: str, most: int, before: str = "") -> tuple[OutcomeRecord, ...]:
        found = sorted(self.cases.answers, key=lambda record: record.answered_at, reverse=True)
        of_month = [record for record in found if f"{record.answered_at.astimezone(UTC):%Y-%m}" == month]
        older = [record for record in of_month if not before or record.answered_at < datetime.fromisoformat(before)]
        return tuple(older[:most])


@dataclass
class FakeForecasts:
    stored: Forecast | None = None

    def get_forecast(self) -> Forecast | None:
        return self.stored

    def put_forecast(self, forecast: Forecast) -> None:
        self.stored = forecast


_OPEN = ExceptionOutcome(status=ExceptionStatus.IN_REVIEW, at=NOON)


@dataclass
class FakeCaseIndex:
    cases: FakeCases
    exceptions: FakeExceptions

    def find_matches(self, word: str, others: tuple[str, ...]) -> Matches:
        found = [terms for terms in self._all_terms() if _is_found(terms, word, others)]
        facts = [terms.model_dump(exclude={"words"}) for terms in found]
        return Matches(matches=tuple(map(Match.model_validate, facts)), is_all=True)

    def list_case_ids(self, account_id: str) -> tuple[str, ...]:
        own = {terms.case_id: terms.handed_in_at for terms in self._all_terms() if terms.account_id == account_id}
        return tuple(sorted(own, key=lambda case_id: own[case_id], reverse=True)[:MAX_ROWS])

    def list_filed_by(self, address: str) -> tuple[str, ...]:
        newest = sorted(self.exceptions.all_exceptions(), key=lambda case: case.filed_at, reverse=True)
        managers = {case.id: case.request.account_manager.email.casefold() for case in newest}
        return tuple(case_id for case_id in managers if managers[case_id] == address.casefold())[:MAX_ROWS]

    def get_rows(self, case_ids: tuple[str, ...]) -> tuple[CaseRow, ...]:
        return tuple(row for case_id in case_ids for row in self._row(case_id))

    def _row(self, case_id: str) -> list[CaseRow]:
        try:
            case = any_case(case_id, self.cases, self.exceptions)
        except CaseNotStored:
            return []
        at = case.filed_at if isinstance(case, ExceptionCase) else case.application.submitted_at
        status = (case.outcome or _OPEN).status if isinstance(case, ExceptionCase) else case.status
        brief = summarize(case, at).model_copy(update={"flags": 0})
        return [CaseRow.model_validate({"case_id": case_id, "submitted_at": at, "status": status, "summary": brief})]

    def _all_terms(self) -> list[SearchTerms]:
        stored = self.cases.all_cases()
        first = [case.application.model_copy(update={"request": case.request_of(1)}) for case in stored]
        found = [search_terms(one, case.rounds[0].account) for one, case in zip(first, stored, strict=True)]
        again = [search_terms(case.application, case.current.account) for case in stored if case.current.number > 1]
        return [*found, *again, *map(search_terms, self.exceptions.all_exceptions())]


def _is_found(terms: SearchTerms, word: str, others: tuple[str, ...]) -> bool:
    is_word = any(term == word if len(word) < 3 else term.startswith(word) for term in terms.found_by)
    return is_word and all(any(term.startswith(other) for term in terms.words) for other in others)


class FakeAuditLog:
    def __init__(self) -> None:
        self._entries: dict[str, list[AuditEntry]] = {}

    def add_entry(self, case_id: str, entry: AuditEntry) -> None:
        self._entries.setdefault(case_id, []).append(entry)

    def list_entries(self, case_id: str) -> tuple[AuditEntry, ...]:
        return tuple(sorted(self._entries.get(case_id, []), key=lambda entry: entry.at))


class FakeCaseNotes:
    def __init__(self) -> None:
        self._notes: dict[str, list[CaseNote]] = {}

    def add_note(self, case_id: str, note: CaseNote) -> bool:
        notes = self._notes.setdefault(case_id, [])
        if len(notes) >= MAX_NOTES:
            return False
        notes.append(note)
        return True

    def list_notes(self, case_id: str) -> tuple[CaseNote, ...]:
        return tuple(self._notes.get(case_id, []))


class FakeStaff:
    def __init__(self) -> None:
        self._entries: dict[str, StaffEntry] = {}
        self._log: list[AuditEntry] = []

    def get_member(self, address: str) -> StaffMember | None:
        entry = self._entries.get(address.casefold())
        return entry.member if entry else None

    def list_members(self) -> tuple[StaffEntry, ...]:
        return tuple(self._entries[address] for address in sorted(self._entries))

    def apply(self, change: StaffChange) -> None:
        known, witness = self.get_member(change.address), self.get_member(change.witness)
        is_as_before = change.before == (known.roles if known else frozenset())
        if not is_as_before or (change.witness and not (witness and StaffRole.OPERATOR in witness.roles)):
            raise StaffChanged
        key = change.address.casefold()
        if change.after:
            added = self._entries.get(key) or StaffEntry(
                StaffMember(change.address, change.after), change.entry.by, change.entry.at
            )
            self._entries[key] = replace(added, member=replace(added.member, roles=change.after))
        else:
            del self._entries[key]
        self._log.append(change.entry)

    def list_changes(self, before: str = "") -> StaffLogPage:
        newest = sorted(self._log, key=lambda entry: entry.at, reverse=True)
        start = int(before) if before.isdigit() else 0
        end = start + LOG_PAGE
        return StaffLogPage(tuple(newest[start:end]), str(end) if len(newest) > end else "")


class FakeSavedReplies:
    def __init__(self) -> None:
        self._replies: dict[str, SavedReply] = {}

    def list_replies(self) -> tuple[SavedReply, ...]:
        return tuple(sorted(self._replies.values(), key=lambda reply: reply.title.casefold()))

    def put_reply(self, reply: SavedReply) -> bool:
        if len(self._replies) >= MAX_REPLIES and reply.id not in self._replies:
            return False
        self._replies[reply.id] = reply
        return True

    def remove_reply(self, reply_id: str) -> None:
        self._replies.pop(reply_id, None)
