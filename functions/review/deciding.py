"""Deciding by link: a GET shows the case, only the form's POST decides, and it decides once."""

from contextlib import suppress
from dataclasses import dataclass

from pydantic import ValidationError

from review.errors import AlreadyDecided, FieldProblem, InvalidInput, UnknownLink
from review.lifecycle import Answer, Case, Decision, TaskKey
from review.links import TaskLink, hash_token
from review.ports import Cases, Clock, Links, Machine


@dataclass(frozen=True)
class OpenedLink:
    """What a link shows: the case, what the link would answer, and the decision if there is one."""

    case: Case
    link: TaskLink

    @property
    def decision(self) -> Decision | None:
        """The decision of the link's task, by this link or another."""
        return self.case.decision(self.link.task.kind, self.link.task.round)


def open_link(token: str, links: Links, cases: Cases, clock: Clock) -> OpenedLink:
    """Look at what a link stands for. Changes nothing.

    Raises:
        UnknownLink: if there is no such link, or it has expired.
    """
    link = links.task_link(hash_token(token))
    if link is None or link.expires_at <= clock():
        raise UnknownLink
    return OpenedLink(case=cases.get(link.task.application_id), link=link)


def decide(token: str, note: str, links: Links, cases: Cases, machine: Machine, clock: Clock) -> TaskKey:
    """Answer the link's task with the link's answer, and wake the machine. Answers with the task.

    A second click changes nothing; it wakes the machine again, in case that the first could not.

    Raises:
        UnknownLink: if there is no such link, or it has expired.
        InvalidInput: if a rejection gives no reasons, or the note is not text that can be mailed.
    """
    opened = open_link(token, links, cases, clock)
    if opened.decision is None:
        decision = _decision(opened.link, note, clock)
        with suppress(AlreadyDecided):  # by another person, a moment ago: the page shows by whom
            cases.decide(opened.link.task, decision)
    machine.wake(opened.link.task)
    return opened.link.task


def _decision(link: TaskLink, note: str, clock: Clock) -> Decision:
    if link.answer is Answer.REJECT and not note.strip():
        raise InvalidInput(
            [FieldProblem("/note", "Say why: the applicant gets these words, and mends what they name.")]
        )
    try:
        return Decision(answer=link.answer, by=link.person, at=clock(), note=note)
    except ValidationError as error:
        raise InvalidInput([FieldProblem("/note", str(one["msg"])) for one in error.errors()]) from None
