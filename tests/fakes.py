"""Hand-written stand-ins for the ports. They pass the same contract tests as the real adapters."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.web.templates import MailTemplates
from domain.applications.account_holder import AccountHolderEmails, ApplyLinks, Confirmations
from domain.applications.pending_confirmation import MAX_PENDING, PendingConfirmation, pending_key
from domain.applications.revision import Revisions
from domain.applications.submission import ApplicationService, read_application
from domain.applications.withdrawal import StatusLinks
from domain.cases.access_tokens import AccessToken, AnyToken
from domain.cases.any_case import any_case
from domain.cases.audit_entry import AuditEntry
from domain.cases.case import Case, Decision, OpenTask, Outcome, Revision, Round, Status, Task, TaskKey, TaskKind
from domain.cases.exception import ExceptionCase, ExceptionOutcome, ExceptionStatus
from domain.cases.inbound_message import MAX_QUARANTINED, Handling, QuarantineDecision, StoredMessage
from domain.cases.staff import Staff, StaffMember, StaffRole
from domain.cases.summary import CaseSummary, summarize
from domain.cases.work_queue import PAGE, QueuePage
from domain.cases.work_queue import QueueRow as QueueLine
from domain.console.account_page import AccountPage
from domain.console.case_actions import CaseActions
from domain.console.search import Search
from domain.console.search_terms import Match, Matches, SearchTerms, search_terms
from domain.console.sessions import Sessions
from domain.decisions.decide import Decisions
from domain.decisions.exception_filing import ExceptionFiling
from domain.decisions.saved_replies import MAX_REPLIES, SavedReply
from domain.inbound_email.quarantine import Quarantine, QuarantineLinks
from domain.inbound_email.reply_effects import ReplyEffects
from domain.inbound_email.reply_handling import ReplyHandler
from domain.model.account import AccountFacts, AccountStatus
from domain.model.application import Application, Proof
from domain.model.errors import (
    AccountLookupFailed,
    AlreadyDecided,
    AlreadySubmitted,
    AnotherApplicationOpen,
    CaseNotStored,
    MailBeingSent,
    MailNotSent,
)
from domain.model.field_types import Record
from domain.model.icon import Icon
from domain.model.ids import CaseKind, kind_of
from domain.notifications.delivery_status import DeliveryReport, OutboxRecord
from domain.notifications.messages import LONGEST_TRY, Email, EmailName, OutboxEntry, SentEmail
from domain.notifications.notifier import Notifier
from domain.notifications.outbox import Outbox
from domain.notifications.reminders import Intervals, Reminders
from domain.operations.unfinished_rounds import Execution, Failure, RoundKey, Unfinished
from domain.policy import Verdict
from domain.presentation.case_rows import MAX_ROWS, CaseRow
from domain.reporting.outcomes import OutcomeRecord, exception_outcome_record, outcome_record

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def no_image(_: bytes) -> Icon:
    """What looks at images, where a test hands none in."""
    raise AssertionError("no image was handed in")


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time

    def move(self, by: timedelta) -> None:
        self.time += by


class FakeAccounts:
    def __init__(self) -> None:
        self._accounts: dict[str, AccountFacts] = {}

    def put_account(self, account: AccountFacts) -> None:
        self._accounts[account.account_id] = account

    def get_account(self, account_id: str) -> AccountFacts | None:
        return self._accounts.get(account_id)


@dataclass
class FakeLookup:
    """Answers from the account records; ``fails`` makes the next look-ups fail."""

    accounts: FakeAccounts
    fails: int = 0

    def look_up_account(self, account_id: str) -> AccountFacts | None:
        if self.fails:
            self.fails -= 1
            raise AccountLookupFailed("the lookup does not answer")
        return self.accounts.get_account(account_id)


class FakeAccountStatuses:
    def __init__(self) -> None:
        self._standings: dict[str, AccountStatus] = {}

    def get_status(self, account_id: str) -> AccountStatus:
        return self._standings.get(account_id, AccountStatus())

    def set_status(self, account_id: str, **facts: Any) -> None:
        self._standings[account_id] = self.get_status(account_id).model_copy(update=facts)


class FakePendingConfirmations:
    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], tuple[Application, datetime]] = {}
        self._confirmed: set[tuple[str, str]] = set()
        self._claimed: dict[tuple[str, str], datetime] = {}

    def add_pending(self, holder_id: str, application: Application, expires_at: datetime) -> None:
        self._waiting.setdefault((holder_id, pending_key(application)), (application, expires_at))

    def list_newest(self, holder_id: str, now: datetime, before: str = "") -> tuple[PendingConfirmation, ...]:
        keys = sorted((key for holder, key in self._waiting if holder == holder_id), reverse=True)
        some = [key for key in keys if not before or key < before][:MAX_PENDING]
        shown = [
            key for key in some if (holder_id, key) not in self._confirmed and self.get_application(holder_id, key, now)
        ]
        return tuple(PendingConfirmation(key=key, application=self._waiting[holder_id, key][0]) for key in shown)

    def get_application(self, holder_id: str, key: str, now: datetime) -> Application | None:
        application, expires_at = self._waiting.get((holder_id, key), (None, now))
        return application if expires_at > now else None

    def mark_confirmed(self, holder_id: str, key: str) -> None:
        self._confirmed.add((holder_id, key))

    def claim_email(self, holder_id: str, what: str, now: datetime) -> bool:
        claimed = self._claimed.get((holder_id, what))
        if claimed and now - claimed <= timedelta(seconds=45):
            return False
        self._claimed[holder_id, what] = now
        return True


class FakeCases:
    def __init__(
        self, standings: FakeAccountStatuses | None = None, received: "FakeInboundMessages | None" = None
    ) -> None:
        self._standings = standings or FakeAccountStatuses()
        self.received = received or FakeInboundMessages()
        self._cases: dict[str, Case] = {}
        self._received_as: dict[str, str] = {}
        self._tasks: dict[str, dict[TaskKey, Task]] = {}
        self.briefs: dict[TaskKey, CaseSummary] = {}
        self.answers: list[OutcomeRecord] = []

    def add_application(self, application: Application, thread_id: str) -> None:
        if application.id in self._cases:
            raise AlreadySubmitted
        self._open(application.request.account_id, application.id)
        at = application.submitted_at
        first = Round(application_id=application.id, number=1, started_at=at, request=application.request)
        self._cases[application.id] = Case(
            application=application, thread_id=thread_id, status=Status.IN_REVIEW, rounds=(first,)
        )

    def get_case(self, application_id: str) -> Case:
        if application_id not in self._cases:
            raise CaseNotStored(application_id)
        received = tuple(mail for mail in self.received.kept.values() if mail.case_id == application_id)
        changes = {"tasks": self.tasks(application_id), "received": received}
        return self._cases[application_id].model_copy(update=changes)

    def all_cases(self) -> list[Case]:
        return list(self._cases.values())

    def application_of(self, thread_id: str) -> str | None:
        return next((key for key, case in self._cases.items() if case.thread_id == thread_id), None)

    def newest_case_id(self, account_id: str) -> str:
        found = [one.application for one in self._cases.values() if one.application.request.account_id == account_id]
        return max(found, key=lambda one: one.submitted_at).id if found else ""

    def open_task(self, task: Task, brief: CaseSummary) -> Task | None:
        self.briefs.setdefault(task.key, brief)
        tasks = self._tasks.setdefault(task.key.case_id, {})
        case = self._cases.get(task.key.case_id)
        if task.key not in tasks and case and case.status is not Status.IN_REVIEW:
            return None
        return tasks.setdefault(task.key, task)

    def decide(self, key: TaskKey, decision: Decision) -> None:
        task = self._tasks.get(key.case_id, {}).get(key)
        if task is None or task.decision:
            raise AlreadyDecided
        self._tasks[key.case_id][key] = task.model_copy(update={"decision": decision, "assignee": ""})

    def tasks(self, case_id: str) -> tuple[Task, ...]:
        return tuple(self._tasks.get(case_id, {}).values())

    def assign(self, key: TaskKey, assignee: str) -> bool:
        task = self._tasks[key.case_id][key]
        if task.decision is None:
            self._tasks[key.case_id][key] = task.model_copy(update={"assignee": assignee})
        return task.decision is None

    def running_rounds(self) -> list[Round]:
        return [one for case in self._cases.values() for one in case.rounds if one.outcome is None]

    def open_tasks(self) -> list[Task]:
        return [task for tasks in self._tasks.values() for task in tasks.values() if task.decision is None]

    def conclude(self, case: Case, outcome: Outcome) -> Outcome:
        application_id, number = case.application.id, case.current.number
        stored = self.get_case(application_id).rounds[number - 1].outcome
        if stored:
            return stored
        self.set_round(application_id, number, outcome=outcome)
        self._change(self.get_case(application_id), status=outcome.status)
        self._standings.set_status(case.application.request.account_id, open_application=None)
        self.answers.append(outcome_record(case, outcome))
        return outcome

    def withdraw(self, case: Case, outcome: Outcome, closing: Decision) -> bool:
        decided = {task.key for task in self.tasks(case.application.id) if task.decision}
        waiting = [task.key for task in case.tasks if task.decision is None]
        if self.get_case(case.application.id).current.outcome or decided.intersection(waiting):
            return False
        for key in waiting:
            self.decide(key, closing)
        self.conclude(case, outcome)
        return True

    def reopen(self, application_id: str, reply: str, received_as: str, at: datetime) -> bool:
        case = self.get_case(application_id)
        account_id = case.application.request.account_id
        is_free = self._standings.get_status(account_id).open_application is None
        if case.status is Status.REJECTED and case.current.number == 1 and is_free:
            self._open(account_id, application_id)
            request = case.revision.request if case.revision else case.application.request
            second = Round(application_id=application_id, number=2, started_at=at, reply=reply, request=request)
            judged = case.application.model_copy(update={"request": request})
            self._change(case, application=judged, status=Status.IN_REVIEW, rounds=(*case.rounds, second))
            self._received_as[application_id] = received_as
        return self._received_as.get(application_id) == received_as

    def revise(self, application: Application, at: datetime) -> bool:
        case = self.get_case(application.id)
        if not case.is_rejected_once:
            return False
        self._change(case, revision=Revision(request=application.request, at=at))
        return True

    def set_round(self, application_id: str, number: int, **facts: Any) -> None:
        """What the state machine writes into a round by itself: ``account`` and ``verdict``."""
        case = self.get_case(application_id)
        rounds = tuple(one.model_copy(update=facts) if one.number == number else one for one in case.rounds)
        self._change(case, rounds=rounds)

    def ids(self) -> list[str]:
        return list(self._cases)

    def forget(self, case_id: str) -> bool:
        del self._cases[case_id]
        self._tasks.pop(case_id, None)
        self.received.kept = {key: mail for key, mail in self.received.kept.items() if key[0] != case_id}
        return True

    def _open(self, account_id: str, application_id: str) -> None:
        other = self._standings.get_status(account_id).open_application
        if other:
            raise AnotherApplicationOpen(other)
        self._standings.set_status(account_id, open_application=application_id)

    def _change(self, case: Case, **changes: Any) -> None:
        self._cases[case.application.id] = case.model_copy(update=changes)


@dataclass
class FakeEndedCases:
    """Knows the applications and exceptions of the fakes; what belongs to a case is with it."""

    cases: FakeCases
    exceptions: "FakeExceptions"

    def list_ended_before(self, then: datetime) -> list[str]:
        rounds = {key: self.cases.get_case(key).current.outcome for key in self.cases.ids()}
        ended = {**rounds, **{key: self.exceptions.get_exception(key).outcome for key in self.exceptions.ids()}}
        found = [(outcome.at, key) for key, outcome in ended.items() if outcome and outcome.at < then]
        return [key for _, key in sorted(found)]

    def purge_case(self, case_id: str) -> bool:
        if case_id in self.cases.ids():
            return self.cases.get_case(case_id).current.outcome is not None and self.cases.forget(case_id)
        if case_id in self.exceptions.ids():
            return self.exceptions.get_exception(case_id).outcome is not None and self.exceptions.forget(case_id)
        return True


class FakeExceptions:
    def __init__(self, cases: FakeCases, standings: FakeAccountStatuses) -> None:
        self._cases = cases
        self._standings = standings
        self._exceptions: dict[str, ExceptionCase] = {}

    def add_exception(self, case: ExceptionCase) -> None:
        if case.id in self._exceptions:
            raise AlreadySubmitted
        self._exceptions[case.id] = case

    def keys(self) -> list[RoundKey]:
        return [RoundKey(case_id=case_id) for case_id in self._exceptions]

    def all_exceptions(self) -> tuple[ExceptionCase, ...]:
        return tuple(self._exceptions.values())

    def get_exception(self, case_id: str) -> ExceptionCase:
        if case_id not in self._exceptions:
            raise CaseNotStored(case_id)
        return self._exceptions[case_id].model_copy(update={"tasks": self._cases.tasks(case_id)})

    def ids(self) -> list[str]:
        return list(self._exceptions)

    def forget(self, case_id: str) -> bool:
        del self._exceptions[case_id]
        return True

    def conclude(self, case: ExceptionCase, outcome: ExceptionOutcome) -> ExceptionOutcome:
        stored = self._exceptions[case.id]
        if stored.outcome:
            return stored.outcome
        self._exceptions[case.id] = stored.model_copy(update={"outcome": outcome})
        if outcome.grant:
            self._standings.set_status(case.request.account_id, exception=outcome.grant)
        self._cases.answers.append(exception_outcome_record(case, outcome))
        return outcome


class FakeAccessTokens:
    def __init__(self) -> None:
        self._links: dict[str, AccessToken] = {}

    def add_token(self, token_hash: str, link: AccessToken) -> None:
        self._links[token_hash] = link

    def get_token(self, kind: type[AnyToken], token_hash: str) -> AnyToken | None:
        link = self._links.get(token_hash)
        return link if isinstance(link, kind) else None

    def take_token(self, kind: type[AnyToken], token_hash: str) -> AnyToken | None:
        link = self.get_token(kind, token_hash)
        if link:
            del self._links[token_hash]
        return link


class FakeOutboxStore:
    def __init__(self, cases: FakeCases) -> None:
        self._cases = cases
        self._sent: dict[OutboxEntry, SentEmail | None] = {}
        self._tried: dict[OutboxEntry, datetime] = {}
        self._due: dict[OutboxEntry, datetime] = {}
        self._messages: dict[str, OutboxEntry] = {}
        self._reports: dict[OutboxEntry, DeliveryReport] = {}

    def record_due(self, mail: OutboxEntry, at: datetime) -> SentEmail | None:
        if mail not in self._sent:
            self._due[mail] = at
        return self._sent.setdefault(mail, None)

    def list_due(self, before: datetime) -> list[OutboxEntry]:
        return sorted((mail for mail, at in self._due.items() if at <= before), key=lambda mail: self._due[mail])

    def mark_not_needed(self, mail: OutboxEntry) -> None:
        self._due.pop(mail, None)

    def mark_tried(self, mail: OutboxEntry, at: datetime) -> bool:
        before = self._tried.get(mail)
        if before and at - before <= LONGEST_TRY:
            raise MailBeingSent
        self._tried[mail] = at
        return before is not None

    def mark_not_sent(self, mail: OutboxEntry) -> None:
        del self._tried[mail]

    def mark_sent(self, mail: OutboxEntry, sent: SentEmail) -> None:
        self._sent[mail] = sent
        self._due.pop(mail, None)
        self._messages[sent.message_id] = mail

    def find_case_id(self, message_id: str) -> str | None:
        mail = self.find_entry(message_id)
        return mail.case_id if mail else self._cases.application_of(message_id)

    def find_entry(self, message_id: str) -> OutboxEntry | None:
        return self._messages.get(message_id)

    def record_delivery(self, mail: OutboxEntry, report: DeliveryReport) -> bool:
        known = self._reports.get(mail)
        if known and known.weight >= report.weight:
            return False
        self._reports[mail] = report
        return True

    def list_entries(self, case_id: str) -> tuple[OutboxRecord, ...]:
        return tuple(
            OutboxRecord(mail=mail, tried_at=self._tried.get(mail), sent=sent, report=self._reports.get(mail))
            for mail, sent in self._sent.items()
            if mail.case_id == case_id
        )


class FakeInboundMessages:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], StoredMessage] = {}
        self._claimed: dict[tuple[str, str], str] = {}

    def claim_message(self, case_id: str, message_id: str, receipt: str) -> bool:
        return self._claimed.setdefault((case_id, message_id), receipt) == receipt

    def store_message(self, mail: StoredMessage) -> None:
        self.kept.setdefault((mail.case_id, mail.receipt), mail)

    def get_message(self, case_id: str, receipt: str) -> StoredMessage | None:
        return self.kept.get((case_id, receipt))

    def list_quarantined(self) -> tuple[StoredMessage, ...]:
        waiting = [one for one in self.kept.values() if one.handling is Handling.QUARANTINED and one.judgement is None]
        return tuple(sorted(waiting, key=lambda one: (not one.case_id, one.received_at))[:MAX_QUARANTINED])

    def record_decision(self, mail: StoredMessage, judgement: QuarantineDecision) -> QuarantineDecision:
        stored = self.kept[mail.case_id, mail.receipt]
        judged = stored if stored.judgement else stored.model_copy(update={"judgement": judgement})
        self.kept[mail.case_id, mail.receipt] = judged
        return judged.judgement or judgement

    def record_handling(self, mail: StoredMessage, handling: Handling) -> None:
        stored = self.kept[mail.case_id, mail.receipt]
        self.kept[mail.case_id, mail.receipt] = stored.model_copy(update={"released_as": handling})


@dataclass
class FakeAsyncInvoker:
    """Keeps the events; ``fails`` makes the next invocations fail."""

    events: list[Record] = field(default_factory=list)
    fails: int = 0

    def invoke(self, event: Record) -> None:
        if self.fails:
            self.fails -= 1
            raise ConnectionError("Lambda does not answer")
        self.events.append(event)


@dataclass
class FakeOpenTasks:
    cases: FakeCases

    def list_open_tasks(self, kind: TaskKind) -> list[OpenTask]:
        return [
            OpenTask(key=one.key, opened_at=one.opened_at) for one in self.cases.open_tasks() if one.key.kind is kind
        ]


class FakeUnfinishedRounds:
    """``judge``, ``close`` and ``fail`` are what the state machines write by themselves."""

    def __init__(self, cases: FakeCases, exceptions: FakeExceptions) -> None:
        self._cases = cases
        self._exceptions = exceptions
        self._closed: set[RoundKey] = set()
        self._failures: dict[RoundKey, str] = {}
        self._tries: dict[RoundKey, dict[str, Any]] = {}

    def judge(self, key: RoundKey) -> None:
        self._cases.set_round(key.case_id, key.round, verdict=Verdict(policy_version="1", findings=()))

    def close(self, key: RoundKey) -> None:
        self._closed.add(key)

    def fail(self, key: RoundKey, failure: str) -> None:
        self._failures[key] = failure

    def list_all(self) -> list[RoundKey]:
        found = sorted(self._open(), key=lambda key: self._brief(key).waits_since)
        return [key for key in found if key not in self._failures] + [key for key in found if key in self._failures]

    def list_of_case(self, case_id: str) -> tuple[RoundKey, ...]:
        return tuple(key for key in self._open() if key.case_id == case_id)

    def get_round(self, key: RoundKey) -> Unfinished | None:
        if key not in self._open():
            return None
        brief = self._brief(key)
        facts = {"account_id": brief.account_id, "started_at": brief.waits_since, "is_failed": key in self._failures}
        judged = (
            not self._is_exception(key) and self._cases.get_case(key.case_id).rounds[key.round - 1].verdict is not None
        )
        return Unfinished.model_validate({"key": key, **facts, "is_judged": judged, **self._tries.get(key, {})})

    def last_task(self, one: Unfinished) -> Task | None:
        tasks = [task for task in self._cases.tasks(one.key.case_id) if task.key.round <= one.key.round]
        return max(tasks, key=lambda task: task.opened_at, default=None)

    def record_next_try(self, one: Unfinished, tries: int, at: datetime) -> Unfinished | None:
        stored = self.get_round(one.key)
        if stored is None or stored.restarts != one.restarts:
            return None
        self._failures.pop(one.key, None)
        self._tries[one.key] = {"restarts": one.restarts + 1, "tries": tries, "started_at": at}
        return self.get_round(one.key)

    def record_failure(self, one: Unfinished, failure: str) -> None:
        stored = self.get_round(one.key)
        if stored and stored.restarts == one.restarts:
            self._failures.setdefault(one.key, failure)

    def failures(self) -> list[Failure]:
        failed = [(key, self._brief(key)) for key in self.list_all() if key in self._failures]
        return [
            Failure(key=key, failure=self._failures[key], brief=brief, since=brief.waits_since) for key, brief in failed
        ]

    def _open(self) -> list[RoundKey]:
        numbers = {case.application.id: len(case.rounds) for case in self._cases.all_cases()}
        rounds = [RoundKey(case_id=id_, round=number + 1) for id_ in numbers for number in range(numbers[id_])]
        return [key for key in [*rounds, *self._exceptions.keys()] if key not in self._closed]

    def _brief(self, key: RoundKey) -> CaseSummary:
        """What was stored when the round began."""
        if self._is_exception(key):
            return summarize(self._exceptions.get_exception(key.case_id), NOON)
        case = self._cases.get_case(key.case_id).at_round(key.round)
        return summarize(case.model_copy(update={"tasks": ()}), NOON)

    def _is_exception(self, key: RoundKey) -> bool:
        return kind_of(key.case_id) is CaseKind.EXCEPTION


@dataclass
class FakeFailures:
    unfinished: FakeUnfinishedRounds

    def list_failures(self) -> list[Failure]:
        return self.unfinished.failures()


@dataclass
class FakeExecutions:
    """``started`` are those that began, in order, by case, round and number."""

    clock: FakeClock
    started: list[tuple[str, int, int]] = field(default_factory=list)
    began_at: dict[tuple[str, int, int], datetime] = field(default_factory=dict)
    ended: dict[tuple[str, int, int], tuple[str, datetime]] = field(default_factory=dict)
    fails: int = 0

    def get_execution(self, one: Unfinished) -> Execution | None:
        name = self._name(one)
        if name not in self.began_at:
            return None
        error, at = self.ended.get(name, ("", self.clock()))
        return Execution(lived=at - self.began_at[name], ended=error)

    def start_execution(self, one: Unfinished) -> None:
        if self.fails:
            self.fails -= 1
            raise ConnectionError("Step Functions does not answer")
        if self._name(one) not in self.began_at:
            self.started.append(self._name(one))
            self.began_at[self._name(one)] = self.clock()

    def end(self, error: str) -> None:
        """The execution that was started last ends so."""
        self.ended[self.started[-1]] = (error, self.clock())

    def running(self) -> list[tuple[str, int, int]]:
        return [name for name in self.started if name not in self.ended]

    def _name(self, one: Unfinished) -> tuple[str, int, int]:
        return one.key.case_id, one.key.round, one.restarts


@dataclass
class FakeWorkQueue:
    cases: FakeCases

    def get_page(self, kind: TaskKind, until: datetime | None = None, after: str = "") -> QueuePage:
        lines = [one for one in self._lines() if one.key.kind is kind]
        return self._page([one for one in lines if not until or one.brief.waits_since <= until], after)

    def get_assigned_page(self, person: str, after: str = "") -> QueuePage:
        return self._page([one for one in self._lines() if one.assignee == person], after)

    def list_oldest(self, kind: TaskKind, most: int) -> tuple[QueueLine, ...]:
        return tuple(one for one in self._lines() if one.key.kind is kind)[:most]

    def list_review_starts(self, most: int) -> tuple[datetime, ...]:
        return tuple(sorted(one.started_at for one in self.cases.running_rounds())[:most])

    def _lines(self) -> list[QueueLine]:
        lines = [
            QueueLine(key=one.key, opened_at=one.opened_at, brief=self.cases.briefs[one.key], assignee=one.assignee)
            for one in self.cases.open_tasks()
        ]
        return sorted(lines, key=lambda one: one.brief.waits_since)

    def _page(self, lines: list[QueueLine], after: str) -> QueuePage:
        start = int(after) if after.isdigit() else 0
        shown = lines[start : start + PAGE]
        return QueuePage(rows=tuple(shown), next=str(start + PAGE) if len(lines) > start + PAGE else "")


_OPEN = ExceptionOutcome(status=ExceptionStatus.IN_REVIEW, at=NOON)


@dataclass
class FakeOutcomeRecords:
    cases: FakeCases

    def list_outcomes(self, month: str, most: int, before: str = "") -> tuple[OutcomeRecord, ...]:
        found = sorted(self.cases.answers, key=lambda one: one.answered_at, reverse=True)
        of_month = (one for one in found if f"{one.answered_at.astimezone(UTC):%Y-%m}" == month)
        return tuple(one for one in of_month if not before or one.answered_at < datetime.fromisoformat(before))[:most]


@dataclass
class FakeCaseIndex:
    cases: FakeCases
    exceptions: "FakeExceptions"

    def find_matches(self, word: str, others: tuple[str, ...]) -> Matches:
        found = [one for one in self._namings() if _is_found(one, word, others)]
        facts = [one.model_dump(exclude={"words"}) for one in found]
        return Matches(matches=tuple(map(Match.model_validate, facts)), is_all=True)

    def list_case_ids(self, account_id: str) -> tuple[str, ...]:
        own = {one.case_id: one.handed_in_at for one in self._namings() if one.account_id == account_id}
        return tuple(sorted(own, key=lambda one: own[one], reverse=True)[:MAX_ROWS])

    def list_filed_by(self, address: str) -> tuple[str, ...]:
        own = [
            one
            for one in self.exceptions.all_exceptions()
            if one.request.account_manager.email.casefold() == address.casefold()
        ]
        return tuple(one.id for one in sorted(own, key=lambda one: one.filed_at, reverse=True)[:MAX_ROWS])

    def get_rows(self, case_ids: tuple[str, ...]) -> tuple[CaseRow, ...]:
        return tuple(line for one in case_ids for line in self._line(one))

    def _line(self, case_id: str) -> list[CaseRow]:
        try:
            case = any_case(case_id, self.cases, self.exceptions)
        except CaseNotStored:
            return []
        at = case.filed_at if isinstance(case, ExceptionCase) else case.application.submitted_at
        status = (case.outcome or _OPEN).status if isinstance(case, ExceptionCase) else case.status
        brief = summarize(case, at).model_copy(update={"flags": 0})
        return [CaseRow.model_validate({"case_id": case_id, "handed_in_at": at, "status": status, "brief": brief})]

    def _namings(self) -> list[SearchTerms]:
        first = [one.application.model_copy(update={"request": one.request_of(1)}) for one in self.cases.all_cases()]
        second = [one.application for one in self.cases.all_cases() if one.current.number > 1]
        cases: list[Application | ExceptionCase] = [*first, *second, *self.exceptions.all_exceptions()]
        return list(map(search_terms, cases))


def _is_found(naming: SearchTerms, word: str, others: tuple[str, ...]) -> bool:
    is_word = any(one == word if len(word) < 3 else one.startswith(word) for one in naming.found_by)
    return is_word and all(any(one.startswith(other) for one in naming.words) for other in others)


class FakeAuditLog:
    def __init__(self) -> None:
        self._entries: dict[str, list[AuditEntry]] = {}

    def add_entry(self, case_id: str, entry: AuditEntry) -> None:
        self._entries.setdefault(case_id, []).append(entry)

    def list_entries(self, case_id: str) -> tuple[AuditEntry, ...]:
        return tuple(sorted(self._entries.get(case_id, []), key=lambda one: one.at))


class FakeSavedReplies:
    def __init__(self) -> None:
        self._replies: dict[str, SavedReply] = {}

    def list_replies(self) -> tuple[SavedReply, ...]:
        return tuple(sorted(self._replies.values(), key=lambda one: one.title.casefold()))

    def put_reply(self, reply: SavedReply) -> bool:
        if len(self._replies) >= MAX_REPLIES and reply.id not in self._replies:
            return False
        self._replies[reply.id] = reply
        return True

    def remove_reply(self, reply_id: str) -> None:
        self._replies.pop(reply_id, None)


@dataclass
class FakeEmailSender:
    """Keeps what was posted; ``fails`` makes the next postings fail, ``loses`` loses their answers on the way back.

    ``refusals`` are what the post office says instead of taking the next letters.
    """

    letters: list[Email] = field(default_factory=list)
    fails: int = 0
    loses: int = 0
    refusals: list[MailNotSent] = field(default_factory=list)

    def send_email(self, letter: Email) -> str:
        if self.refusals:
            raise self.refusals.pop(0)
        if self.fails:
            self.fails -= 1
            raise ConnectionError("the post office does not answer")
        self.letters.append(letter)
        if self.loses:
            self.loses -= 1
            raise TimeoutError("the answer of the post office is lost")
        return f"ses-{len(self.letters)}"


@dataclass
class FakeReviewMachine:
    started: list[tuple[str, int]] = field(default_factory=list)
    fails: int = 0

    def start_review(self, application_id: str, account_id: str, round_number: int) -> None:
        if self.fails:
            self.fails -= 1
            raise ConnectionError("Step Functions does not answer")
        if (application_id, round_number) not in self.started:
            self.started.append((application_id, round_number))


@dataclass
class FakeExceptionMachine:
    started: list[str] = field(default_factory=list)

    def start_exception(self, case_id: str) -> None:
        if case_id not in self.started:
            self.started.append(case_id)


@dataclass
class FakeReviewWaits:
    """Each state that waits is woken once; ``woken`` are all calls that came through."""

    woken: list[TaskKey] = field(default_factory=list)
    fails: int = 0

    def resume(self, key: TaskKey) -> bool:
        if self.fails:
            self.fails -= 1
            raise ConnectionError("Step Functions does not answer")
        self.woken.append(key)
        return self.woken.count(key) == 1


@dataclass
class PlainTemplates:
    """Keeps the values that each mail got, so that a test can read what it would say.

    The real templates write each mail, too, and fail where a value is missing.
    """

    written: list[dict[str, Any]] = field(default_factory=list)

    def render_email(self, name: EmailName, values: dict[str, Any]) -> tuple[str, str, str]:
        MailTemplates().render_email(name, values)
        self.written.append(values)
        return str(name), "text", "<p>text"


class FakeKeydesk:
    """A whole desk in memory."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.accounts = FakeAccounts()
        self.lookup = FakeLookup(self.accounts)
        self.statuses = FakeAccountStatuses()
        self.pending = FakePendingConfirmations()
        self.cases = FakeCases(self.statuses)
        self.exceptions = FakeExceptions(self.cases, self.statuses)
        self.tokens = FakeAccessTokens()
        self.outbox_store = FakeOutboxStore(self.cases)
        self.sender = FakeEmailSender()
        self.machine = FakeReviewMachine()
        self.measured: dict[str, int] = {}
        self.exception_machine = FakeExceptionMachine()
        self.waits = FakeReviewWaits()
        self.templates = PlainTemplates()
        self.counted: list[str] = []
        self.outbox = Outbox(
            tokens=self.tokens,
            store=self.outbox_store,
            sender=self.sender,
            templates=self.templates,
            clock=self.clock,
            count=self.counted.append,
            public_url="https://desk.example",
            mail_domain="desk.example",
        )
        self.notifier = Notifier(self.cases, self.exceptions, self.outbox)
        self.applications = ApplicationService(self.cases, self.machine, "desk.example")
        self.account_holder_emails = AccountHolderEmails(self.lookup, self.pending, self.outbox)
        self.apply_links = ApplyLinks(self.tokens, self.lookup, self.statuses, self.clock)
        self.confirmations = Confirmations(self.tokens, self.pending, self.clock)
        self.exception_filing = ExceptionFiling(
            self.exceptions, self.lookup, self.exception_machine, self.clock, "desk.example"
        )
        self.messages = self.cases.received
        following = ReplyEffects(self.cases, self.machine, self.waits, self.clock)
        self.replies = ReplyHandler(self.notifier, self.tokens, self.outbox_store, self.messages, following)
        self.requested_links, self.accepted_messages = FakeAsyncInvoker(), FakeAsyncInvoker()
        self.quarantine = Quarantine(self.messages, self.clock)
        self.quarantine_links = QuarantineLinks(self.tokens, self.clock)
        self.index = FakeCaseIndex(self.cases, self.exceptions)
        self.search = Search(self.index, self.lookup)
        self.account_page = AccountPage(self.lookup, self.statuses, self.index, self.clock)
        self.revisions = Revisions(self.tokens, self.cases, self.clock)
        self.status_links = StatusLinks(self.tokens, self.cases, self.clock)
        self.people: dict[StaffRole, tuple[str, ...]] = {
            StaffRole.REVIEWER: ("one@staff.example", "two@staff.example"),
            StaffRole.SAFETY: ("safety@staff.example",),
            StaffRole.EXCEPTION_APPROVER: ("approver@staff.example",),
            StaffRole.ACCOUNT_MANAGER: ("marlow@staff.example",),
            StaffRole.OPERATOR: ("operator@staff.example", "Two@staff.example"),
        }
        self.staff = Staff(self.people)
        self.decisions = Decisions(self.tokens, self.cases, self.exceptions, self.outbox_store, self.staff, self.clock)
        self.sessions = Sessions(self.tokens, self.staff, self.clock)
        self.log = FakeAuditLog()
        self.case_actions = CaseActions(self.decisions, self.log)
        self.work_queue = FakeWorkQueue(self.cases)
        self.reminders = Reminders(
            open_tasks=FakeOpenTasks(self.cases),
            notifier=self.notifier,
            intervals=Intervals(remind_days=7, escalate_days=35, overdue_days=56),
            staff=lambda kind: (f"{kind}@staff.example",),
            escalation=("lead@staff.example",),
            measure=self.measured.__setitem__,
        )

    def submit(self, data: Any, key: str = "") -> Application:
        """Hand an application in, as the marketplace's own site does."""
        return self.applications.submit(read_application(data, key, no_image, self.clock, Proof.SIGNED_CALL))

    def member(self, address: str) -> StaffMember:
        """One of the staff."""
        member = self.staff.member(address)
        assert member
        return member

    def token(self, page: str) -> str:
        """The token of the newest link to a page that a mail brought."""
        start = f"https://desk.example/{page}/"
        urls = [str(one["url"]) for one in self.templates.written if str(one.get("url")).startswith(start)]
        return urls[-1].rpartition("/")[2]
