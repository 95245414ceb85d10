"""Applications under review: rounds, tasks, decisions and outcomes."""

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, Field

from domain.cases.inbound_message import StoredMessage
from domain.model.account import Account
from domain.model.api_key import IssuedKey, KeyChange, KeyStatus, status_after
from domain.model.application import Application, ApplicationRequest
from domain.model.estimate import Estimate
from domain.model.field_types import LongText, Record
from domain.policy import RuleId, Verdict

LAST_ROUND = 2

WEEKS_TO_ANSWER = "6 to 8 weeks"
SAFETY_CHECK = "the safety check"
"""Who decided, where the company's own system did: pages and emails show it after "by"."""


class Status(StrEnum):
    """``DECLINED``: the owner declined the key. ``EXPIRED``: the owner did not answer in time."""

    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    REJECTED_FOR_GOOD = "rejected_for_good"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class TaskKind(StrEnum):
    """``INFO_REQUEST`` is a reviewer's question to the applicant, who answers it by email."""

    OWNER = "owner"
    SAFETY = "safety"
    REVIEW = "review"
    INFO_REQUEST = "question"
    EXCEPTION_SAFETY = "exception_safety"
    EXCEPTION = "exception"


class DecisionType(StrEnum):
    """``DECISION_TYPES`` lists what can be decided in each kind of task.

    The review closes a task of the owner or applicant with ``UNANSWERED`` when its time is over. A withdrawal closes
    every open task with ``WITHDRAWN``.
    """

    CONFIRM = "confirm"
    DECLINE = "decline"
    UNANSWERED = "unanswered"
    CLEAR = "clear"
    NOT_CLEAR = "not_clear"
    APPROVE = "approve"
    REJECT = "reject"
    REQUEST_INFO = "ask"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    GRANT = "grant"
    REFUSE = "refuse"


DECISION_TYPES: dict[TaskKind, tuple[DecisionType, ...]] = {
    TaskKind.OWNER: (DecisionType.CONFIRM, DecisionType.DECLINE),
    TaskKind.SAFETY: (DecisionType.CLEAR, DecisionType.NOT_CLEAR),
    TaskKind.REVIEW: (DecisionType.APPROVE, DecisionType.REJECT, DecisionType.REQUEST_INFO),
    TaskKind.INFO_REQUEST: (),  # by email or on the status page
    TaskKind.EXCEPTION_SAFETY: (DecisionType.CLEAR, DecisionType.NOT_CLEAR),
    TaskKind.EXCEPTION: (DecisionType.GRANT, DecisionType.REFUSE),
}


class Decision(Record):
    """The decision of a task.

    The ``note`` of a rejection or question goes to the applicant; that of ``ANSWERED`` is the applicant's own text.
    ``rules`` are the rules of the policy by which a reviewer rejects. ``receipt`` names the received message that
    contained the note, if any.
    """

    answer: DecisionType
    by: str
    at: AwareDatetime
    note: LongText = ""
    rules: tuple[RuleId, ...] = Field(default=(), max_length=len(RuleId))
    receipt: str = ""


class TaskKey(Record):
    """Identifies a task. The owner's task is in round 1 only; each info request starts another review ``turn``."""

    case_id: str
    round: int = Field(ge=1, le=LAST_ROUND)
    kind: TaskKind
    turn: int = Field(default=1, ge=1)

    @property
    def name(self) -> str:
        """Identifies the task in the forms of its case."""
        return f"{self.round} {self.kind} {self.turn}"


class Task(Record):
    """A task is open while it has no decision.

    ``answer_by`` is set where the task closes by itself. ``assignee`` is the email address of the member of staff to
    whom it is assigned, or empty; old assignments have no ``assigned_at``. With ``asks_check``, the company's safety
    check is asked, and nobody by email.
    """

    key: TaskKey
    opened_at: AwareDatetime
    answer_by: AwareDatetime | None = None
    assignee: str = ""
    assigned_at: AwareDatetime | None = None
    asks_check: bool = False
    decision: Decision | None = None


class Reason(Record):
    """A reason of a rejection; ``fix`` is empty in the reviewer's own text. Old ones have no ``rule``, either."""

    message: str
    fix: str = ""
    rule: RuleId | None = None


class Outcome(Record):
    """``flags`` are what a reviewer would have looked at, where nobody came to that.

    ``reapply_on`` is the day from which the account may apply again after a final rejection.
    """

    status: Status
    reasons: tuple[Reason, ...] = ()
    flags: tuple[Reason, ...] = ()
    at: AwareDatetime
    reapply_on: date | None = None


class Round(Record):
    """One review of an application. ``request`` is what it judges, and always set in rounds read from the table.

    ``reply`` are the applicant's words to the reviewers, and ``receipt`` names the message or form that started it.
    ``earlier`` are the ids of earlier applications of the account and the owner, or None before they were looked up.
    ``judged_at`` is when the policy was checked; None also in verdicts that were stored before it was recorded.
    ``estimate`` is what the applicant is told when the review begins, if there is one.
    """

    application_id: str
    number: int = Field(ge=1, le=LAST_ROUND)
    started_at: AwareDatetime
    reply: LongText = ""
    receipt: str = ""
    earlier: tuple[str, ...] | None = None
    request: ApplicationRequest | None = None
    account: Account | None = None
    verdict: Verdict | None = None
    judged_at: AwareDatetime | None = None
    estimate: Estimate | None = None
    outcome: Outcome | None = None


class Revision(Record):
    """The application as changed after the first rejection, which round 2 judges.

    ``words`` is a message to the reviewers that was saved and not sent yet.
    """

    request: ApplicationRequest
    at: AwareDatetime
    words: str = ""


class Recheck(Record):
    """The last check of the policy after the first rejection; ``reasons`` still kept the re-review from starting."""

    at: AwareDatetime
    reasons: tuple[Reason, ...]
    flags: tuple[Reason, ...] = ()


class Case(Record):
    """An application with its rounds, tasks, received messages and the changes of its key (oldest first).

    ``confirmed`` are the email addresses, in lower case, that their readers have confirmed on the status page.
    ``application`` is what the current round judges. ``thread_id`` is the message id (without angle brackets) that
    every email of the case names in References.
    """

    application: Application
    thread_id: str
    status: Status
    rounds: tuple[Round, ...]
    revision: Revision | None = None
    recheck: Recheck | None = None
    tasks: tuple[Task, ...] = ()
    messages: tuple[StoredMessage, ...] = ()
    confirmed: frozenset[str] = frozenset()
    key_changes: tuple[KeyChange, ...] = ()

    @property
    def current(self) -> Round:
        """The latest round."""
        return self.rounds[-1]

    @property
    def key(self) -> IssuedKey | None:
        """The application's key, if one was issued."""
        return next((change.key for change in self.key_changes if change.key), None)

    @property
    def key_status(self) -> KeyStatus | None:
        """The status of the key after its last change; None if none was issued."""
        return status_after(self.key_changes)

    @property
    def is_rejected_once(self) -> bool:
        """Whether a reply can start the re-review; until then, the application can be changed, too."""
        return self.status is Status.REJECTED

    @property
    def latest(self) -> Application:
        """The application with its last revision, which a re-review would judge."""
        request = self.revision.request if self.revision else self.application.request
        return self.application.model_copy(update={"request": request})

    def has_on_record(self, address: str) -> bool:
        """Whether an email address is on the account's record, as a round has seen it."""
        return any(judged.account.has_on_record(address) for judged in self.rounds if judged.account)

    def has_confirmed(self, address: str) -> bool:
        """Whether the reader of an email address has confirmed it, on the status page or as the owner."""
        owner = self.decision(TaskKind.OWNER, 1)
        decided = owner.by.casefold() if owner and owner.answer in DECISION_TYPES[TaskKind.OWNER] else ""
        return address.casefold() in {*self.confirmed, decided}

    def request_of(self, number: int) -> ApplicationRequest:
        """What a round judges: the application as submitted, or as changed before round 2."""
        return self.rounds[number - 1].request or self.application.request

    def at_round(self, number: int) -> "Case":
        """The case with that round as the current one, and without anything later."""
        tasks = tuple(task for task in self.tasks if task.key.round <= number)
        application = self.application.model_copy(update={"request": self.request_of(number)})
        return self.model_copy(update={"application": application, "rounds": self.rounds[:number], "tasks": tasks})

    def task(self, kind: TaskKind, round_number: int) -> Task | None:
        """The last turn of a task, if it was opened."""
        turns = [task for task in self.tasks if (task.key.kind, task.key.round) == (kind, round_number)]
        return max(turns, key=lambda task: task.key.turn, default=None)

    def decision(self, kind: TaskKind, round_number: int) -> Decision | None:
        """The decision of the last turn of a task, if it has one."""
        task = self.task(kind, round_number)
        return task.decision if task else None
