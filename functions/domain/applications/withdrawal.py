"""Status links, by which an applicant sees an application, confirms the email address and can withdraw."""

from contextlib import suppress
from dataclasses import dataclass

from domain.cases.access_tokens import AccessTokens, StatusToken, open_token
from domain.cases.case import Case, Decision, DecisionType, Outcome, Status
from domain.cases.ports import Cases, ReviewWaits
from domain.model.errors import AlreadyDecided
from domain.model.ports import Clock


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
