"""Deciding by link: a GET shows the case, only the form's POST decides, and it decides once."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from pydantic import ValidationError

from domain.cases.access_tokens import AccessTokens, DecisionToken, open_token
from domain.cases.any_case import AnyCase, any_case
from domain.cases.case import DECISION_TYPES, Case, Decision, DecisionType, Task, TaskKey, TaskKind
from domain.cases.conflict_of_interest import own_part
from domain.cases.inbound_message import StoredMessage
from domain.cases.ports import Cases, Exceptions, ReviewWaits
from domain.cases.staff import ROLE_FOR_TASK, Staff
from domain.decisions.saved_replies import SavedReply
from domain.model.errors import AlreadyDecided, ConflictOfInterest, FieldProblem, InvalidInput, UnknownToken
from domain.model.field_types import problem_message
from domain.model.ports import Clock
from domain.notifications.delivery_status import OutboxRecord
from domain.notifications.ports import OutboxStore
from domain.policy import RuleId, load_policy
from domain.presentation.labels import NOTE_MISSING


@dataclass(frozen=True)
class OpenedTask:
    """What a link shows: the case, and the link's task with the decision if there is one.

    ``mails`` are those of the case.
    """

    case: AnyCase
    link: DecisionToken
    task: Task
    mails: tuple[OutboxRecord, ...] = ()


def opened_task(case: AnyCase, link: DecisionToken, mails: tuple[OutboxRecord, ...]) -> OpenedTask:
    """What a link to a task of this case shows, whoever holds it: known from a mail, or signed in."""
    return OpenedTask(case, link, next(task for task in case.tasks if task.key == link.task), mails)


def message_of(case: AnyCase, receipt: str) -> StoredMessage:
    """A message that came in about a case. Raises ``UnknownToken`` where the case has no such message."""
    received = case.received if isinstance(case, Case) else ()
    found = next((mail for mail in received if mail.receipt == receipt), None)
    if found is None:
        raise UnknownToken
    return found


@dataclass(frozen=True)
class Draft:
    """An answer as the form has it, before anybody looked whether it can be: ``rules`` are of a rejection."""

    answer: str
    note: str = ""
    rules: tuple[RuleId, ...] = ()


def read_draft(fields: Mapping[str, str], replies: tuple[SavedReply, ...] = ()) -> Draft:
    """The answer that a submitted form gives. Of rules, it can name those alone by which a reviewer may reject.

    With ``do=insert`` the saved reply that it names stands behind its words.
    """
    rules = tuple(rule for rule in load_policy().judged if f"rule-{rule}" in fields)
    chosen = fields.get("reply") if fields.get("do") == "insert" else None
    saved = next((one.text for one in replies if one.id == chosen), "")
    note = "\n\n".join(part for part in (fields.get("note", ""), saved) if part)
    return Draft(answer=fields.get("answer", ""), note=note, rules=rules)


@dataclass(frozen=True)
class Decisions:
    """What links to decide open, and the one way to decide."""

    tokens: AccessTokens
    cases: Cases
    exceptions: Exceptions
    outbox_store: OutboxStore
    staff: Staff
    clock: Clock

    def open(self, token: str) -> OpenedTask:
        """Look at what a link stands for. Changes nothing.

        Raises:
            UnknownToken: if there is no such link, it has expired, or its person is none of those any more whom such
                questions are for.
            ConflictOfInterest: if the link is of the staff, and the case is the person's own.
        """
        link = open_token(self.tokens, DecisionToken, token, self.clock())
        if not self._may_answer(link):
            raise UnknownToken
        case = any_case(link.task.case_id, self.cases, self.exceptions)
        part = "" if link.task.kind is TaskKind.OWNER else own_part(case, link.person)
        if part:
            raise ConflictOfInterest(part)
        return opened_task(case, link, self.outbox_store.list_entries(link.task.case_id))

    def _may_answer(self, link: DecisionToken) -> bool:
        """Whoever leaves the staff leaves their links without use."""
        member = self.staff.member(link.person)
        return link.task.kind not in ROLE_FOR_TASK or (member is not None and member.answers(link.task.kind))

    def message(self, token: str, receipt: str) -> StoredMessage:
        """A message that came in about the case of a link of the staff.

        Raises:
            UnknownToken: if the link opens nothing, is the owner's, or the case has no such message.
            ConflictOfInterest: see ``open``.
        """
        opened = self.open(token)
        if opened.link.task.kind is TaskKind.OWNER:
            raise UnknownToken
        return message_of(opened.case, receipt)

    def check(self, opened: OpenedTask, draft: Draft) -> Decision:
        """The decision that a draft would be. Stores nothing.

        Raises:
            InvalidInput: if the task takes no such answer, a rejection gives no reasons, or the note is not text that
                can be mailed.
        """
        answer = next((one for one in DECISION_TYPES[opened.task.key.kind] if one == draft.answer), None)
        if answer is None:
            raise InvalidInput([FieldProblem("/answer", "Choose one of the answers on this page.")])
        rules = draft.rules if answer is DecisionType.REJECT else ()
        if answer in NOTE_MISSING and not (rules or draft.note.strip()):
            raise InvalidInput([FieldProblem("/note", NOTE_MISSING[answer])])
        try:
            return Decision(answer=answer, by=opened.link.person, at=self.clock(), note=draft.note, rules=rules)
        except ValidationError as error:
            raise InvalidInput(
                [FieldProblem("/note", _of_this_text(problem_message(one))) for one in error.errors()]
            ) from None

    def decide(self, opened: OpenedTask, draft: Draft, waits: ReviewWaits) -> TaskKey:
        """Answer the link's task, with any answer that it takes, and wake the machine. Answers with the task.

        A second click changes nothing; it wakes the machine again, in case that the first could not.

        Raises:
            InvalidInput: see ``check``.
        """
        if opened.task.decision is None:
            decision = self.check(opened, draft)
            with suppress(AlreadyDecided):  # by another person, a moment ago: the page shows by whom
                self.cases.decide(opened.link.task, decision)
        waits.resume(opened.link.task)
        return opened.link.task


def _of_this_text(message: str) -> str:
    return f"This text {message[:1].lower()}{message[1:]}."
