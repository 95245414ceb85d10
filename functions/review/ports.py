"""What the desk needs of the outside world. ``adapters/`` speaks to AWS; the tests have fakes of the same shape."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar

from review.account import AccountFacts, Standing
from review.answers import Answered
from review.application import Application
from review.briefs import Brief
from review.case_lines import CaseLine
from review.exceptions import ExceptionCase, ExceptionOutcome
from review.lifecycle import Case, Decision, OpenTask, Outcome, Task, TaskKey, TaskKind
from review.links import Link
from review.log_entry import LogEntry
from review.mail_reports import MailRecord, MailReport
from review.mails import Letter, Mail, SentMail
from review.naming import Matches
from review.queue import Line, QueuePage
from review.received import Handling, Judgement, KeptMail
from review.saved_replies import SavedReply
from review.unfinished import Execution, Failure, RoundKey, Unfinished
from review.waiting import WaitingApplication


class Clock(Protocol):
    """The present time, with its zone."""

    def __call__(self) -> datetime:
        """Now."""


class Accounts(Protocol):
    """The desk's own account records."""

    def put(self, account: AccountFacts) -> None:
        """Store an account's facts, in place of an earlier record with its id."""

    def get(self, account_id: str) -> AccountFacts | None:
        """The facts, or None where there is no such account."""


class AccountLookup(Protocol):
    """Whoever knows the accounts: the desk's own records, or the company's function."""

    def look_up(self, account_id: str) -> AccountFacts | None:
        """The facts, or None where there is no such account. Raises ``LookUpFailed`` where there is no answer."""


class Standings(Protocol):
    """What the desk itself knows of accounts."""

    def get(self, account_id: str) -> Standing:
        """The standing of an account; of one that never applied, an empty one."""


class Waiting(Protocol):
    """Applications that wait for the confirmation of the account's holder. Each is found by its ``key`` as well."""

    def add(self, holder_id: str, application: Application, expires_at: datetime) -> None:
        """Keep an application until it expires; the same again is one."""

    def newest(self, holder_id: str, now: datetime, before: str = "") -> tuple[WaitingApplication, ...]:
        """The ``MOST_WAITING`` last ones of a holder that are neither confirmed nor expired, newest first.

        With ``before`` (the key of one), those before it.
        """

    def get(self, holder_id: str, key: str, now: datetime) -> Application | None:
        """One that has not expired, confirmed or not; or None."""

    def mark_confirmed(self, holder_id: str, key: str) -> None:
        """From now on it does not wait any more."""

    def claim(self, holder_id: str, what: str, now: datetime) -> bool:
        """Whether the caller is the one to write a mail now: of many at the same time, one is."""


class Holders(Protocol):
    """Has the holders of accounts written to, without waiting: how long it takes would tell who has an account."""

    def ask_to_confirm(self, application: Application) -> None:
        """Have the account's holder asked to confirm an application."""

    def send_apply_link(self, account_id: str) -> None:
        """Have the account's holder sent a link to apply with."""


class Applicants(Protocol):
    """Has applicants written to, without waiting: how long it takes would tell who has applied."""

    def send_status_link(self, what: str) -> None:
        """Have the applicant of an application, or of an account's newest one, sent a link to the status page."""


class StaffMail(Protocol):
    """Has the staff written to, without waiting: how long it takes would tell who is of the staff."""

    def send_sign_in_link(self, address: str) -> None:
        """Have whoever of the staff has this address sent a link to sign in with."""


class Cases(Protocol):
    """Applications, their rounds and their tasks."""

    def add(self, application: Application, thread_id: str) -> None:
        """Store a new application with its first round and the message id of its mail conversation.

        Raises ``AlreadyHandedIn`` where there is one with its id, ``AnotherIsOpen`` where its account has an open one.
        """

    def get(self, application_id: str) -> Case:
        """The whole case. Raises ``NotStored`` for an id that was never handed in."""

    def newest_of(self, account_id: str) -> str:
        """The id of an account's newest application, or empty."""

    def open_task(self, task: Task, brief: Brief) -> Task | None:
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


class EndedCases(Protocol):
    """Applications and exceptions that have ended and were not reopened."""

    def before(self, then: datetime) -> Iterable[str]:
        """The ids of those that ended before then, those first that ended first."""

    def forget(self, case_id: str) -> bool:
        """Delete a case with all that belongs to it. Safe to repeat.

        False, and nothing changes, where it is in review: it was reopened a moment ago.
        """


class Exceptions(Protocol):
    """Exceptions for high-value clients; their tasks are kept by ``Cases``."""

    def add(self, case: ExceptionCase) -> None:
        """Store a new exception. Raises ``AlreadyHandedIn`` where there is one with its id."""

    def get(self, case_id: str) -> ExceptionCase:
        """The whole exception. Raises ``NotStored`` for an id that was never filed."""

    def conclude(self, case: ExceptionCase, outcome: ExceptionOutcome) -> ExceptionOutcome:
        """Store the outcome, once, with its grant on the account; answers with the outcome that is stored.

        It is among the ``Answers`` then.
        """


AnyLink = TypeVar("AnyLink", bound=Link)


class Links(Protocol):
    """What tokens stand for, by their hash."""

    def add(self, token_hash: str, link: Link) -> None:
        """Store what a token stands for."""

    def get(self, kind: type[AnyLink], token_hash: str) -> AnyLink | None:
        """What a token stands for, or None where it stands for nothing of this kind."""

    def take(self, kind: type[AnyLink], token_hash: str) -> AnyLink | None:
        """The same, and from now on it stands for nothing: of many at the same time, one gets it."""


class Mails(Protocol):
    """The record of every mail: due, tried, sent, and what became of it."""

    def write_down(self, mail: Mail, at: datetime) -> SentMail | None:
        """Store that a mail is due since then; answers with the record if the mail was sent already."""

    def mark_tried(self, mail: Mail, at: datetime) -> bool:
        """Store that SES is asked now. True if it was asked before, and nobody knows whether it took the mail.

        Raises ``MailBeingSent`` where it was asked within ``LONGEST_TRY``: that try may still end.
        """

    def due(self, before: datetime) -> Iterable[Mail]:
        """Those that are due since before then and not sent, the oldest first. May be behind by a moment."""

    def no_longer_due(self, mail: Mail) -> None:
        """Store that nobody needs a mail any more."""

    def mark_not_sent(self, mail: Mail) -> None:
        """Store that SES surely did not take the mail: nothing is known to be under way."""

    def mark_sent(self, mail: Mail, sent: SentMail) -> None:
        """Store that SES took the mail, and under which message id."""

    def mail_of(self, message_id: str) -> Mail | None:
        """The mail that SES took under this message id, or None."""

    def record(self, mail: Mail, report: MailReport) -> bool:
        """Store what became of a mail. False, and nothing changes, if as much or more is known already."""

    def of(self, case_id: str) -> tuple[MailRecord, ...]:
        """Every mail of a case that was ever due."""

    def case_of(self, message_id: str) -> str | None:
        """The case to whose conversation a message id belongs, or None."""


class ReceivedMails(Protocol):
    """The record of received mail: what became of each message, and what waits for a person to look at it."""

    def claim(self, case_id: str, message_id: str, receipt: str) -> bool:
        """Whether this receipt is the first that brings a message to a case; the same receipt again is."""

    def keep(self, mail: KeptMail) -> None:
        """Store what became of a message; what is stored of it already stays."""

    def get(self, case_id: str, receipt: str) -> KeptMail | None:
        """One message; ``case_id`` is empty for one that belongs to no case."""

    def held(self) -> tuple[KeptMail, ...]:
        """Those that wait for a person, those of a case first, the oldest first; ``MOST_HELD`` at the most."""

    def judge(self, mail: KeptMail, judgement: Judgement) -> Judgement:
        """Store a person's judgement of a held message, once; answers with the one that is stored."""

    def settle(self, mail: KeptMail, handling: Handling) -> None:
        """Store what a released message did."""


class Released(Protocol):
    """Has released messages followed, without waiting."""

    def follow(self, mail: KeptMail, judgement: Judgement) -> None:
        """Have a message judged so, and followed. Safe to repeat."""


class OpenTasks(Protocol):
    """Every question that waits for an answer."""

    def of(self, kind: TaskKind) -> Iterable[OpenTask]:
        """Those of a kind, oldest first."""


class Queue(Protocol):
    """The questions that wait, as lists show them. A page is one query, whatever there is of cases."""

    def page(self, kind: TaskKind, until: datetime | None = None, after: str = "") -> QueuePage:
        """Those of a kind, those first that wait longest; with ``until``, those that wait since then or longer.

        ``after`` is ``next`` of the page before; one that was never given counts as none.
        """

    def taken_by(self, person: str, after: str = "") -> QueuePage:
        """Those that a person has taken over, whatever their kind."""

    def first(self, kind: TaskKind, most: int) -> tuple[Line, ...]:
        """As many of a kind at once as are asked for, those first that wait longest: for a file, not for a page."""

    def running(self, most: int) -> tuple[datetime, ...]:
        """Since when the reviews of applications that run, or failed, are waited for, the longest first.

        ``most`` at the most: those that failed, then those of the rest that are waited for longest.
        """


class Answers(Protocol):
    """How rounds and exceptions ended."""

    def of(self, month: str, most: int, before: str = "") -> tuple[Answered, ...]:
        """Those of a month (``2026-11``, by UTC), ``most`` at the most, the last first; ``before`` a moment of it."""


class CaseIndex(Protocol):
    """Cases as lists show them, whatever they are about. Each method is one call, however many cases there are."""

    def matching(self, word: str, others: tuple[str, ...]) -> Matches:
        """Cases of which a word begins like ``word``, and further ones like each of the others.

        A word of two letters stands for itself alone.
        """

    def of_account(self, account_id: str) -> tuple[str, ...]:
        """The ids of an account's last ``MOST_LINES`` cases, the newest first. May be behind by a moment."""

    def filed_by(self, address: str) -> tuple[str, ...]:
        """The ids of the last ``MOST_LINES`` exceptions of an account manager, the newest first."""

    def lines(self, case_ids: tuple[str, ...]) -> tuple[CaseLine, ...]:
        """These cases (at most 100) in their order; what was never stored is left out."""


class CaseLog(Protocol):
    """What the staff did to a case besides deciding."""

    def add(self, case_id: str, entry: LogEntry) -> None:
        """Write an entry."""

    def of(self, case_id: str) -> tuple[LogEntry, ...]:
        """The entries of a case, oldest first."""


class SavedReplies(Protocol):
    """Words that reviewers send again and again."""

    def all(self) -> tuple[SavedReply, ...]:
        """Every saved reply, by title."""

    def put(self, reply: SavedReply) -> bool:
        """Store one, in place of an earlier one with its id. False where there are ``MOST_REPLIES`` already."""

    def remove(self, reply_id: str) -> None:
        """Remove one, if it is there."""


class Post(Protocol):
    """The post office."""

    def send(self, letter: Letter) -> str:
        """Send a letter; answers with the message id that SES gave it.

        Raises ``MailNotSent``, or a class of it, where SES surely did not take the letter. After any other error it
        may have.
        """


class Channel(Protocol):
    """Where the company talks."""

    def post(self, text: str) -> None:
        """Post a line. Raises ``NotPosted`` where the channel did not take it."""


class Machine(Protocol):
    """The review state machine."""

    def start(self, application_id: str, account_id: str, round_number: int) -> None:
        """Start a round; does nothing where this round was started before."""


class ExceptionMachine(Protocol):
    """The state machine of exceptions."""

    def start(self, case_id: str) -> None:
        """Start it for an exception; does nothing where it was started before."""


class Waits(Protocol):
    """The states that wait for an answer."""

    def wake(self, key: TaskKey) -> bool:
        """Tell the machine that a task is decided. Safe to repeat; False, and nothing is done, where no state waits."""


class UnfinishedRounds(Protocol):
    """The rounds, and the exceptions, whose state machine has not ended well."""

    def all(self) -> Iterable[RoundKey]:
        """All of them: those that run, then those that failed, the oldest first. May be behind by a moment."""

    def of(self, case_id: str) -> tuple[RoundKey, ...]:
        """Those of one case."""

    def get(self, key: RoundKey) -> Unfinished | None:
        """One, as it is now; None where it has ended well."""

    def last_task(self, one: Unfinished) -> Task | None:
        """The task of its case that was opened last, up to this round."""

    def next_try(self, one: Unfinished, tries: int, at: datetime) -> Unfinished | None:
        """Give its next execution a number. None where that was done meanwhile, or it has ended well."""

    def give_up(self, one: Unfinished, failure: str) -> None:
        """Put it on the list of what failed, with the error's name, unless it stands there already."""


class Failures(Protocol):
    """The rounds, and the exceptions, whose state machine failed. Reconciling starts them again, or a person does."""

    def all(self) -> Iterable[Failure]:
        """All of them, those first whose round began first. May be behind by a moment."""


class Executions(Protocol):
    """The executions of both state machines."""

    def of(self, one: Unfinished) -> Execution | None:
        """The newest one of a round; None where there is none."""

    def start(self, one: Unfinished) -> None:
        """Start the newest one of a round; does nothing where one of its name was started before."""
