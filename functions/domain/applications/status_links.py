"""Status links: sending one again, and what its reader sees and does: confirm the address, answer, withdraw."""

import re
from contextlib import suppress
from dataclasses import dataclass

from pydantic import ValidationError

from domain.cases.access_tokens import AccessTokens, StatusToken, open_token
from domain.cases.case import Case, Decision, DecisionType, Outcome, Status, Task, TaskKind
from domain.cases.ports import Cases, ReviewWaits
from domain.model.errors import AlreadyDecided, CaseNotStored, FieldProblem, InvalidInput, MailBeingSent, UnknownToken
from domain.model.field_types import ACCOUNT_ID, problem_message
from domain.model.ids import is_application_id
from domain.model.ports import Clock
from domain.notifications.messages import EmailName
from domain.notifications.notifier import Notifier, is_unconfirmed


def can_be_id(what: str) -> bool:
    """Whether a text has the form of an application's or an account's id."""
    return bool(re.fullmatch(ACCOUNT_ID, what))


def send_status_link(what: str, notifier: Notifier) -> None:
    """Email the applicant a link, at most one per day (UTC). An unknown id does nothing.

    ``what`` is the id of an application, or of an account: then the link is to its newest application.
    """
    application_id = what if is_application_id(what) else notifier.cases.newest_case_id(what)
    if not is_application_id(application_id):  # the account is unknown
        return
    with suppress(CaseNotStored, MailBeingSent):
        case = notifier.cases.get_case(application_id)
        today = notifier.outbox.clock().date().isoformat()
        notifier.notify(EmailName.STATUS_LINK, application_id, case.current.number, occasion=today)


def answer_question(question: Task, answer: Decision, cases: Cases, waits: ReviewWaits) -> bool:
    """Answer a reviewer's question, unless it is closed, and resume the review. Safe to repeat.

    Returns whether this is the answer that the reviewers get.
    """
    with suppress(AlreadyDecided):
        cases.decide(question.key, answer)
    waits.resume(question.key)
    tasks = cases.get_case(question.key.case_id).tasks
    kept = next(task.decision for task in tasks if task.key == question.key)
    return kept is not None and kept.model_copy(update={"at": answer.at}) == answer


def question_id(question: Task) -> str:
    """Names a question to the applicant in the form that answers it."""
    return f"{question.key.round}-{question.key.turn}"


@dataclass(frozen=True)
class StatusLinks:
    tokens: AccessTokens
    cases: Cases
    clock: Clock

    def open(self, token: str) -> tuple[StatusToken, Case]:
        """Raises ``UnknownToken`` if there is no such link, or it has expired."""
        opened = open_token(self.tokens, StatusToken, token, self.clock())
        return opened, self.cases.get_case(opened.application_id)

    def confirm_address(self, token: str) -> None:
        """Store that the reader of the address to which the link was sent has confirmed it. Safe to repeat.

        Emails that waited for this are sent by the next reconciliation.

        Raises:
            UnknownToken: if there is no such link, or it has expired.
        """
        opened, _ = self.open(token)
        self.cases.confirm_address(opened.application_id, opened.person, self.clock())

    def answer(self, token: str, question: str, words: str, waits: ReviewWaits) -> None:
        """Answer the question that ``question_id`` names, in place of a reply by email. Safe to repeat.

        Raises:
            UnknownToken: if there is no such link or question, or the reader has not confirmed the email address.
            InvalidInput: if the answer is empty or too long.
            AlreadyDecided: if the question has another answer, or is closed.
        """
        opened, case = self.open(token)
        asked = (task for task in case.tasks if task.key.kind is TaskKind.INFO_REQUEST)
        task = next((task for task in asked if question_id(task) == question), None)
        if task is None or is_unconfirmed(case, opened.person):
            raise UnknownToken
        try:
            answer = Decision(answer=DecisionType.ANSWERED, by=opened.person, at=self.clock(), note=words)
        except ValidationError as error:
            message = problem_message(error.errors()[0])
            raise InvalidInput([FieldProblem("/answer", f"Your answer {message[:1].lower()}{message[1:]}.")]) from None
        if not answer.note:
            raise InvalidInput([FieldProblem("/answer", "Enter your answer.")])
        if not answer_question(task, answer, self.cases, waits):
            raise AlreadyDecided

    def withdraw(self, token: str, waits: ReviewWaits) -> None:
        """Withdraw an application that is in review: its round ends, and its open tasks are closed.

        The state machine then sends the emails. A second call only resumes the state machine again, in case the first
        could not; a call after the final decision changes nothing.

        Raises:
            UnknownToken: if there is no such link, or it has expired.
        """
        opened, case = self.open(token)
        closing = Decision(answer=DecisionType.WITHDRAWN, by=opened.person, at=self.clock())
        for _ in range(2):  # again if a task was decided at this moment
            if case.status is Status.IN_REVIEW:
                self.cases.withdraw(case, Outcome(status=Status.WITHDRAWN, at=self.clock()), closing)
                case = self.cases.get_case(opened.application_id)
        if case.status is Status.WITHDRAWN:
            self._close_all(case, closing, waits)

    def _close_all(self, case: Case, closing: Decision, waits: ReviewWaits) -> None:
        """Close the tasks that were opened meanwhile, and resume the states that wait for one."""
        for task in case.tasks:
            if task.decision is None:
                with suppress(AlreadyDecided):
                    self.cases.decide(task.key, closing)
            if task.decision is None or task.decision.answer is DecisionType.WITHDRAWN:
                waits.resume(task.key)
