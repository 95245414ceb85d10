"""The applicant's own view of an application: where it stands, and the way to withdraw it."""

from contextlib import suppress
from dataclasses import dataclass

from domain.cases.access_tokens import AccessTokens, StatusToken, open_token
from domain.cases.case import Case, Decision, DecisionType, Outcome, Status
from domain.cases.ports import Cases, ReviewWaits
from domain.model.errors import AlreadyDecided
from domain.model.ports import Clock


@dataclass(frozen=True)
class StatusLinks:
    """What status links open."""

    tokens: AccessTokens
    cases: Cases
    clock: Clock

    def open(self, token: str) -> tuple[StatusToken, Case]:
        """Whose link it is, and the case.

        Raises:
            UnknownToken: if there is no such link, or it has expired.
        """
        link = open_token(self.tokens, StatusToken, token, self.clock())
        return link, self.cases.get_case(link.application_id)

    def withdraw(self, token: str, waits: ReviewWaits) -> None:
        """Withdraw an application that is in review: the round ends, and whoever was asked need not answer.

        The machine, which goes on, tells of it. A second click changes nothing but that it wakes the machine again, in
        case that the first could not; one that comes after the answer changes nothing.

        Raises:
            UnknownToken: if there is no such link, or it has expired.
        """
        link, case = self.open(token)
        closing = Decision(answer=DecisionType.WITHDRAWN, by=link.person, at=self.clock())
        for _ in range(2):  # once more where a question was answered in this moment
            if case.status is Status.IN_REVIEW:
                self.cases.withdraw(case, Outcome(status=Status.WITHDRAWN, at=self.clock()), closing)
                case = self.cases.get_case(link.application_id)
        if case.status is Status.WITHDRAWN:
            self._close_all(case, closing, waits)

    def _close_all(self, case: Case, closing: Decision, waits: ReviewWaits) -> None:
        """Close what was opened while it was withdrawn, and wake whatever waits. No question is opened any more."""
        for task in case.tasks:
            if task.decision is None:
                with suppress(AlreadyDecided):
                    self.cases.decide(task.key, closing)
            if task.decision is None or task.decision.answer is DecisionType.WITHDRAWN:
                waits.resume(task.key)
