"""Emails to the people of a case: news, and requests to decide."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import partial
from typing import Any

from domain.cases.access_tokens import DecisionToken, RevisionToken, StatusToken
from domain.cases.any_case import AnyCase, any_case, case_at
from domain.cases.case import DECISION_TYPES, Case, Decision, DecisionType, Task, TaskKey, TaskKind
from domain.cases.conflict_of_interest import without_involved
from domain.cases.history import History
from domain.cases.inbound_message import StoredMessage
from domain.cases.ports import Cases, Exceptions
from domain.cases.staff import ROLE_FOR_TASK
from domain.cases.summary import summarize
from domain.cases.waiting_time import CLIENT_TASKS, told_estimate
from domain.model.api_key import KeyLocation
from domain.model.errors import AlreadyDecided
from domain.model.ids import CaseKind, kind_of
from domain.notifications.closed_tasks import tell_colleagues
from domain.notifications.messages import KEY_EMAILS, REVIEWED, EmailName, OutboxEntry, recipients, request_entry
from domain.notifications.outbox import Outbox
from domain.notifications.ports import SafetyCheck
from domain.notifications.safety_check import decision_of, question_of
from domain.presentation.case_view import case_values, history_values
from domain.presentation.estimate_words import estimate_values, missed_words
from domain.presentation.key_values import change_values, key_values, reply_values

DECISION_TOKEN_LIFETIME = timedelta(days=90)  # longer than the longest review: 8 weeks, and time to escalate
STATUS_TOKEN_LIFETIME = timedelta(days=365)
ASKING_OWNER = (EmailName.OWNER_REQUEST, EmailName.REMINDER)
UNCONFIRMED_DAILY = 3  # emails per day (UTC) to an address that is on no record, and that nobody has confirmed
_IN_REVIEW_ONLY = (EmailName.RECEIVED, EmailName.REVIEW_AGAIN, EmailName.TAKES_LONGER)


@dataclass(frozen=True)
class Notifier:
    """``key_location`` is where keys are found that the marketplace issues outside of Keydesk; None if Keydesk does."""

    cases: Cases
    exceptions: Exceptions
    outbox: Outbox
    history: History
    key_location: KeyLocation | None

    def notify(self, name: EmailName, case_id: str, round_number: int, occasion: str = "") -> None:
        """Send an email about a round to its recipients, unless it was sent before on this occasion.

        With an answer after a review, the owner is told, too.
        """
        case = self.case(case_id, round_number)
        if isinstance(case, Case) and _is_overtaken(name, case):
            return
        for person in recipients(name, case):
            if name is EmailName.KEY_ISSUED and isinstance(case, Case) and self._was_told_key(case, person):
                continue
            entry = OutboxEntry(name=name, case_id=case_id, round=round_number, to=person, occasion=occasion)
            self.send_to_client(entry, case, partial(self._news_values, name, case, person, occasion))
        if name in REVIEWED and isinstance(case, Case):
            self.notify(EmailName.OWNER_OUTCOME, case_id, round_number)

    def request_decision(
        self, key: TaskKey, staff: tuple[str, ...], days: int | None = None, check: SafetyCheck | None = None
    ) -> DecisionType | None:
        """Open a task and ask each person, unless they were asked before; with ``days``, to answer within so many.

        ``staff`` are asked where it is neither the owner nor the applicant. Where nobody has the role, the task waits
        in the console, and ``NobodyToAsk`` is counted. With ``check``, the safety check is asked instead, unless the
        task was opened without one. Returns the decision, if there is one; then nobody is asked, and the staff who were
        asked are told. It is ``UNANSWERED`` once the time is over, and ``WITHDRAWN`` if the application is no longer in
        review.

        Raises:
            SafetyCheckFailed: if the safety check has failed; the task is open.
        """
        case = self.case(key.case_id, key.round)
        now = self.outbox.clock()
        answer_by = now + timedelta(days=days) if days else None
        new = Task(key=key, opened_at=now, answer_by=answer_by, asks_check=check is not None)
        task = self.cases.open_task(new, summarize(case, now))
        if task is None:
            return DecisionType.WITHDRAWN
        asked = check if task.asks_check else None
        decision = task.decision or self._decide_without_people(task, case, asked)
        if decision:
            tell_colleagues(self.outbox, task.key, decision, case, staff)
            return decision.answer
        if not asked and not self.ask(task, case, staff):
            self.outbox.count("NobodyToAsk")
        return None

    def _decide_without_people(self, task: Task, case: AnyCase, check: SafetyCheck | None) -> Decision | None:
        """The decision of a task whose time is over, or that the safety check answers at once."""
        now = self.outbox.clock()
        if task.answer_by and task.answer_by <= now:
            return self._decide(task.key, Decision(answer=DecisionType.UNANSWERED, by="nobody", at=now))
        answer = check.ask(question_of(task.key, case)) if check else None
        return self._decide(task.key, decision_of(answer, self.outbox.clock())) if answer else None

    def ask(self, task: Task, case: AnyCase, staff: tuple[str, ...]) -> bool:
        """Ask each person to decide an open task, unless they were asked before. False if there is nobody."""
        people = recipients_of_request(task.key, case, staff)
        for person in people:
            values = partial(self.request_values, task, case, person)
            if task.key.kind in CLIENT_TASKS:
                self.send_to_client(request_entry(task.key, person), case, values)
            else:
                self.outbox.send_once(request_entry(task.key, person), case.thread_id, values)
        return bool(people)

    def send_to_client(self, entry: OutboxEntry, case: AnyCase, values: Callable[[], dict[str, Any]]) -> None:
        """Send an email about a case to somebody who is not staff, unless it was sent before.

        Anybody can name an address of somebody else as the applicant's or the owner's. So until its reader has
        confirmed it, it gets no words of the application, and few emails a day: the owner is asked, in our words alone;
        every other email is due until then, and in place of each goes a request to confirm the address.
        """
        if not isinstance(case, Case) or not is_unconfirmed(case, entry.to):
            self.outbox.send_once(entry, case.thread_id, values)
        elif entry.name in ASKING_OWNER and entry.to != case.application.request.applicant.email:
            self.outbox.send_once(entry, case.thread_id, values, UNCONFIRMED_DAILY)
        elif self.outbox.record_due(entry):
            occasion = f"{entry.name} {entry.occasion}".strip()
            request = entry.model_copy(update={"name": EmailName.CONFIRM_ADDRESS, "occasion": occasion})
            values = partial(self._case_values, case, entry.to)
            self.outbox.send_once(request, case.thread_id, values, UNCONFIRMED_DAILY)

    def _decide(self, key: TaskKey, decision: Decision) -> Decision | None:
        """Decide a task, unless it was decided in this moment; returns the stored decision."""
        with suppress(AlreadyDecided):
            self.cases.decide(key, decision)
        case = any_case(key.case_id, self.cases, self.exceptions)
        return next(task.decision for task in case.tasks if task.key == key)

    def case(self, case_id: str, round_number: int) -> AnyCase:
        """A case as that round sees it."""
        return case_at(any_case(case_id, self.cases, self.exceptions), round_number)

    def request_values(self, task: Task, case: AnyCase, person: str) -> dict[str, Any]:
        """The values of an email that asks a person, with a link for each decision."""
        values = {**case_values(case), "links": self._links(task.key, person), "answer_by": task.answer_by}
        if isinstance(case, Case) and task.key.kind is TaskKind.INFO_REQUEST:
            values = {**self._case_values(case, person), **values, "question": _question(task.key, case)}
        elif isinstance(case, Case) and task.key.kind in ROLE_FOR_TASK:
            values["history"] = history_values(self.history.list_earlier(case, person), case)
            values["console_url"] = f"{self.outbox.public_url}/console"
        return values

    def tell_reply_about_key(self, message: StoredMessage, case: Case, staff: tuple[str, ...]) -> None:
        """Tell each of the staff who is not involved what the client wrote about the key, unless they were told."""
        people = without_involved(case, staff)
        if not people:
            self.outbox.count("NobodyToAsk")
        values = {
            **case_values(case),
            **key_values(case, self.key_location),
            **reply_values(case, message),
            "case_url": f"{self.outbox.public_url}/console/cases/{case.application.id}",
        }
        for person in people:
            entry = OutboxEntry(
                name=EmailName.KEY_REPLY,
                case_id=case.application.id,
                round=case.current.number,
                to=person,
                occasion=message.receipt,
            )
            self.outbox.send_once(entry, case.thread_id, lambda: values)

    def _was_told_key(self, case: Case, person: str) -> bool:
        """Whether the email about the approval told a person the key, or will when it can be sent; or there is none."""
        issued_at = next((change.at for change in case.key_changes if change.key), None)
        for record in self.outbox.store.list_entries(case.application.id):
            is_theirs = (record.entry.to, record.entry.round) == (person, case.current.number)
            if issued_at and is_theirs and record.entry.name in (EmailName.APPROVED, EmailName.OWNER_OUTCOME):
                return record.sent is None or record.sent.at >= issued_at
        return issued_at is None  # the key issuer was taken away

    def _news_values(self, name: EmailName, case: AnyCase, person: str, occasion: str) -> dict[str, Any]:
        """Before a re-review, there is a link to change the application, too; what the owner gets has no link.

        ``occasion`` of an email about the change of a key is its number; the approval tells the key itself.
        """
        key = key_values(case, self.key_location) if isinstance(case, Case) else {}
        if name is EmailName.OWNER_OUTCOME and isinstance(case, Case):
            outcome = case.current.outcome
            return {**case_values(case), **key, "outcome": str(outcome.status if outcome else case.status)}
        values = {**self._case_values(case, person), **key}
        if isinstance(case, Case) and name in KEY_EMAILS.values() and occasion:
            return {**values, **change_values(case, int(occasion))}
        if name not in (EmailName.REJECTED, EmailName.STILL_MISSING):
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
        now = self.outbox.clock()
        told, today = told_estimate(case, now), now.astimezone(UTC).date()
        return {
            **values,
            **estimate_values(told, today),
            "missed": missed_words(told, today),
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


def is_unconfirmed(case: Case, address: str) -> bool:
    """Whether it is the applicant's or the owner's address, is not on the account's record, and nobody confirmed it."""
    request = case.application.request
    is_clients = any(person and person.email == address for person in (request.applicant, request.other_owner))
    return is_clients and not case.has_on_record(address) and not case.has_confirmed(address)


def _is_overtaken(name: EmailName, case: Case) -> bool:
    """Whether an email is not true any more: the application was withdrawn, or the re-review has started."""
    if name is EmailName.STILL_MISSING:
        return not (case.is_rejected_once and case.recheck)
    return name in _IN_REVIEW_ONLY and case.current.outcome is not None


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
