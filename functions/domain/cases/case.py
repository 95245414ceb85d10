"""The life of an application: rounds, tasks, decisions and outcomes. Nothing here is decided by a clock."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from domain.cases.inbound_message import StoredMessage
from domain.model.account import Account
from domain.model.application import Application, ApplicationRequest
from domain.model.field_types import LongText, Record
from domain.policy import RuleId, Verdict, load_policy

LAST_ROUND = 2

WEEKS_TO_ANSWER = "6 to 8 weeks"


class Status(StrEnum):
    """Where an application stands. ``DECLINED`` is the owner's word, ``EXPIRED`` the owner's silence."""

    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    REJECTED_FOR_GOOD = "rejected_for_good"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class TaskKind(StrEnum):
    """What the desk asks: the owner of the key, Trust & Safety, reviewers, exception approvers.

    ``QUESTION`` is a reviewer's question to the applicant, who answers it by mail.
    """

    OWNER = "owner"
    SAFETY = "safety"
    REVIEW = "review"
    INFO_REQUEST = "question"
    EXCEPTION_SAFETY = "exception_safety"
    EXCEPTION = "exception"


class DecisionType(StrEnum):
    """What can be answered; which answers a task takes stands in ``DECISION_TYPES``.

    ``UNANSWERED`` is nobody's: the review closes a question to the owner or the applicant with it when the set time is
    over. ``WITHDRAWN`` closes whatever is open when the applicant withdraws.
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
    TaskKind.INFO_REQUEST: (),  # by mail alone
    TaskKind.EXCEPTION_SAFETY: (DecisionType.CLEAR, DecisionType.NOT_CLEAR),
    TaskKind.EXCEPTION: (DecisionType.GRANT, DecisionType.REFUSE),
}


class Decision(Record):
    """Who answered a task, what, when, and the words that go with it.

    The words of a rejection and of a question go to the applicant; those of ``ANSWERED`` are the applicant's.
    ``rules`` are those of the policy by which a reviewer rejects. ``receipt`` is the received message that brought the
    words, if it was a mail.
    """

    answer: DecisionType
    by: str
    at: AwareDatetime
    note: LongText = ""
    rules: tuple[RuleId, ...] = Field(default=(), max_length=len(RuleId))
    receipt: str = ""


class TaskKey(Record):
    """Which question, of which round, of which case. The owner is asked once an application: in round 1.

    Reviewers are asked once more, in the next ``turn``, after each question that they put to the applicant.
    """

    case_id: str
    round: int = Field(ge=1, le=LAST_ROUND)
    kind: TaskKind
    turn: int = Field(default=1, ge=1)


class Task(Record):
    """A question put to somebody; without a decision it is open. ``answer_by`` is set where it closes by itself.

    ``assignee`` is who of the staff has taken it over, for their colleagues to see; empty where nobody has.
    """

    key: TaskKey
    opened_at: AwareDatetime
    answer_by: AwareDatetime | None = None
    assignee: str = ""
    decision: Decision | None = None


class OpenTask(Record):
    """A question that waits for an answer, since when."""

    key: TaskKey
    opened_at: AwareDatetime


class Reason(Record):
    """One reason of a rejection and how to mend it; ``fix`` is empty where the reviewer's words say both."""

    message: str
    fix: str = ""


class Outcome(Record):
    """How a round ended."""

    status: Status
    reasons: tuple[Reason, ...] = ()
    at: AwareDatetime


class Round(Record):
    """One review of an application, from the account look-up to its outcome.

    ``request`` is what this round judges: read from the table it is always there, and ``Case.request_of`` never fails.
    """

    application_id: str
    number: int = Field(ge=1, le=LAST_ROUND)
    started_at: AwareDatetime
    reply: LongText = ""
    request: ApplicationRequest | None = None
    account: Account | None = None
    verdict: Verdict | None = None
    outcome: Outcome | None = None


class Revision(Record):
    """An application as the applicant changed it after the first rejection, and when: what round 2 judges."""

    request: ApplicationRequest
    at: AwareDatetime


class Case(Record):
    """An application with all that happened to it: what a person needs to decide.

    ``application`` is what the current round judges; what each round judges is ``request_of``.
    ``thread_id`` is the message id (without angle brackets) that every mail of the case names in References;
    ``received`` are the messages that came in about it, oldest first.
    """

    application: Application
    thread_id: str
    status: Status
    rounds: tuple[Round, ...]
    revision: Revision | None = None
    tasks: tuple[Task, ...] = ()
    received: tuple[StoredMessage, ...] = ()

    @property
    def current(self) -> Round:
        """The round that runs, or ran last."""
        return self.rounds[-1]

    @property
    def is_rejected_once(self) -> bool:
        """Whether a reply can open the second review. Until it does, the application itself can be changed, too."""
        return self.status is Status.REJECTED

    def request_of(self, number: int) -> ApplicationRequest:
        """What a round judges: the application as it was handed in, or as it was changed before round 2."""
        return self.rounds[number - 1].request or self.application.request

    def at_round(self, number: int) -> "Case":
        """The case as that round sees it: its own round as the current one, and nothing that came after."""
        tasks = tuple(task for task in self.tasks if task.key.round <= number)
        judged = self.application.model_copy(update={"request": self.request_of(number)})
        return self.model_copy(update={"application": judged, "rounds": self.rounds[:number], "tasks": tasks})

    def task(self, kind: TaskKind, round_number: int) -> Task | None:
        """A task in its last turn, if it was asked."""
        asked = [one for one in self.tasks if (one.key.kind, one.key.round) == (kind, round_number)]
        return max(asked, key=lambda one: one.key.turn, default=None)

    def decision(self, kind: TaskKind, round_number: int) -> Decision | None:
        """The decision of a task in its last turn, if it was asked and answered."""
        task = self.task(kind, round_number)
        return task.decision if task else None


NOT_CLEARED = Reason(
    message="Our Trust & Safety team could not clear the account.",
    fix="Look for messages from Trust & Safety in your account, settle what they ask, then tell us.",
)


def conclude_round(case: Case, at: AwareDatetime) -> Outcome:
    """The outcome of the current round: the policy speaks first, then the owner, Trust & Safety, and the reviewer.

    Raises:
        ValueError: if the round is not ready to be concluded (a question is still open).
    """
    number = case.current.number
    verdict = case.current.verdict
    owner = case.decision(TaskKind.OWNER, 1)
    safety = case.decision(TaskKind.SAFETY, number)
    review = case.decision(TaskKind.REVIEW, number)
    if verdict and verdict.rejected:
        reasons = tuple(Reason(message=finding.message, fix=finding.fix) for finding in verdict.rejected)
        return _rejection(number, reasons, at)
    if owner and owner.answer is not DecisionType.CONFIRM:
        return Outcome(status=Status.DECLINED if owner.answer is DecisionType.DECLINE else Status.EXPIRED, at=at)
    if safety and safety.answer is DecisionType.NOT_CLEAR:
        return _rejection(number, (NOT_CLEARED,), at)
    owner_confirmed = owner or not case.application.request.other_owner
    if not (verdict and owner_confirmed and safety and review) or review.answer is DecisionType.REQUEST_INFO:
        raise ValueError(f"round {number} of {case.application.id} still waits for an answer")
    if review.answer is DecisionType.REJECT:
        return _rejection(number, reasons_of(review), at)
    return Outcome(status=Status.APPROVED, at=at)


def reasons_of(decision: Decision) -> tuple[Reason, ...]:
    """What a reviewer's rejection tells the applicant: the rules that it names, then the reviewer's own words."""
    texts = load_policy().judged if decision.rules else {}
    by_rule = tuple(Reason(message=texts[rule].message, fix=texts[rule].fix) for rule in decision.rules)
    return (*by_rule, Reason(message=decision.note)) if decision.note else by_rule


def _rejection(round_number: int, reasons: tuple[Reason, ...], at: AwareDatetime) -> Outcome:
    status = Status.REJECTED_FOR_GOOD if round_number == LAST_ROUND else Status.REJECTED
    return Outcome(status=status, reasons=reasons, at=at)
