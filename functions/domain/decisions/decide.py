"""Deciding a task: opening it changes nothing, and the first decision stays."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from pydantic import ValidationError

from domain.cases.access_tokens import AccessTokens, DecisionToken, open_token
from domain.cases.any_case import AnyCase, any_case
from domain.cases.case import DECISION_TYPES, Case, Decision, DecisionType, Task, TaskKey, TaskKind
from domain.cases.conflict_of_interest import CaseAccess
from domain.cases.history import EarlierApplication, History
from domain.cases.inbound_message import StoredMessage
from domain.cases.ports import ReviewWaits
from domain.cases.staff import ROLE_FOR_TASK, Staff
from domain.decisions.saved_replies import SavedReply
from domain.model.errors import AlreadyDecided, FieldProblem, InvalidInput, UnknownToken
from domain.model.field_types import problem_message
from domain.model.ports import Clock
from domain.notifications.delivery_status import OutboxRecord
from domain.notifications.ports import OutboxStore
from domain.policy import RuleId, load_policy
from domain.presentation.labels import NOTE_MISSING


@dataclass(frozen=True)
class OpenedTask:
    """A task, decided or not, with its case and what belongs to that. ``token`` says who has opened it."""

    case: AnyCase
    token: DecisionToken
    task: Task
    emails: tuple[OutboxRecord, ...] = ()
    earlier: tuple[EarlierApplication, ...] = ()


def find_message(case: AnyCase, receipt: str) -> StoredMessage:
    """A message about a case. Raises ``UnknownToken`` if the case has no such message."""
    received = case.messages if isinstance(case, Case) else ()
    found = next((message for message in received if message.receipt == receipt), None)
    if found is None:
        raise UnknownToken
    return found


@dataclass(frozen=True)
class Draft:
    """A decision as the form has it, not checked yet; ``rules`` are the reasons for a rejection."""

    answer: str
    note: str = ""
    rules: tuple[RuleId, ...] = ()


def read_draft(fields: Mapping[str, str], replies: tuple[SavedReply, ...] = ()) -> Draft:
    """The decision in a submitted form, with those rules only by which a reviewer may reject.

    With ``do=insert``, the chosen saved reply is appended to the note.
    """
    rules = tuple(rule for rule in load_policy().judged if f"rule-{rule}" in fields)
    chosen = fields.get("reply") if fields.get("do") == "insert" else None
    saved = next((reply.text for reply in replies if reply.id == chosen), "")
    note = "\n\n".join(part for part in (fields.get("note", ""), saved) if part)
    return Draft(answer=fields.get("answer", ""), note=note, rules=rules)


@dataclass(frozen=True)
class Decisions:
    tokens: AccessTokens
    access: CaseAccess
    history: History
    outbox_store: OutboxStore
    staff: Staff
    clock: Clock

    def open(self, token: str) -> OpenedTask:
        """Open the task of an emailed link. Changes nothing.

        Raises:
            UnknownToken: if there is no such link, it has expired, or its person no longer has the role for the task.
            ConflictOfInterest: if the link is for staff, and the case is the person's own.
        """
        opened = open_token(self.tokens, DecisionToken, token, self.clock())
        if not self._may_answer(opened):
            raise UnknownToken
        if opened.task.kind is TaskKind.OWNER:
            case = any_case(opened.task.case_id, self.access.cases, self.access.exceptions)
        else:
            case = self.access.get_case(opened.task.case_id, opened.person)
        task = next(task for task in case.tasks if task.key == opened.task)
        emails = self.outbox_store.list_entries(opened.task.case_id)
        earlier = self.list_earlier(case, opened.person) if opened.task.kind in ROLE_FOR_TASK else ()
        return OpenedTask(case, opened, task, emails, earlier)

    def list_earlier(self, case: AnyCase, person: str) -> tuple[EarlierApplication, ...]:
        """What a member of staff may see of earlier applications; an exception has none."""
        return self.history.list_earlier(case, person) if isinstance(case, Case) else ()

    def _may_answer(self, token: DecisionToken) -> bool:
        member = self.staff.member(token.person)
        return token.task.kind not in ROLE_FOR_TASK or (member is not None and member.answers(token.task.kind))

    def get_message(self, token: str, receipt: str) -> StoredMessage:
        """A message about the case of a link for staff.

        Raises:
            UnknownToken: see ``open``; or if the link is for the owner, or the case has no such message.
            ConflictOfInterest: see ``open``.
        """
        opened = self.open(token)
        if opened.task.key.kind is TaskKind.OWNER:
            raise UnknownToken
        return find_message(opened.case, receipt)

    def check(self, opened: OpenedTask, draft: Draft) -> Decision:
        """The decision that a draft would be. Stores nothing.

        Raises:
            InvalidInput: if the task takes no such decision, a required note is missing, or it cannot be emailed.
        """
        answer = next((known for known in DECISION_TYPES[opened.task.key.kind] if known == draft.answer), None)
        if answer is None:
            raise InvalidInput([FieldProblem("/answer", "Choose one of the answers on this page.")])
        rules = draft.rules if answer is DecisionType.REJECT else ()
        if answer in NOTE_MISSING and not (rules or draft.note.strip()):
            raise InvalidInput([FieldProblem("/note", NOTE_MISSING[answer])])
        try:
            return Decision(answer=answer, by=opened.token.person, at=self.clock(), note=draft.note, rules=rules)
        except ValidationError as error:
            problems = [FieldProblem("/note", _of_this_text(problem_message(found))) for found in error.errors()]
            raise InvalidInput(problems) from None

    def decide(self, opened: OpenedTask, draft: Draft, waits: ReviewWaits) -> TaskKey:
        """Decide a task and resume its state machine. A second click only resumes it again, if the first could not.

        Raises:
            InvalidInput: see ``check``.
        """
        if opened.task.decision is None:
            decision = self.check(opened, draft)
            with suppress(AlreadyDecided):  # a moment ago: the page shows by whom
                self.access.cases.decide(opened.task.key, decision)
        waits.resume(opened.task.key)
        return opened.task.key


def _of_this_text(message: str) -> str:
    return f"This text {message[:1].lower()}{message[1:]}."
