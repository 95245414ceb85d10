"""What a signed-in member of staff does with a case: read it, decide or assign its task, write a note on it."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.cases.access_tokens import DecisionToken
from domain.cases.any_case import AnyCase
from domain.cases.audit_entry import AuditEntry
from domain.cases.case import DECISION_TYPES, Task, TaskKey, TaskKind
from domain.cases.conflict_of_interest import without_involved
from domain.cases.history import EarlierApplication
from domain.cases.inbound_message import StoredMessage
from domain.cases.ports import AuditLog, WorkQueue
from domain.cases.staff import Permission, StaffMember
from domain.cases.work_queue import QueueRow, RowQuery, rows_in_turn
from domain.console.case_notes import MAX_NOTES, CaseNote, read_note
from domain.console.ports import CaseNotes
from domain.decisions.decide import Decisions, OpenedTask, find_message
from domain.model.errors import CaseNotStored, FieldProblem, InvalidInput, NotAllowed, UnknownCase
from domain.model.ids import is_case_id
from domain.notifications.delivery_status import OutboxRecord
from domain.presentation.labels import TASK_LABELS


@dataclass(frozen=True)
class OpenedCase:
    """``open_task`` is the task that waits for a decision; ``own_task`` is the same if the member may decide it.

    ``colleagues`` are those to whom it can then be assigned.
    """

    case: AnyCase
    emails: tuple[OutboxRecord, ...]
    entries: tuple[AuditEntry, ...]
    earlier: tuple[EarlierApplication, ...]
    open_task: Task | None
    own_task: OpenedTask | None
    colleagues: tuple[str, ...] = ()
    notes: tuple[CaseNote, ...] = ()


@dataclass(frozen=True)
class CaseActions:
    decisions: Decisions
    log: AuditLog
    notes: CaseNotes

    def open(self, case_id: str, member: StaffMember) -> OpenedCase:
        """Open a case. Changes nothing.

        Raises:
            NotAllowed: if the member may not see cases.
            UnknownCase: if there is no such case.
            ConflictOfInterest: if it is the member's own case.
        """
        case = self.get_case(case_id, member)
        emails, entries = self.decisions.outbox_store.list_entries(case_id), self.log.list_entries(case_id)
        earlier = self.decisions.list_earlier(case, member.address)
        open_task = _open_task(case)
        own_task: OpenedTask | None = None
        colleagues: tuple[str, ...] = ()
        if open_task and member.answers(open_task.key.kind):
            own_task = OpenedTask(case, self._token(open_task, member), open_task, emails, earlier)
            colleagues = without_involved(case, self.decisions.staff.colleagues(open_task.key.kind))
        notes = self.notes.list_notes(case_id)
        return OpenedCase(case, emails, entries, earlier, open_task, own_task, colleagues, notes)

    def get_message(self, case_id: str, receipt: str, member: StaffMember) -> StoredMessage:
        """A message about an application.

        Raises:
            UnknownToken: if the case has no such message.
            NotAllowed, UnknownCase, ConflictOfInterest: see ``open``.
        """
        return find_message(self.open(case_id, member).case, receipt)

    def get_own_task(self, opened: OpenedCase, name: str) -> OpenedTask:
        """The task that a form was for, by the name in its key.

        Raises:
            InvalidInput: if that task is decided, or not the member's.
        """
        if opened.own_task is None or opened.own_task.task.key.name != name:
            raise InvalidInput([FieldProblem("/answer", "A colleague decided first. The page shows how it is now.")])
        return opened.own_task

    def assign(self, opened: OpenedCase, name: str, to: str, before: str, member: StaffMember) -> None:
        """Assign a task to the member, a colleague, or nobody (empty). ``before`` is the assignee on the form's page.

        Raises:
            InvalidInput: see ``get_own_task``; or if the assignee is no colleague, or somebody changed it meanwhile.
        """
        self.get_own_task(opened, name)
        self.assign_task(opened.case, name, to, before, member)

    def assign_task(self, case: AnyCase, name: str, to: str, before: str, member: StaffMember) -> None:
        """As ``assign``, of a case that the member may see."""
        task = _open_task(case)
        if task is None or task.key.name != name or not member.answers(task.key.kind):
            raise InvalidInput([FieldProblem("/answer", "It is decided by now, or not for you to decide.")])
        assignee = to.casefold()  # the same in every queue, however the staff lists write the address
        colleagues = without_involved(case, self.decisions.staff.colleagues(task.key.kind))
        if assignee and assignee not in map(str.casefold, colleagues):
            raise InvalidInput([FieldProblem("/to", "Choose one of the colleagues who can decide this case.")])
        if task.assignee.casefold() == assignee:
            return  # a second click
        now = self.decisions.clock()
        if task.assignee != before or not self.decisions.access.cases.assign(task.key, assignee, now, before):
            raise InvalidInput([FieldProblem("/to", "A colleague changed this first. See who has it now.")])
        entry = AuditEntry(at=now, by=member.address, what=_words(task, assignee, member))
        self.log.add_entry(task.key.case_id, entry)

    def write_note(self, opened: OpenedCase, case_id: str, text: str, member: StaffMember) -> None:
        """Add a private note to an opened case. The same text a second time is a second click, and adds none.

        Raises:
            InvalidInput: if there is no text, it is too long, or the case has as many notes as it can have.
        """
        note = read_note(text, member, self.decisions.clock())
        if opened.notes and (opened.notes[-1].by, opened.notes[-1].text) == (note.by, note.text):
            return
        if not self.notes.add_note(case_id, note):
            problem = f"This case has {MAX_NOTES} notes, the most it can have. Your note was not saved."
            raise InvalidInput([FieldProblem("/text", problem)])

    def assign_next(self, queue: WorkQueue, kind: TaskKind, member: StaffMember, after: str = "") -> str:
        """Assign the next free task of a queue to the member, behind the case ``after`` if it is there.

        Returns its case id, or empty if no task is free. One that is the member's already comes in its turn, too: so
        a second click leads to the same case.

        Raises:
            NotAllowed: if the member doesn't decide such tasks.
        """
        if not member.answers(kind):
            raise NotAllowed
        rows = rows_in_turn(_all_rows(queue, kind), member.address, after)
        return next((row.key.case_id for row in rows if self._has(row.key, member)), "")

    def _has(self, key: TaskKey, member: StaffMember) -> bool:
        """Assign a free task to the member. True also if it was the member's; the queue may lag behind."""
        own_address, now = member.address.casefold(), self.decisions.clock()
        if self.decisions.access.cases.assign(key, own_address, now):
            what = f"Assigned to themselves with Next case ({TASK_LABELS[key.kind]})"
            self.log.add_entry(key.case_id, AuditEntry(at=now, by=member.address, what=what))
            return True
        tasks = self.decisions.access.get_case(key.case_id, member.address).tasks
        return any(task.assignee.casefold() == own_address for task in tasks)

    def get_case(self, case_id: str, member: StaffMember) -> AnyCase:
        """Raises ``NotAllowed``, ``UnknownCase`` or ``ConflictOfInterest`` as ``open`` does."""
        member.must(Permission.SEE_CASES)
        if not is_case_id(case_id):
            raise UnknownCase
        try:
            return self.decisions.access.get_case(case_id, member.address)
        except CaseNotStored:
            raise UnknownCase from None

    def _token(self, task: Task, member: StaffMember) -> DecisionToken:
        answer, now = DECISION_TYPES[task.key.kind][0], self.decisions.clock()
        return DecisionToken(task=task.key, answer=answer, person=member.address, expires_at=now)


def _open_task(case: AnyCase) -> Task | None:
    return next((task for task in case.tasks if task.decision is None), None)


def _words(task: Task, assignee: str, member: StaffMember) -> str:
    what = TASK_LABELS[task.key.kind]
    if not assignee:
        return f"Unassigned ({what})"
    to = "themselves" if assignee == member.address.casefold() else assignee
    return f"{'Reassigned' if task.assignee else 'Assigned'} to {to} ({what})"


def _all_rows(queue: WorkQueue, kind: TaskKind) -> Iterator[QueueRow]:
    """A page at a time, as they are needed."""
    page = queue.get_page(kind)
    yield from page.rows
    while page.next:
        page = queue.get_page(kind, RowQuery(after=page.next))
        yield from page.rows
