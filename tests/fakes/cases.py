"""Fakes of the stores of cases, and of the state machines."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from domain.cases.access_tokens import AccessToken, AnyToken
from domain.cases.any_case import any_case
from domain.cases.audit_entry import AuditEntry
from domain.cases.case import Case, Decision, Outcome, Recheck, Revision, Round, Status, Task, TaskKey
from domain.cases.conclusion import rejection_of
from domain.cases.exception import ExceptionCase, ExceptionOutcome
from domain.cases.history import MAX_EARLIER, EarlierApplication
from domain.cases.inbound_message import Handling, QuarantineDecision, StoredMessage
from domain.cases.parties import Parties, parties_of
from domain.cases.summary import CaseSummary
from domain.keys.ports import KeyRequest
from domain.model.account import Account, Rejection
from domain.model.api_key import IssuedKey, KeyAction, KeyChange, KeyLocation
from domain.model.application import MAX_SUBMISSIONS, Application, PendingKey
from domain.model.errors import (
    AlreadyDecided,
    AlreadySubmitted,
    AnotherApplicationOpen,
    ApplicationDiscarded,
    CaseNotStored,
    KeyIssuerFailed,
    MayNotApplyYet,
    TooManySubmissions,
)
from domain.model.estimate import Estimate
from domain.model.field_types import Record
from domain.policy import Verdict
from domain.reporting.outcomes import OutcomeRecord, exception_outcome_record, outcome_record
from tests.fakes.accounts import FakeAccountStatuses, FakePendingConfirmations

_UNASSIGNED = {"assignee": "", "assigned_at": None}


class FakeCases:
    def __init__(
        self, statuses: FakeAccountStatuses | None = None, pending: FakePendingConfirmations | None = None
    ) -> None:
        self._statuses = statuses or FakeAccountStatuses()
        self._pending = pending or FakePendingConfirmations()
        self.received = FakeInboundMessages()
        self._cases: dict[str, Case] = {}
        self.lifted: list[tuple[str, AuditEntry]] = []
        self._submissions: Counter[tuple[str, date]] = Counter()
        self._tasks: dict[str, dict[TaskKey, Task]] = {}
        self.briefs: dict[TaskKey, CaseSummary] = {}
        self.answers: list[OutcomeRecord] = []

    def add_application(self, application: Application, thread_id: str, confirms: PendingKey | None = None) -> None:
        if application.id in self._cases:
            raise AlreadySubmitted
        if confirms and self._pending.is_discarded(confirms):
            raise ApplicationDiscarded
        status = self._statuses.get_status(application.request.account_id)
        wait = status.waits_after(application.submitted_at.date())
        if wait and not status.open_application:
            raise MayNotApplyYet(wait)
        self._open(application.request.account_id, application.id)
        day = (application.request.account_id, application.submitted_at.date())
        if self._submissions[day] >= MAX_SUBMISSIONS:
            self._statuses.set_status(application.request.account_id, open_application=None)
            raise TooManySubmissions(MAX_SUBMISSIONS)
        self._submissions[day] += 1
        if confirms:
            self._pending.confirm(confirms)
        at = application.submitted_at
        first = Round(application_id=application.id, number=1, started_at=at, request=application.request)
        self._cases[application.id] = Case(
            application=application, thread_id=thread_id, status=Status.IN_REVIEW, rounds=(first,)
        )

    def get_case(self, application_id: str) -> Case:
        if application_id not in self._cases:
            raise CaseNotStored(application_id)
        received = tuple(message for message in self.received.kept.values() if message.case_id == application_id)
        changes = {"tasks": self.tasks(application_id), "messages": received}
        return self._cases[application_id].model_copy(update=changes)

    def add_change(self, case: Case, change: KeyChange) -> bool:
        stored = self._cases[case.application.id]
        if change.number != len(stored.key_changes) + 1:
            return False
        self._change(stored, key_changes=(*stored.key_changes, change))
        return True

    def all_cases(self) -> list[Case]:
        return list(self._cases.values())

    def application_of(self, thread_id: str) -> str | None:
        return next((key for key, case in self._cases.items() if case.thread_id == thread_id), None)

    def newest_case_id(self, account_id: str) -> str:
        found = [case.application for case in self._cases.values()]
        own = [application for application in found if application.request.account_id == account_id]
        return max(own, key=lambda application: application.submitted_at).id if own else ""

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
        self._tasks[key.case_id][key] = task.model_copy(update={"decision": decision, **_UNASSIGNED})

    def tasks(self, case_id: str) -> tuple[Task, ...]:
        return tuple(self._tasks.get(case_id, {}).values())

    def assign(self, key: TaskKey, assignee: str, at: datetime, before: str = "") -> bool:
        task = self._tasks[key.case_id][key]
        if task.decision or task.assignee != before:
            return False
        changes = {"assignee": assignee, "assigned_at": at} if assignee else _UNASSIGNED
        self._tasks[key.case_id][key] = task.model_copy(update=changes)
        return True

    def running_rounds(self) -> list[Round]:
        return [found for case in self._cases.values() for found in case.rounds if found.outcome is None]

    def open_tasks(self) -> list[Task]:
        return [task for tasks in self._tasks.values() for task in tasks.values() if task.decision is None]

    def record_verdict(self, case: Case, account: Account | None, verdict: Verdict, at: datetime) -> Round:
        application_id, number = case.application.id, case.current.number
        if self.get_case(application_id).rounds[number - 1].verdict is None:
            self.set_round(application_id, number, account=account, verdict=verdict, judged_at=at)
        return self.get_case(application_id).rounds[number - 1]

    def conclude(self, case: Case, outcome: Outcome) -> Outcome:
        application_id, number = case.application.id, case.current.number
        stored = self.get_case(application_id).rounds[number - 1].outcome
        if stored:
            return stored
        self.set_round(application_id, number, outcome=outcome)
        self._change(self.get_case(application_id), status=outcome.status)
        rejection = rejection_of(case, outcome)
        self._statuses.set_status(case.application.request.account_id, open_application=None, rejection=rejection)
        self.answers.append(outcome_record(case, outcome))
        return outcome

    def withdraw(self, case: Case, outcome: Outcome, closing: Decision) -> bool:
        decided = {task.key for task in self.tasks(case.application.id) if task.decision}
        open_keys = [task.key for task in case.tasks if task.decision is None]
        if self.get_case(case.application.id).current.outcome or decided.intersection(open_keys):
            return False
        for key in open_keys:
            self.decide(key, closing)
        self.conclude(case, outcome)
        return True

    def reopen(self, case: Case, second: Round) -> None:
        stored = self.get_case(case.application.id)
        account_id = case.application.request.account_id
        is_free = self._statuses.get_status(account_id).open_application is None
        if stored.is_rejected_once and stored.revision == case.revision and is_free:
            self._open(account_id, case.application.id)
            rounds = (*stored.rounds, second.model_copy(update={"request": case.latest.request}))
            changes = {"application": case.latest, "status": Status.IN_REVIEW, "rounds": rounds, "recheck": None}
            self._change(stored, **changes)

    def record_recheck(self, application_id: str, recheck: Recheck) -> None:
        self._change(self.get_case(application_id), recheck=recheck)

    def record_start(self, case: Case, earlier: tuple[str, ...], estimate: Estimate | None) -> None:
        if self.get_case(case.application.id).rounds[case.current.number - 1].earlier is None:
            self.set_round(case.application.id, case.current.number, earlier=earlier, estimate=estimate)

    def lift_wait(self, account_id: str, rejection: Rejection, entry: AuditEntry) -> bool:
        if self._statuses.get_status(account_id).rejection != rejection:
            return False
        self._statuses.set_status(account_id, rejection=None)
        self.lifted.append((rejection.application_id, entry))
        return True

    def revise(self, application: Application, at: datetime, words: str = "") -> bool:
        case = self.get_case(application.id)
        if not case.is_rejected_once:
            return False
        self._change(case, revision=Revision(request=application.request, at=at, words=words))
        return True

    def confirm_address(self, application_id: str, address: str, at: datetime) -> None:
        case = self.get_case(application_id)
        self._change(case, confirmed=case.confirmed | {address.casefold()})

    def set_round(self, application_id: str, number: int, **facts: Any) -> None:
        """Change a round, for example its ``account`` and ``verdict``."""
        case = self.get_case(application_id)
        rounds = tuple(stored.model_copy(update=facts) if stored.number == number else stored for stored in case.rounds)
        self._change(case, rounds=rounds)

    def ids(self) -> list[str]:
        return list(self._cases)

    def purge(self, case_id: str) -> bool:
        del self._cases[case_id]
        self._tasks.pop(case_id, None)
        self.received.kept = {key: message for key, message in self.received.kept.items() if key[0] != case_id}
        return True

    def _open(self, account_id: str, application_id: str) -> None:
        other = self._statuses.get_status(account_id).open_application
        if other:
            raise AnotherApplicationOpen(other)
        self._statuses.set_status(account_id, open_application=application_id)

    def _change(self, case: Case, **changes: Any) -> None:
        self._cases[case.application.id] = case.model_copy(update=changes)


class FakeExceptions:
    def __init__(self, cases: FakeCases, statuses: FakeAccountStatuses) -> None:
        self._cases = cases
        self._statuses = statuses
        self._exceptions: dict[str, ExceptionCase] = {}

    def add_exception(self, case: ExceptionCase) -> None:
        if case.id in self._exceptions:
            raise AlreadySubmitted
        self._exceptions[case.id] = case

    def all_exceptions(self) -> tuple[ExceptionCase, ...]:
        return tuple(self._exceptions.values())

    def get_exception(self, case_id: str) -> ExceptionCase:
        if case_id not in self._exceptions:
            raise CaseNotStored(case_id)
        return self._exceptions[case_id].model_copy(update={"tasks": self._cases.tasks(case_id)})

    def ids(self) -> list[str]:
        return list(self._exceptions)

    def purge(self, case_id: str) -> bool:
        del self._exceptions[case_id]
        return True

    def conclude(self, case: ExceptionCase, outcome: ExceptionOutcome) -> ExceptionOutcome:
        stored = self._exceptions[case.id]
        if stored.outcome:
            return stored.outcome
        self._exceptions[case.id] = stored.model_copy(update={"outcome": outcome})
        if outcome.grant:
            self._statuses.set_status(case.request.account_id, exception=outcome.grant)
        self._cases.answers.append(exception_outcome_record(case, outcome))
        return outcome


class FakeAccessTokens:
    def __init__(self) -> None:
        self._tokens: dict[str, AccessToken] = {}

    def add_token(self, token_hash: str, token: AccessToken) -> None:
        self._tokens[token_hash] = token

    def get_token(self, kind: type[AnyToken], token_hash: str) -> AnyToken | None:
        token = self._tokens.get(token_hash)
        return token if isinstance(token, kind) else None

    def take_token(self, kind: type[AnyToken], token_hash: str) -> AnyToken | None:
        token = self.get_token(kind, token_hash)
        if token:
            del self._tokens[token_hash]
        return token


class FakeInboundMessages:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], StoredMessage] = {}
        self._claimed: dict[tuple[str, str], str] = {}

    def claim_message(self, case_id: str, message_id: str, receipt: str) -> bool:
        return self._claimed.setdefault((case_id, message_id), receipt) == receipt

    def store_message(self, message: StoredMessage) -> None:
        self.kept.setdefault((message.case_id, message.receipt), message)

    def get_message(self, case_id: str, receipt: str) -> StoredMessage | None:
        return self.kept.get((case_id, receipt))

    def list_quarantined(self, limit: int, after: StoredMessage | None = None) -> tuple[StoredMessage, ...]:
        quarantined = [message for message in self.kept.values() if message.handling is Handling.QUARANTINED]
        waiting = [message for message in quarantined if message.judgement is None]
        behind = [message for message in waiting if after is None or _place(message) > _place(after)]
        return tuple(sorted(behind, key=_place)[:limit])

    def record_decision(self, message: StoredMessage, decision: QuarantineDecision) -> QuarantineDecision:
        stored = self.kept[message.case_id, message.receipt]
        decided = stored if stored.judgement else stored.model_copy(update={"judgement": decision})
        self.kept[message.case_id, message.receipt] = decided
        return decided.judgement or decision

    def record_handling(self, message: StoredMessage, handling: Handling) -> None:
        stored = self.kept[message.case_id, message.receipt]
        self.kept[message.case_id, message.receipt] = stored.model_copy(update={"released_as": handling})


def _place(message: StoredMessage) -> tuple[bool, datetime, str]:
    return not message.case_id, message.received_at, message.receipt


@dataclass
class FakeEarlierApplications:
    cases: FakeCases

    def list_ids(self, application: Application) -> tuple[str, ...]:
        request = application.request
        owner = request.key_owner.email
        others = [case for case in self.cases.all_cases() if case.application.id != application.id]
        newest = sorted(others, key=lambda case: case.application.submitted_at, reverse=True)
        of_account = [case for case in newest if case.application.request.account_id == request.account_id]
        of_owner = [case for case in newest if parties_of(case).part_of(owner)]
        found = (*of_account[:MAX_EARLIER], *of_owner[:MAX_EARLIER])
        return tuple(dict.fromkeys(case.application.id for case in found))

    def get_all(self, case_ids: Iterable[str]) -> tuple[EarlierApplication, ...]:
        wanted = set(case_ids)
        found = [_earlier(case) for case in self.cases.all_cases() if case.application.id in wanted]
        return tuple(sorted(found, key=lambda earlier: earlier.submitted_at, reverse=True))


def _earlier(case: Case) -> EarlierApplication:
    last = next((judged.outcome for judged in case.rounds[::-1] if judged.outcome), None)
    return EarlierApplication(
        case_id=case.application.id,
        account_id=case.application.request.account_id,
        title=case.application.request.project.name,
        submitted_at=case.application.submitted_at,
        status=case.status,
        ended_at=last.at if last else None,
        reasons=last.reasons if last else (),
    )


@dataclass
class FakeCaseParties:
    cases: FakeCases
    exceptions: FakeExceptions

    def list_parties(self, case_ids: Collection[str]) -> dict[str, Parties]:
        known = [case_id for case_id in case_ids if case_id in (*self.cases.ids(), *self.exceptions.ids())]
        return {case_id: parties_of(any_case(case_id, self.cases, self.exceptions)) for case_id in known}


@dataclass
class FakeAsyncInvoker:
    """Keeps the events; ``fails`` makes so many next invocations fail."""

    events: list[Record] = field(default_factory=list)
    fails: int = 0

    def invoke(self, event: Record) -> None:
        if self.fails:
            self.fails -= 1
            raise ConnectionError("Lambda does not answer")
        self.events.append(event)


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
class FakeKeyMachine:
    started: list[tuple[str, int]] = field(default_factory=list)

    def start_change(self, application_id: str, number: int) -> None:
        if (application_id, number) not in self.started:
            self.started.append((application_id, number))


@dataclass
class FakeKeyIssuer:
    """Keeps what it was told. ``fails`` counts the next calls that fail."""

    told: list[tuple[KeyAction, str]] = field(default_factory=list)
    requests: list[KeyRequest] = field(default_factory=list)
    fails: int = 0

    def issue_key(self, request: KeyRequest) -> IssuedKey:
        self._fail()
        self.requests.append(request)
        location = KeyLocation(text="The key is on your keys page.", url="https://marketplace.example/keys")
        return IssuedKey(id=f"key-of-{request.application_id}", location=location)

    def change_key(self, action: KeyAction, key_id: str, application_id: str, account_id: str) -> None:
        self._fail()
        self.told.append((action, key_id))

    def _fail(self) -> None:
        if self.fails:
            self.fails -= 1
            raise KeyIssuerFailed


@dataclass
class FakeExceptionMachine:
    started: list[str] = field(default_factory=list)

    def start_exception(self, case_id: str) -> None:
        if case_id not in self.started:
            self.started.append(case_id)


@dataclass
class FakeReviewWaits:
    """Each waiting state is woken once; ``woken`` are all calls that came through."""

    woken: list[TaskKey] = field(default_factory=list)
    fails: int = 0

    def resume(self, key: TaskKey) -> bool:
        if self.fails:
            self.fails -= 1
            raise ConnectionError("Step Functions does not answer")
        self.woken.append(key)
        return self.woken.count(key) == 1
