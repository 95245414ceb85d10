"""A case as one of the staff who is signed in has it before them: to read, to decide, to take over or to hand on."""

from dataclasses import dataclass

from domain.cases.access_tokens import DecisionToken
from domain.cases.any_case import AnyCase, any_case
from domain.cases.audit_entry import AuditEntry
from domain.cases.case import DECISION_TYPES, Task
from domain.cases.conflict_of_interest import own_part
from domain.cases.inbound_message import StoredMessage
from domain.cases.ports import AuditLog
from domain.cases.staff import Permission, StaffMember
from domain.decisions.decide import Decisions, OpenedTask, message_of, opened_task
from domain.model.errors import CaseNotStored, ConflictOfInterest, FieldProblem, InvalidInput, UnknownCase
from domain.model.ids import CaseKind
from domain.notifications.delivery_status import OutboxRecord
from domain.presentation.labels import TASK_LABELS


@dataclass(frozen=True)
class OpenedCase:
    """What is shown of a case. ``question`` is what waits for an answer, ``link`` opens it where it is the member's."""

    case: AnyCase
    mails: tuple[OutboxRecord, ...]
    entries: tuple[AuditEntry, ...]
    question: Task | None
    link: OpenedTask | None


@dataclass(frozen=True)
class CaseActions:
    """Everything that working on a case needs."""

    decisions: Decisions
    log: AuditLog

    def open(self, case_id: str, member: StaffMember) -> OpenedCase:
        """Look at a case. Changes nothing.

        Raises:
            NotAllowed: if the member may see no cases.
            UnknownCase: if there is no such case.
            ConflictOfInterest: if it is the member's own: nobody reads what others say of it, or decides about it.
        """
        member.must(Permission.SEE_CASES)
        case = self._case(case_id)
        part = own_part(case, member.address)
        if part:
            raise ConflictOfInterest(part)
        mails = self.decisions.outbox_store.list_entries(case_id)
        question = next((task for task in case.tasks if task.decision is None), None)
        link = self._link(question, member) if question and member.answers(question.key.kind) else None
        opened = opened_task(case, link, mails) if link else None
        return OpenedCase(case, mails, self.log.list_entries(case_id), question, opened)

    def message(self, case_id: str, receipt: str, member: StaffMember) -> StoredMessage:
        """A message that came in about an application.

        Raises:
            UnknownToken: if the case has no such message.
            NotAllowed, UnknownCase, ConflictOfInterest: see ``open``.
        """
        return message_of(self.open(case_id, member).case, receipt)

    def asked(self, opened: OpenedCase, question: str) -> OpenedTask:
        """What the question that a form was for opens.

        Raises:
            InvalidInput: if that question is answered, or none of the member's.
        """
        if opened.link is None or name_of(opened.link.task) != question:
            raise InvalidInput([FieldProblem("/answer", "Somebody has answered meanwhile: look at the case anew.")])
        return opened.link

    def assign(self, opened: OpenedCase, question: str, to: str, member: StaffMember) -> None:
        """Note who takes the question over: the member, a colleague, or nobody (empty).

        Raises:
            InvalidInput: if that question is answered or none of the member's, or the other is no colleague.
        """
        task = self.asked(opened, question).task
        assignee = to.casefold()  # so that one person is one, however each parameter writes the address
        if assignee and assignee not in {one.casefold() for one in self.decisions.staff.colleagues(task.key.kind)}:
            raise InvalidInput([FieldProblem("/to", "Choose one of the colleagues on this page.")])
        if self.decisions.cases.assign(task.key, assignee):
            entry = AuditEntry(at=self.decisions.clock(), by=member.address, what=_words(task, assignee, member))
            self.log.add_entry(task.key.case_id, entry)

    def _case(self, case_id: str) -> AnyCase:
        if not case_id.startswith((CaseKind.APPLICATION, CaseKind.EXCEPTION)):
            raise UnknownCase
        try:
            return any_case(case_id, self.decisions.cases, self.decisions.exceptions)
        except CaseNotStored:
            raise UnknownCase from None

    def _link(self, task: Task, member: StaffMember) -> DecisionToken:
        answer, now = DECISION_TYPES[task.key.kind][0], self.decisions.clock()
        return DecisionToken(task=task.key, answer=answer, person=member.address, expires_at=now)


def name_of(task: Task) -> str:
    """What names a question in a form of its case."""
    return f"{task.key.round} {task.key.kind} {task.key.turn}"


def _words(task: Task, assignee: str, member: StaffMember) -> str:
    what = TASK_LABELS[task.key.kind]
    if not assignee:
        return f"Gave it back ({what})"
    return f"Took it over ({what})" if assignee == member.address.casefold() else f"Handed it on to {assignee} ({what})"
