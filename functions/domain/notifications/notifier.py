"""Emails to the people of a case: news, and requests to decide."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from domain.cases.access_tokens import DecisionToken, RevisionToken, StatusToken
from domain.cases.any_case import AnyCase, any_case, case_at
from domain.cases.case import DECISION_TYPES, Case, Task, TaskKey, TaskKind
from domain.cases.conflict_of_interest import without_involved
from domain.cases.ports import Cases, Exceptions
from domain.cases.summary import summarize
from domain.model.ids import CaseKind, kind_of
from domain.notifications.messages import REQUEST_OF, EmailName, OutboxEntry, recipients
from domain.notifications.outbox import Outbox
from domain.presentation.case_view import case_values

DECISION_TOKEN_LIFETIME = timedelta(days=90)  # longer than the longest review: 8 weeks, and time to escalate
STATUS_TOKEN_LIFETIME = timedelta(days=365)
_IN_REVIEW_ONLY = (EmailName.RECEIVED, EmailName.REVIEW_AGAIN, EmailName.TAKES_LONGER)


@dataclass(frozen=True)
class Notifier:
    cases: Cases
    exceptions: Exceptions
    outbox: Outbox

    def notify(self, name: EmailName, case_id: str, round_number: int, occasion: str = "") -> None:
        """Send an email about a round to its recipients, unless it was sent before on this occasion."""
        case = self.case(case_id, round_number)
        if name in _IN_REVIEW_ONLY and isinstance(case, Case) and case.current.outcome:
            return  # it was withdrawn a moment ago
        for person in recipients(name, case):
            entry = OutboxEntry(name=name, case_id=case_id, round=round_number, to=person, occasion=occasion)
            self.outbox.send_once(entry, case.thread_id, partial(self._news_values, name, case, person))

    def request_decision(self, key: TaskKey, staff: tuple[str, ...], days: int | None = None) -> None:
        """Open a task and ask each person, unless they were asked before; with ``days``, to answer within so many.

        ``staff`` are asked where it is neither the owner nor the applicant. Once an application is no longer in review,
        nobody is asked.
        """
        case = self.case(key.case_id, key.round)
        now = self.outbox.clock()
        answer_by = now + timedelta(days=days) if days else None
        task = self.cases.open_task(Task(key=key, opened_at=now, answer_by=answer_by), summarize(case, now))
        if task is None or task.decision:
            return
        for person in recipients_of_request(key, case, staff):
            entry = OutboxEntry(
                name=REQUEST_OF[key.kind],
                case_id=key.case_id,
                round=key.round,
                to=person,
                occasion=str(key.turn) if key.turn > 1 else "",
            )
            self.outbox.send_once(entry, case.thread_id, partial(self.request_values, task, case, person))

    def case(self, case_id: str, round_number: int) -> AnyCase:
        """A case as that round sees it."""
        return case_at(any_case(case_id, self.cases, self.exceptions), round_number)

    def request_values(self, task: Task, case: AnyCase, person: str) -> dict[str, Any]:
        """The values of an email that asks a person, with a link for each decision."""
        values = {**case_values(case), "links": self._links(task.key, person), "answer_by": task.answer_by}
        if isinstance(case, Case) and task.key.kind is TaskKind.INFO_REQUEST:
            values = {**self._case_values(case, person), **values, "question": _question(task.key, case)}
        return values

    def _news_values(self, name: EmailName, case: AnyCase, person: str) -> dict[str, Any]:
        """A first rejection has a link to change the application, too."""
        values = self._case_values(case, person)
        if name is not EmailName.REJECTED:
            return values
        expires_at = self.outbox.clock() + STATUS_TOKEN_LIFETIME
        token = RevisionToken(application_id=values["case_id"], person=person, expires_at=expires_at)
        return {**values, "revise_url": self.outbox.new_url("revise", token)}

    def _case_values(self, case: AnyCase, person: str) -> dict[str, Any]:
        """The case, and a link to its status; of an exception, the link to apply."""
        values = case_values(case)
        if kind_of(values["case_id"]) is not CaseKind.APPLICATION:
            return {**values, "apply_url": f"{self.outbox.public_url}/apply/link"}
        expires_at = self.outbox.clock() + STATUS_TOKEN_LIFETIME
        token = StatusToken(application_id=values["case_id"], person=person, expires_at=expires_at)
        return {
            **values,
            "status_url": self.outbox.new_url("status", token),
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
    """The addresses of those who are asked, of the staff without those who are involved in the case.

    Raises:
        ValueError: if the owner is asked about an application whose owner is the applicant.
    """
    if not isinstance(case, Case) or key.kind not in (TaskKind.OWNER, TaskKind.INFO_REQUEST):
        return without_involved(case, staff)
    request = case.application.request
    person = request.other_owner if key.kind is TaskKind.OWNER else request.applicant
    if person is None:
        raise ValueError(f"{key.case_id} names no owner other than the applicant")
    return (person.email,)


def _question(key: TaskKey, case: Case) -> str:
    """The reviewer's question of the same turn."""
    review = key.model_copy(update={"kind": TaskKind.REVIEW})
    return next(task.decision.note for task in case.tasks if task.key == review and task.decision)
