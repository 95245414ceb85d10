"""Protocols that ``adapters/`` implements on AWS, and the tests with fakes."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Protocol

from domain.cases.audit_entry import AuditEntry
from domain.cases.case import Case, Decision, Outcome, Recheck, Round, Task, TaskKey, TaskKind
from domain.cases.exception import ExceptionCase, ExceptionOutcome
from domain.cases.inbound_message import Handling, QuarantineDecision, StoredMessage
from domain.cases.parties import Parties
from domain.cases.staff import StaffChange, StaffEntry, StaffLogPage, StaffMember
from domain.cases.summary import CaseSummary
from domain.cases.work_queue import OLDEST, OpenTask, QueuePage, QueueRow, RowQuery
from domain.model.account import Account, Rejection
from domain.model.application import Application, PendingKey
from domain.model.estimate import Estimate
from domain.policy import Verdict


class Cases(Protocol):
    """Applications with their rounds, and the tasks of all cases."""

    def add_application(self, application: Application, thread_id: str, confirms: PendingKey | None = None) -> None:
        """Store a new application with its first round and the message id of its email thread.

        With ``confirms``, it no longer waits there for its confirmation.

        Raises ``AlreadySubmitted`` if its id is stored, ``AnotherApplicationOpen`` if its account has an open one,
        ``MayNotApplyYet`` if it has to wait after a rejection, ``TooManySubmissions`` if it has submitted
        ``MAX_SUBMISSIONS`` today, ``ApplicationDiscarded`` if the account holder has discarded it.
        """

    def get_case(self, application_id: str) -> Case:
        """Raises ``CaseNotStored`` for an unknown id."""

    def newest_case_id(self, account_id: str) -> str:
        """The id of an account's newest application, or empty."""

    def open_task(self, task: Task, summary: CaseSummary) -> Task | None:
        """Store an open task with the summary of its case, unless the task exists.

        Returns the stored task, or None if the application is no longer in review: it was withdrawn.
        """

    def decide(self, key: TaskKey, decision: Decision) -> None:
        """Store the decision. Raises ``AlreadyDecided`` if there is one."""

    def assign(self, key: TaskKey, assignee: str, at: datetime, before: str = "") -> bool:
        """Assign a task to an address in lower case, or to nobody (empty).

        False if it is not open, or not assigned to ``before`` (empty for nobody) any more.
        """

    def record_verdict(self, case: Case, account: Account | None, verdict: Verdict, at: datetime) -> Round:
        """Store the verdict of the current round with the account that it saw, once; returns the stored round."""

    def conclude(self, case: Case, outcome: Outcome) -> Outcome:
        """Store the outcome and status of the current round, once; returns the stored outcome.

        The round then is in the ``OutcomeRecords``, and the account has no open application. After a rejection it may
        have to wait before it submits another one.
        """

    def withdraw(self, case: Case, outcome: Outcome, closing: Decision) -> bool:
        """End the current round, and close with ``closing`` the tasks that were open when the case was read.

        False if the round had ended, or one of these tasks was decided meanwhile.
        """

    def reopen(self, case: Case, second: Round) -> None:
        """Store round 2 with its account and verdict; it judges the application as last revised.

        Does nothing unless the application is rejected in round 1, was not revised since the case was read, and the
        account has no open application.
        """

    def record_recheck(self, application_id: str, recheck: Recheck) -> None:
        """Store what kept the re-review from starting, in place of an earlier one."""

    def record_start(self, case: Case, earlier: tuple[str, ...], estimate: Estimate | None) -> None:
        """Store what the current round starts with, once.

        ``earlier`` are the ids of earlier applications; ``estimate`` says when we expect to answer.
        """

    def lift_wait(self, account_id: str, rejection: Rejection, entry: AuditEntry) -> bool:
        """Let the account apply again at once, and log it with the rejected application.

        False, and nothing is stored, if this is not the rejection that it waits after (any more).
        """

    def confirm_address(self, application_id: str, address: str, at: datetime) -> None:
        """Store that the reader of an email address has confirmed it, for this application."""

    def revise(self, application: Application, at: datetime, words: str = "") -> bool:
        """Store the application as round 2 will judge it, in place of an earlier revision; round 1 keeps its own.

        ``words`` are the applicant's, for the reviewers, until they are sent.

        False, and nothing changes, unless the application is rejected in round 1 and not reopened.
        """


class Exceptions(Protocol):
    """Exceptions; ``Cases`` stores their tasks."""

    def add_exception(self, case: ExceptionCase) -> None:
        """Raises ``AlreadySubmitted`` if its id is stored."""

    def get_exception(self, case_id: str) -> ExceptionCase:
        """Raises ``CaseNotStored`` for an unknown id."""

    def conclude(self, case: ExceptionCase, outcome: ExceptionOutcome) -> ExceptionOutcome:
        """Store the outcome, once, and its grant with the account; returns the stored outcome.

        The exception then is in the ``OutcomeRecords``.
        """


class CaseParties(Protocol):
    def list_parties(self, case_ids: Collection[str]) -> dict[str, Parties]:
        """Who is involved in each of these cases, by case id, without unknown ones."""


class InboundMessages(Protocol):
    """Received messages: how each was handled, and which wait in quarantine for a person."""

    def claim_message(self, case_id: str, message_id: str, receipt: str) -> bool:
        """Whether this receipt is the first of the message for the case; stays true when asked again."""

    def store_message(self, message: StoredMessage) -> None:
        """Does nothing if the message is stored."""

    def get_message(self, case_id: str, receipt: str) -> StoredMessage | None:
        """``case_id`` is empty for a message that belongs to no case."""

    def list_quarantined(self, limit: int, after: StoredMessage | None = None) -> tuple[StoredMessage, ...]:
        """Those in quarantine, those of a case first, oldest first; only those that come ``after`` a message."""

    def record_decision(self, message: StoredMessage, decision: QuarantineDecision) -> QuarantineDecision:
        """Store the decision about a quarantined message, once; returns the stored one."""

    def record_handling(self, message: StoredMessage, handling: Handling) -> None:
        """Store how an accepted message was handled."""


class OpenTasks(Protocol):
    def list_open_tasks(self, kind: TaskKind) -> Iterable[OpenTask]:
        """The open tasks of a kind, oldest first."""


class WorkQueue(Protocol):
    """Open tasks as lists show them. A page is one query, however many cases there are."""

    def get_page(self, kind: TaskKind, query: RowQuery = OLDEST) -> QueuePage:
        """Those of a kind."""

    def get_assigned_page(self, person: str, query: RowQuery = OLDEST) -> QueuePage:
        """Those assigned to a person (an address in lower case), of any kind."""

    def count_open(self, kind: TaskKind) -> int:
        """How many of a kind there are: ``MOST_COUNTED`` may be more."""

    def count_assigned(self, person: str) -> int:
        """How many are assigned to a person: ``MOST_COUNTED`` may be more."""

    def list_oldest(self, kind: TaskKind, limit: int) -> tuple[QueueRow, ...]:
        """Those of a kind, oldest first, without ``assigned_at``."""

    def with_assigned_at(self, rows: tuple[QueueRow, ...]) -> tuple[QueueRow, ...]:
        """These rows, at most a page, with ``assigned_at``."""

    def list_review_starts(self, limit: int) -> tuple[datetime, ...]:
        """Since when each running or failed review waits, oldest first.

        Of more than ``limit``, the failed ones and then the oldest others.
        """


class AuditLog(Protocol):
    """Actions of staff on cases, other than decisions."""

    def add_entry(self, case_id: str, entry: AuditEntry) -> None: ...

    def list_entries(self, case_id: str) -> tuple[AuditEntry, ...]:
        """The entries of a case, oldest first."""


class StaffStore(Protocol):
    """The staff, and the log of its changes. Whatever is read here is read consistently."""

    def get_member(self, address: str) -> StaffMember | None:
        """The member with an address, in any letter case."""

    def list_members(self) -> tuple[StaffEntry, ...]:
        """Everybody, in the order of their addresses."""

    def apply(self, change: StaffChange) -> None:
        """Store a change and its log entry. Raises ``StaffChanged``, and stores nothing, where it no longer fits."""

    def list_changes(self, before: str = "") -> StaffLogPage:
        """The log, newest first, ``LOG_PAGE`` entries at a time; ``before`` is ``next`` of the page before."""


class ReviewMachine(Protocol):
    """The review state machine."""

    def start_review(self, application_id: str, account_id: str, round_number: int) -> None:
        """Does nothing if this round was started before."""


class ExceptionMachine(Protocol):
    """The state machine of exceptions."""

    def start_exception(self, case_id: str) -> None:
        """Does nothing if it was started before."""


class ReviewWaits(Protocol):
    """The states of the machines that wait for a decision."""

    def resume(self, key: TaskKey) -> bool:
        """Tell the machine that a task is decided. Safe to repeat; False if no state waits for it."""
