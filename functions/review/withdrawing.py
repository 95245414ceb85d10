"""The applicant's own view of an application: where it stands, and the way to withdraw it."""

from dataclasses import dataclass

from review.correspondence import Correspondence
from review.errors import UnknownLink
from review.lifecycle import Answer, Case, Decision, Outcome, Status
from review.links import StatusLink, hash_token
from review.mails import MailName
from review.ports import Cases, Clock, Links, Waits


@dataclass(frozen=True)
class StatusLinks:
    """What status links open."""

    links: Links
    cases: Cases
    clock: Clock

    def open(self, token: str) -> tuple[StatusLink, Case]:
        """Whose link it is, and the case.

        Raises:
            UnknownLink: if there is no such link, or it has expired.
        """
        link = self.links.get(StatusLink, hash_token(token))
        if link is None or link.expires_at <= self.clock():
            raise UnknownLink
        return link, self.cases.get(link.application_id)

    def withdraw(self, token: str, correspondence: Correspondence, waits: Waits) -> None:
        """Withdraw an application that is in review: the round ends, and whoever was asked need not answer.

        A second click changes nothing; neither does one that comes after the answer.

        Raises:
            UnknownLink: if there is no such link, or it has expired.
        """
        link, case = self.open(token)
        if case.status is Status.IN_REVIEW:
            closing = Decision(answer=Answer.WITHDRAWN, by=link.person, at=self.clock())
            outcome = Outcome(status=Status.WITHDRAWN, at=self.clock())
            self.cases.withdraw(case, outcome, closing)
            case = self.cases.get(link.application_id)
        if case.status is not Status.WITHDRAWN:
            return
        # The mail before the machine, which would send it as well: so that it finds it sent.
        correspondence.tell(MailName.WITHDRAWN, case.application.id, case.current.number)
        for task in case.tasks:
            if task.decision and task.decision.answer is Answer.WITHDRAWN:
                waits.wake(task.key)
