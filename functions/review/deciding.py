"""Deciding by link: a GET shows the case, only the form's POST decides, and it decides once."""

from contextlib import suppress
from dataclasses import dataclass

from pydantic import ValidationError

from review.any_case import AnyCase, any_case
from review.errors import AlreadyDecided, FieldProblem, InvalidInput, UnknownLink
from review.lifecycle import Answer, Case, Decision, Task, TaskKey, TaskKind
from review.links import TaskLink, hash_token
from review.mail_reports import MailReport
from review.mails import Mail
from review.ports import Cases, Clock, Exceptions, Links, Mails, Waits
from review.received import KeptMail

_SAY_WHY = {
    Answer.REJECT: "Say why: the applicant gets these words, and mends what they name.",
    Answer.ASK: "Ask something: the applicant gets these words, and answers by mail.",
    Answer.REFUSE: "Say why: the account manager gets these words.",
}


@dataclass(frozen=True)
class OpenedLink:
    """What a link shows: the case, what the link would answer, and its task with the decision if there is one.

    ``reports`` say what became of the mails of the case.
    """

    case: AnyCase
    link: TaskLink
    task: Task
    reports: tuple[tuple[Mail, MailReport], ...] = ()


@dataclass(frozen=True)
class Decisions:
    """What links to decide open, and the one way to decide."""

    links: Links
    cases: Cases
    exceptions: Exceptions
    mails: Mails
    clock: Clock

    def open(self, token: str) -> OpenedLink:
        """Look at what a link stands for. Changes nothing.

        Raises:
            UnknownLink: if there is no such link, or it has expired.
        """
        link = self.links.get(TaskLink, hash_token(token))
        if link is None or link.expires_at <= self.clock():
            raise UnknownLink
        case = any_case(link.task.case_id, self.cases, self.exceptions)
        task = next(one for one in case.tasks if one.key == link.task)
        return OpenedLink(case=case, link=link, task=task, reports=self.mails.reports(link.task.case_id))

    def message(self, token: str, receipt: str) -> KeptMail:
        """A message that came in about the case of a link of the staff.

        Raises:
            UnknownLink: if the link opens nothing, is the owner's, or the case has no such message.
        """
        opened = self.open(token)
        if not isinstance(opened.case, Case) or opened.link.task.kind is TaskKind.OWNER:
            raise UnknownLink
        found = next((mail for mail in opened.case.received if mail.receipt == receipt), None)
        if found is None:
            raise UnknownLink
        return found

    def decide(self, token: str, note: str, waits: Waits) -> TaskKey:
        """Answer the link's task with the link's answer, and wake the machine. Answers with the task.

        A second click changes nothing; it wakes the machine again, in case that the first could not.

        Raises:
            UnknownLink: if there is no such link, or it has expired.
            InvalidInput: if a rejection gives no reasons, or the note is not text that can be mailed.
        """
        opened = self.open(token)
        if opened.task.decision is None:
            decision = _decision(opened.link, note, self.clock)
            with suppress(AlreadyDecided):  # by another person, a moment ago: the page shows by whom
                self.cases.decide(opened.link.task, decision)
        waits.wake(opened.link.task)
        return opened.link.task


def _decision(link: TaskLink, note: str, clock: Clock) -> Decision:
    if link.answer in _SAY_WHY and not note.strip():
        raise InvalidInput([FieldProblem("/note", _SAY_WHY[link.answer])])
    try:
        return Decision(answer=link.answer, by=link.person, at=clock(), note=note)
    except ValidationError as error:
        raise InvalidInput([FieldProblem("/note", str(one["msg"])) for one in error.errors()]) from None
