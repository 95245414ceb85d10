"""Hand-written stand-ins for the ports. They pass the same contract tests as the real adapters."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from review.account import Account
from review.application import Application
from review.errors import AlreadyDecided, AlreadyHandedIn, NotStored
from review.handing_in import FrontDesk
from review.lifecycle import Case, Decision, Outcome, Round, Status, Task, TaskKey
from review.links import ReplyAddress, TaskLink
from review.mailing import MailRoom
from review.mails import Letter, Mail, MailName, SentMail

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


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
        self._accounts: dict[str, Account] = {}

    def put(self, account: Account) -> None:
        self._accounts[account.account_id] = account

    def get(self, account_id: str) -> Account | None:
        return self._accounts.get(account_id)


class FakeCases:
    def __init__(self) -> None:
        self._cases: dict[str, Case] = {}
        self._received_as: dict[str, str] = {}

    def add(self, application: Application, thread_id: str) -> None:
        if application.id in self._cases:
            raise AlreadyHandedIn
        first = Round(application_id=application.id, number=1, started_at=application.submitted_at)
        self._cases[application.id] = Case(
            application=application, thread_id=thread_id, status=Status.IN_REVIEW, rounds=(first,)
        )

    def get(self, application_id: str) -> Case:
        if application_id not in self._cases:
            raise NotStored(application_id)
        return self._cases[application_id]

    def application_of(self, thread_id: str) -> str | None:
        return next((key for key, case in self._cases.items() if case.thread_id == thread_id), None)

    def open_task(self, task: Task) -> None:
        case = self.get(task.key.application_id)
        if task.key not in [one.key for one in case.tasks]:
            self._change(case, tasks=(*case.tasks, task))

    def decide(self, key: TaskKey, decision: Decision) -> None:
        case = self.get(key.application_id)
        task = next((one for one in case.tasks if one.key == key), None)
        if task is None or task.decision:
            raise AlreadyDecided
        decided = task.model_copy(update={"decision": decision})
        self._change(case, tasks=tuple(decided if one.key == key else one for one in case.tasks))

    def conclude(self, application_id: str, round_number: int, outcome: Outcome) -> Outcome:
        case = self.get(application_id)
        stored = case.rounds[round_number - 1].outcome
        if stored:
            return stored
        self.set_round(application_id, round_number, outcome=outcome)
        self._change(self.get(application_id), status=outcome.status)
        return outcome

    def reopen(self, application_id: str, reply: str, received_as: str, at: datetime) -> bool:
        case = self.get(application_id)
        if case.status is Status.REJECTED and case.current.number == 1:
            second = Round(application_id=application_id, number=2, started_at=at, reply=reply)
            self._change(case, status=Status.IN_REVIEW, rounds=(*case.rounds, second))
            self._received_as[application_id] = received_as
        return self._received_as.get(application_id) == received_as

    def set_round(self, application_id: str, number: int, **facts: Any) -> None:
        """What the state machine writes into a round by itself: ``account`` and ``verdict``."""
        case = self.get(application_id)
        rounds = tuple(one.model_copy(update=facts) if one.number == number else one for one in case.rounds)
        self._change(case, rounds=rounds)

    def _change(self, case: Case, **changes: Any) -> None:
        self._cases[case.application.id] = case.model_copy(update=changes)


class FakeLinks:
    def __init__(self) -> None:
        self._task_links: dict[str, TaskLink] = {}
        self._reply_addresses: dict[str, ReplyAddress] = {}

    def add_task_link(self, token_hash: str, link: TaskLink) -> None:
        self._task_links[token_hash] = link

    def task_link(self, token_hash: str) -> TaskLink | None:
        return self._task_links.get(token_hash)

    def add_reply_address(self, token_hash: str, address: ReplyAddress) -> None:
        self._reply_addresses[token_hash] = address

    def reply_address(self, token_hash: str) -> ReplyAddress | None:
        return self._reply_addresses.get(token_hash)


class FakeMails:
    def __init__(self, cases: FakeCases) -> None:
        self._cases = cases
        self._sent: dict[Mail, SentMail | None] = {}

    def write_down(self, mail: Mail) -> SentMail | None:
        return self._sent.setdefault(mail, None)

    def mark_sent(self, mail: Mail, sent: SentMail) -> None:
        self._sent[mail] = sent

    def application_of(self, message_id: str) -> str | None:
        sent = {sent.message_id: mail.application_id for mail, sent in self._sent.items() if sent}
        return sent.get(message_id) or self._cases.application_of(message_id)


@dataclass
class FakePost:
    """Keeps what was posted; ``fails`` makes the next postings fail."""

    letters: list[Letter] = field(default_factory=list)
    fails: int = 0

    def send(self, letter: Letter) -> str:
        if self.fails:
            self.fails -= 1
            raise ConnectionError("the post office does not answer")
        self.letters.append(letter)
        return f"ses-{len(self.letters)}"


@dataclass
class FakeMachine:
    started: list[tuple[str, int]] = field(default_factory=list)
    fails: int = 0
    woken: list[TaskKey] = field(default_factory=list)

    def start(self, application_id: str, account_id: str, round_number: int) -> None:
        if self.fails:
            self.fails -= 1
            raise ConnectionError("Step Functions does not answer")
        if (application_id, round_number) not in self.started:
            self.started.append((application_id, round_number))

    def wake(self, key: TaskKey) -> None:
        self.woken.append(key)


@dataclass
class PlainTemplates:
    """Keeps the values that each mail got, so that a test can read what it would say."""

    written: list[dict[str, Any]] = field(default_factory=list)

    def write(self, name: MailName, values: dict[str, Any]) -> tuple[str, str, str]:
        self.written.append(values)
        return str(name), "text", "<p>text"


class FakeDesk:
    """A whole desk in memory."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.cases = FakeCases()
        self.links = FakeLinks()
        self.mails = FakeMails(self.cases)
        self.post = FakePost()
        self.machine = FakeMachine()
        self.templates = PlainTemplates()
        self.front = FrontDesk(self.cases, self.machine, self.clock, "desk.example")
        self.room = MailRoom(
            cases=self.cases,
            links=self.links,
            mails=self.mails,
            post=self.post,
            templates=self.templates,
            clock=self.clock,
            public_url="https://desk.example",
            mail_domain="desk.example",
        )
