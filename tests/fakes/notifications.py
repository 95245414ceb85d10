"""Fakes of the outbox, the email sender, the templates and the safety check."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from adapters.web.templates import MailTemplates
from domain.model.email_message import Email
from domain.model.errors import EmailCannotBeSent, MailBeingSent, MailNotSent, SafetyCheckFailed
from domain.model.ids import mailbox_key
from domain.notifications.delivery_status import DeliveryReport, OutboxRecord
from domain.notifications.messages import LONGEST_TRY, EmailName, EmailText, OutboxEntry, SentEmail
from domain.notifications.safety_check import SafetyAnswer, SafetyQuestion
from tests.fakes.cases import FakeCases


class FakeOutboxStore:
    def __init__(self, cases: FakeCases) -> None:
        self._cases = cases
        self._sent: dict[OutboxEntry, SentEmail | None] = {}
        self._tried: dict[OutboxEntry, datetime] = {}
        self._contents: dict[OutboxEntry, EmailText] = {}
        self._due: dict[OutboxEntry, datetime] = {}
        self._messages: dict[str, OutboxEntry] = {}
        self._claimed: dict[tuple[str, date], list[OutboxEntry]] = {}
        self._receipts: Counter[date] = Counter()
        self._reports: dict[OutboxEntry, DeliveryReport] = {}
        self._unsendable: dict[OutboxEntry, datetime] = {}

    def record_due(self, entry: OutboxEntry, at: datetime) -> bool:
        if entry not in self._sent:
            self._due[entry] = at
        return self._sent.setdefault(entry, None) is None and entry not in self._unsendable

    def claim_daily_email(self, entry: OutboxEntry, at: datetime, most: int) -> bool:
        claimed = self._claimed.setdefault((mailbox_key(entry.to), at.date()), [])
        if entry not in claimed and len(claimed) < most:
            claimed.append(entry)
        return entry in claimed

    def claim_receipt(self, at: datetime, most: int) -> bool:
        if self._receipts[at.date()] >= most:
            return False
        self._receipts[at.date()] += 1
        return True

    def count_daily_emails(self, address: str, at: datetime) -> int:
        return len(self._claimed.get((mailbox_key(address), at.date()), []))

    def list_due(self, before: datetime) -> list[OutboxEntry]:
        return sorted((entry for entry, at in self._due.items() if at <= before), key=lambda entry: self._due[entry])

    def mark_not_needed(self, entry: OutboxEntry) -> None:
        self._due.pop(entry, None)

    def mark_tried(self, entry: OutboxEntry, at: datetime, content: EmailText | None = None) -> bool:
        before = self._tried.get(entry)
        if before and at - before <= LONGEST_TRY:
            raise MailBeingSent
        self._tried[entry] = at
        if content:
            self._contents[entry] = content
        return before is not None

    def mark_not_sent(self, entry: OutboxEntry) -> None:
        del self._tried[entry]

    def mark_unsendable(self, entry: OutboxEntry, report: DeliveryReport) -> None:
        self._unsendable[entry] = self._due.pop(entry)
        self._tried.pop(entry, None)
        self._reports[entry] = report

    def list_unsendable(self, since: datetime, limit: int) -> list[OutboxRecord]:
        recent = [entry for entry, at in self._unsendable.items() if at >= since]
        newest = sorted(recent, key=lambda entry: self._unsendable[entry], reverse=True)
        return [OutboxRecord(entry=entry, report=self._reports[entry]) for entry in newest[:limit]]

    def mark_sent(self, entry: OutboxEntry, sent: SentEmail) -> None:
        self._sent[entry] = sent
        self._due.pop(entry, None)
        self._messages[sent.message_id] = entry

    def find_case_id(self, message_id: str) -> str | None:
        entry = self.find_entry(message_id)
        return entry.case_id or None if entry else self._cases.application_of(message_id)

    def find_entry(self, message_id: str) -> OutboxEntry | None:
        return self._messages.get(message_id)

    def record_delivery(self, entry: OutboxEntry, report: DeliveryReport) -> bool:
        known = self._reports.get(entry)
        if known and known.weight >= report.weight:
            return False
        self._reports[entry] = report
        return True

    def list_entries(self, case_id: str) -> tuple[OutboxRecord, ...]:
        return tuple(
            OutboxRecord(
                entry=entry,
                tried_at=self._tried.get(entry),
                sent=sent,
                report=self._reports.get(entry),
                content=self._contents.get(entry),
            )
            for entry, sent in self._sent.items()
            if entry.case_id == case_id
        )


@dataclass
class FakeEmailSender:
    """Keeps what was sent. ``fails`` makes so many next calls fail, ``loses`` loses their answers on the way back.

    ``refusals`` are raised by the next calls; ``meanwhile`` is called once, while the next email is on its way.
    """

    letters: list[Email] = field(default_factory=list)
    fails: int = 0
    loses: int = 0
    refusals: list[MailNotSent | EmailCannotBeSent] = field(default_factory=list)
    meanwhile: Callable[[], object] | None = None

    def send_email(self, email: Email) -> str:
        if self.meanwhile:
            happens, self.meanwhile = self.meanwhile, None
            happens()
        if self.refusals:
            raise self.refusals.pop(0)
        if self.fails:
            self.fails -= 1
            raise ConnectionError("SES does not answer")
        self.letters.append(email)
        if self.loses:
            self.loses -= 1
            raise TimeoutError("the answer of SES is lost")
        return f"ses-{len(self.letters)}"


@dataclass
class PlainTemplates:
    """Keeps each email's values. The real templates render it, too, and fail where a value is missing."""

    written: list[dict[str, Any]] = field(default_factory=list)

    def render_email(self, name: EmailName, values: dict[str, Any]) -> tuple[str, str, str]:
        MailTemplates().render_email(name, values)
        self.written.append(values)
        return str(name), "text", "<p>text"


@dataclass
class FakeSafetyCheck:
    """Gives the ``answer``, or says that it comes later; ``asked`` are the questions."""

    answer: SafetyAnswer | None = None
    fails: int = 0
    meanwhile: Callable[[], None] = lambda: None
    asked: list[SafetyQuestion] = field(default_factory=list)

    def ask(self, question: SafetyQuestion) -> SafetyAnswer | None:
        self.asked.append(question)
        if self.fails:
            self.fails -= 1
            raise SafetyCheckFailed
        self.meanwhile()
        return self.answer
