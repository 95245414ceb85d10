"""What this package needs from the outside world: ``adapters/`` has it on AWS, the tests have fakes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from domain.cases.audit_entry import AuditEntry
from domain.cases.case import Case, Decision, OpenTask, Outcome, Task, TaskKey, TaskKind
from domain.cases.exception import ExceptionCase, ExceptionOutcome
from domain.cases.inbound_message import Handling, QuarantineDecision, StoredMessage
from domain.cases.summary import CaseSummary
from domain.cases.work_queue import QueuePage, QueueRow
from domain.model.application import Application


class Cases(Protocol):
    """Applications, their rounds and their tasks."""

    def add_application(self, application: Application, thread_id: str) -> None:
        """Store a new application with its first round and the message id of its mail conversation.

        Raises ``AlreadySubmitted`` if its id is stored, ``AnotherApplicationOpen`` if its account has an open one.
        """

    def get_case(self, application_id: str) -> Case:
        """The whole case. Raises ``CaseNotStored`` for an id that was never handed in."""

    def newest_case_id(self, account_id: str) -> str:
        """The id of an account's newest application, or empty."""

    def open_task(self, task: Task, brief: CaseSummary) -> Task | None:
        """Store an open task, with what a list says of its case; does nothing where the task exists already.

        Answers with the one that is stored. None where there is nothing to ask any more: the application is not in
        review, since it was withdrawn.
        """

    def decide(self, key: TaskKey, decision: Decision) -> None:
        """Store the decision, once. Raises ``AlreadyDecided`` where there is one."""

    def assign(self, key: TaskKey, assignee: str) -> bool:
        """Note who has taken a question over, in small letters, or nobody (empty). False where it is not open."""

    def conclude(self, case: Case, outcome: Outcome) -> Outcome:
        """Store the outcome of the current round, once, and the status with it; answers with what is stored.

        The round is among the ``Answers`` then, and the account may have another application.
        """

    def withdraw(self, case: Case, outcome: Outcome, closing: Decision) -> bool:
        """End the current round so, and close with ``closing`` what was open when the case was read.

        False where the round ended before, or one of these tasks was decided meanwhile.
        """

    def reopen(self, application_id: str, reply: str, received_as: str, at: datetime) -> bool:
        """Start round 2 of a rejected application. True if this message (``received_as``) started it, now or before.

        Not while the account has another open application.
        """

    def revise(self, application: Application, at: datetime) -> bool:
        """Store an application as round 2 will judge it; the last time counts. What round 1 judged stays.

        False, and nothing changes, unless the application is rejected in round 1 and not reopened.
        """


class Exceptions(Protocol):
    """Exceptions for high-value clients; their tasks are kept by ``Cases``."""

    def add_exception(self, case: ExceptionCase) -> None:
        """Store a new exception. Raises ``AlreadySubmitted`` where there is one with its id."""

    def get_exception(self, case_id: str) -> ExceptionCase:
        """The whole exception. Raises ``CaseNotStored`` for an id that was never filed."""

    def conclude(self, case: ExceptionCase, outcome: ExceptionOutcome) -> ExceptionOutcome:
        """Store the outcome, once, with its grant on the account; answers with the outcome that is stored.

        It is among the ``Answers`` then.
        """


class InboundMessages(Protocol):
    """The record of received mail: what became of each message, and what waits for a person to look at it."""

    def claim_message(self, case_id: str, message_id: str, receipt: str) -> bool:
        """Whether this receipt is the first that brings a message to a case; the same receipt again is."""

    def store_message(self, mail: StoredMessage) -> None:
        """Store what became of a message; what is stored of it already stays."""

    def get_message(self, case_id: str, receipt: str) -> StoredMessage | None:
        """One message; ``case_id`` is empty for one that belongs to no case."""

    def list_quarantined(self) -> tuple[StoredMessage, ...]:
        """Those that wait for a person, those of a case first, the oldest first; ``MAX_QUARANTINED`` at the most."""

    def record_decision(self, mail: StoredMessage, judgement: QuarantineDecision) -> QuarantineDecision:
        """Store a person's judgement of a held message, once; answers with the one that is stored."""

    def record_handling(self, mail: StoredMessage, handling: Handling) -> None:
        """Store what a released message did."""


class OpenTasks(Protocol):
    """Every question that waits for an answer."""

    def list_open_tasks(self, kind: TaskKind) -> Iterable[OpenTask]:
        """Those of a kind, oldest first."""


class WorkQueue(Protocol):
    """The questions that wait, as lists show them. A page is one query, whatever there is of cases."""

    def get_page(self, kind: TaskKind, until: datetime | None = None, after: str = "") -> QueuePage:
        """Those of a kind, those first that wait longest; with ``until``, those that wait since then or longer.

        ``after`` is ``next`` of the page before; one that was never given counts as none.
        """

    def get_assigned_page(self, person: str, after: str = "") -> QueuePage:
        """Those that a person has taken over, whatever their kind."""

    def list_oldest(self, kind: TaskKind, most: int) -> tuple[QueueRow, ...]:
        """As many of a kind at once as are asked for, those first that wait longest: for a file, not for a page."""

    def list_review_starts(self, most: int) -> tuple[datetime, ...]:
        """Since when the reviews of applications that run, or failed, are waited for, the longest first.

        ``most`` at the most: those that failed, then those of the rest that are waited for longest.
        """


class AuditLog(Protocol):
    """What the staff did to a case besides deciding."""

    def add_entry(self, case_id: str, entry: AuditEntry) -> None:
        """Write an entry."""

    def list_entries(self, case_id: str) -> tuple[AuditEntry, ...]:
        """The entries of a case, oldest first."""


class ReviewMachine(Protocol):
    """The review state machine."""

    def start_review(self, application_id: str, account_id: str, round_number: int) -> None:
        """Start a round; does nothing where this round was started before."""


class ExceptionMachine(Protocol):
    """The state machine of exceptions."""

    def start_exception(self, case_id: str) -> None:
        """Start it for an exception; does nothing where it was started before."""


class ReviewWaits(Protocol):
    """The states that wait for an answer."""

    def resume(self, key: TaskKey) -> bool:
        """Tell the machine that a task is decided. Safe to repeat; False, and nothing is done, where no state waits."""
