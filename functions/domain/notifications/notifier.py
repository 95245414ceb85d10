"""Writing to the people of a case: telling them what happened, and asking them for an answer."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from domain.cases.access_tokens import DecisionToken, RevisionToken, StatusToken
from domain.cases.any_case import AnyCase, any_case, case_at
from domain.cases.case import DECISION_TYPES, Case, Task, TaskKey, TaskKind
from domain.cases.ports import Cases, Exceptions
from domain.cases.summary import summarize
from domain.model.ids import CaseKind, kind_of
from domain.notifications.messages import REQUEST_OF, EmailName, OutboxEntry, recipients
from domain.notifications.outbox import Outbox
from domain.presentation.case_view import case_values

DECISION_TOKEN_LIFETIME = timedelta(days=90)  # beyond the longest review: 8 weeks, and time to escalate
STATUS_TOKEN_LIFETIME = timedelta(days=365)
_NEWS_OF_A_REVIEW_THAT_RUNS = (EmailName.RECEIVED, EmailName.REVIEW_AGAIN, EmailName.TAKES_LONGER)


@dataclass(frozen=True)
class Notifier:
    """Everything that writing about a case needs."""

    cases: Cases
    exceptions: Exceptions
    outbox: Outbox

    def notify(self, name: EmailName, case_id: str, round_number: int, occasion: str = "") -> None:
        """Send a mail about a round to whom it concerns, if it was not sent before on this occasion."""
        case = self.case(case_id, round_number)
        if name in _NEWS_OF_A_REVIEW_THAT_RUNS and isinstance(case, Case) and case.current.outcome:
            return  # it was withdrawn a moment ago
        for person in recipients(name, case):
            mail = OutboxEntry(name=name, case_id=case_id, round=round_number, to=person, occasion=occasion)
            self.outbox.send_once(mail, case.thread_id, partial(self._told, name, case, person))

    def request_decision(self, key: TaskKey, staff: tuple[str, ...], days: int | None = None) -> None:
        """Open a task and ask each person, if they were not asked before; with ``days``, they have so many to answer.

        ``staff`` are those whom questions of this kind go to, where it is neither the owner nor the applicant. Of an
        application that is not in review any more, nobody is asked.
        """
        case = self.case(key.case_id, key.round)
        now = self.outbox.clock()
        answer_by = now + timedelta(days=days) if days else None
        task = self.cases.open_task(Task(key=key, opened_at=now, answer_by=answer_by), summarize(case, now))
        if task is None or task.decision:
            return
        for person in recipients_of_request(key, case, staff):
            mail = OutboxEntry(
                name=REQUEST_OF[key.kind],
                case_id=key.case_id,
                round=key.round,
                to=person,
                occasion=str(key.turn) if key.turn > 1 else "",
            )
            self.outbox.send_once(mail, case.thread_id, partial(self.request, task, case, person))

    def case(self, case_id: str, round_number: int) -> AnyCase:
        """A case as that round sees it."""
        return case_at(any_case(case_id, self.cases, self.exceptions), round_number)

    def request(self, task: Task, case: AnyCase, person: str) -> dict[str, Any]:
        """The values of a mail that asks a person, with the links that answer."""
        values = {**case_values(case), "links": self._links(task.key, person), "answer_by": task.answer_by}
        if isinstance(case, Case) and task.key.kind is TaskKind.INFO_REQUEST:
            values = {**self._news(case, person), **values, "question": _question(task.key, case)}
        return values

    def _told(self, name: EmailName, case: AnyCase, person: str) -> dict[str, Any]:
        """The values of a mail that tells; a first rejection brings the way to change the application, too."""
        values = self._news(case, person)
        if name is not EmailName.REJECTED:
            return values
        expires_at = self.outbox.clock() + STATUS_TOKEN_LIFETIME
        link = RevisionToken(application_id=values["case_id"], person=person, expires_at=expires_at)
        return {**values, "revise_url": self.outbox.new_url("revise", link)}

    def _news(self, case: AnyCase, person: str) -> dict[str, Any]:
        """The values of a mail that tells: all of the case, and the way to see where it stands."""
        values = case_values(case)
        if kind_of(values["case_id"]) is not CaseKind.APPLICATION:
            return {**values, "apply_url": f"{self.outbox.public_url}/apply/link"}
        expires_at = self.outbox.clock() + STATUS_TOKEN_LIFETIME
        link = StatusToken(application_id=values["case_id"], person=person, expires_at=expires_at)
        return {
            **values,
            "status_url": self.outbox.new_url("status", link),
            "help_url": f"{self.outbox.public_url}/help",
        }

    def _links(self, key: TaskKey, person: str) -> dict[str, str]:
        expires_at = self.outbox.clock() + DECISION_TOKEN_LIFETIME
        return {
            str(answer): self.outbox.new_url(
                "decisions", DecisionToken(task=key, answer=answer, person=person, expires_at=expires_at)
            )
            for answer in DECISION_TYPES[key.kind]
        }


def recipients_of_request(key: TaskKey, case: AnyCase, staff: tuple[str, ...]) -> tuple[str, ...]:
    """The mail addresses of those whom a question goes to.

    Raises:
        ValueError: if the owner is asked of an application that names none besides the applicant.
    """
    if not isinstance(case, Case) or key.kind not in (TaskKind.OWNER, TaskKind.INFO_REQUEST):
        return staff
    request = case.application.request
    person = request.other_owner if key.kind is TaskKind.OWNER else request.applicant
    if person is None:
        raise ValueError(f"{key.case_id} names no owner other than the applicant")
    return (person.email,)


def _question(key: TaskKey, case: Case) -> str:
    """The words of the reviewer who asked, in the same turn."""
    review = key.model_copy(update={"kind": TaskKind.REVIEW})
    return next(task.decision.note for task in case.tasks if task.key == review and task.decision)
