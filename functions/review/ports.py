"""What the desk needs of the outside world. ``adapters/`` speaks to AWS; the tests have fakes of the same shape."""

from datetime import datetime
from typing import Protocol

from review.account import Account
from review.application import Application
from review.lifecycle import Case, Decision, Outcome, Task, TaskKey
from review.links import ReplyAddress, TaskLink
from review.mails import Letter, Mail, SentMail


class Clock(Protocol):
    """The present time, with its zone."""

    def __call__(self) -> datetime:
        """Now."""


class Accounts(Protocol):
    """The desk's own account records."""

    def put(self, account: Account) -> None:
        """Store an account, in place of an earlier record with its id."""

    def get(self, account_id: str) -> Account | None:
        """The account, or None where there is none."""


class Cases(Protocol):
    """Applications, their rounds and their tasks."""

    def add(self, application: Application, thread_id: str) -> None:
        """Store a new application with its first round and the message id of its mail conversation.

        Raises ``AlreadyHandedIn`` where there is one with its id.
        """

    def get(self, application_id: str) -> Case:
        """The whole case. Raises ``NotStored`` for an id that was never handed in."""

    def open_task(self, task: Task) -> None:
        """Store an open task; does nothing where the task exists already."""

    def decide(self, key: TaskKey, decision: Decision) -> None:
        """Store the decision, once. Raises ``AlreadyDecided`` where there is one."""

    def conclude(self, application_id: str, round_number: int, outcome: Outcome) -> Outcome:
        """Store the outcome of a round, once, and the status with it; answers with the outcome that is stored."""

    def reopen(self, application_id: str, reply: str, received_as: str, at: datetime) -> bool:
        """Start round 2 of a rejected application. True if this message (``received_as``) started it, now or before."""


class Links(Protocol):
    """What tokens stand for, by their hash."""

    def add_task_link(self, token_hash: str, link: TaskLink) -> None:
        """Store what a staff link stands for."""

    def task_link(self, token_hash: str) -> TaskLink | None:
        """What a staff link stands for, or None."""

    def add_reply_address(self, token_hash: str, address: ReplyAddress) -> None:
        """Store what a reply address stands for."""

    def reply_address(self, token_hash: str) -> ReplyAddress | None:
        """What a reply address stands for, or None."""


class Mails(Protocol):
    """The record of every mail: written down before it is sent, marked when SES has taken it."""

    def write_down(self, mail: Mail) -> SentMail | None:
        """Store that a mail is due; answers with the record if the mail was sent already."""

    def mark_sent(self, mail: Mail, sent: SentMail) -> None:
        """Store that SES took the mail, and under which message id."""

    def application_of(self, message_id: str) -> str | None:
        """The application to whose conversation a message id belongs, or None."""


class Post(Protocol):
    """The post office."""

    def send(self, letter: Letter) -> str:
        """Send a letter; answers with the message id that SES gave it."""


class Machine(Protocol):
    """The review state machine."""

    def start(self, application_id: str, account_id: str, round_number: int) -> None:
        """Start a round; does nothing where this round was started before."""

    def wake(self, key: TaskKey) -> None:
        """Tell the machine that a task is decided. Safe to repeat; does nothing where no state waits."""
