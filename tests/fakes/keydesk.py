"""Keydesk in memory."""

from typing import Any

from domain.applications.account_holder import AccountHolderEmails, ApplyLinks, Confirmations
from domain.applications.confirmation_notices import ConfirmationNotices
from domain.applications.re_review import ReReviews
from domain.applications.revision import Revisions
from domain.applications.status_links import StatusLinks
from domain.applications.submission import ApplicationService, read_application
from domain.cases.conflict_of_interest import CaseAccess
from domain.cases.history import History
from domain.cases.staff import Staff, StaffMember, StaffRole
from domain.console.account_page import AccountPage
from domain.console.case_actions import CaseActions
from domain.console.search import Search
from domain.console.sessions import Sessions
from domain.decisions.decide import Decisions
from domain.decisions.exception_filing import ExceptionFiling
from domain.decisions.safety_answers import SafetyAnswers
from domain.inbound_email.quarantine import Quarantine, QuarantineLinks
from domain.inbound_email.reply_effects import ReplyEffects
from domain.inbound_email.reply_handling import ReplyHandler
from domain.keys.issuing import KeyIssuing
from domain.keys.key_changes import KeyChanges
from domain.model.account import Account, Plan
from domain.model.api_key import KeyLocation
from domain.model.application import Application, Proof
from domain.notifications.messages import OutboxEntry
from domain.notifications.notifier import Notifier
from domain.notifications.outbox import Outbox
from domain.notifications.reminders import Intervals, Reminders
from tests.fakes.accounts import FakeAccounts, FakeAccountStatuses, FakeLookup, FakePendingConfirmations
from tests.fakes.basics import FakeClock, no_image
from tests.fakes.cases import (
    FakeAccessTokens,
    FakeAsyncInvoker,
    FakeCaseParties,
    FakeCases,
    FakeEarlierApplications,
    FakeExceptionMachine,
    FakeExceptions,
    FakeKeyIssuer,
    FakeKeyMachine,
    FakeReviewMachine,
    FakeReviewWaits,
)
from tests.fakes.console import FakeAuditLog, FakeCaseIndex, FakeCaseNotes, FakeOpenTasks, FakeWorkQueue
from tests.fakes.notifications import FakeEmailSender, FakeOutboxStore, FakeSafetyCheck, PlainTemplates

KEY_LOCATION = KeyLocation(text="You'll find the key in your account.", url="https://marketplace.example/keys")


class FakeKeydesk:
    """Keydesk in memory, with every service of the domain."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.accounts = FakeAccounts()
        self.lookup = FakeLookup(self.accounts)
        self.statuses = FakeAccountStatuses()
        self.pending = FakePendingConfirmations()
        self.cases = FakeCases(self.statuses, self.pending)
        self.exceptions = FakeExceptions(self.cases, self.statuses)
        self.access = CaseAccess(self.cases, self.exceptions, FakeCaseParties(self.cases, self.exceptions))
        self.tokens = FakeAccessTokens()
        self.outbox_store = FakeOutboxStore(self.cases)
        self.sender = FakeEmailSender()
        self.machine = FakeReviewMachine()
        self.measured: dict[str, int] = {}
        self.exception_machine = FakeExceptionMachine()
        self.waits = FakeReviewWaits()
        self.templates = PlainTemplates()
        self.counted: list[str] = []
        self.unsendable: list[OutboxEntry] = []
        self.outbox = Outbox(
            tokens=self.tokens,
            store=self.outbox_store,
            sender=self.sender,
            templates=self.templates,
            clock=self.clock,
            count=self.counted.append,
            report_unsendable=self.unsendable.append,
            public_url="https://desk.example",
            mail_domain="desk.example",
        )
        self.history = History(FakeEarlierApplications(self.cases), self.access)
        self.notifier = Notifier(self.cases, self.exceptions, self.outbox, self.history, KEY_LOCATION)
        self.applications = ApplicationService(
            self.cases, self.machine, self.outbox_store, self.lookup, self.clock, "desk.example"
        )
        self.account_holder_emails = AccountHolderEmails(self.lookup, self.pending, self.outbox)
        self.confirmation_notices = ConfirmationNotices(self.cases, self.outbox)
        self.apply_links = ApplyLinks(self.tokens, self.lookup, self.statuses, self.clock)
        self.confirmations = Confirmations(self.tokens, self.pending, self.clock)
        self.exception_filing = ExceptionFiling(
            self.exceptions, self.lookup, self.exception_machine, self.clock, "desk.example"
        )
        self.messages = self.cases.received
        self.re_reviews = ReReviews(self.cases, self.machine, self.lookup, self.statuses, self.clock)
        effects = ReplyEffects(self.cases, self.re_reviews, self.waits, self.clock)
        self.replies = ReplyHandler(
            self.notifier,
            self.tokens,
            self.outbox_store,
            self.messages,
            effects,
            lambda: self.staff.with_role(StaffRole.REVIEWER),
        )
        self.key_machine, self.key_issuer = FakeKeyMachine(), FakeKeyIssuer()
        self.key_issuing = KeyIssuing(self.cases, self.cases, self.key_issuer, self.clock)
        self.key_changes = KeyChanges(self.cases, self.cases, self.key_machine, self.clock)
        self.requested_links, self.accepted_messages = FakeAsyncInvoker(), FakeAsyncInvoker()
        self.quarantine = Quarantine(self.messages, self.access, self.clock)
        self.index = FakeCaseIndex(self.cases, self.exceptions)
        self.search = Search(self.index, self.access, self.lookup)
        self.account_page = AccountPage(self.lookup, self.statuses, self.index, self.access, self.clock)
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
        self.decisions = Decisions(self.tokens, self.access, self.history, self.outbox_store, self.staff, self.clock)
        self.safety_check = FakeSafetyCheck()
        self.safety_answers = SafetyAnswers(True, self.cases, self.exceptions, self.waits, self.clock)
        self.quarantine_links = QuarantineLinks(self.tokens, lambda address: self.staff.member(address), self.clock)
        self.sessions = Sessions(self.tokens, self.staff.member, self.clock)
        self.log = FakeAuditLog()
        self.notes = FakeCaseNotes()
        self.case_actions = CaseActions(self.decisions, self.log, self.notes)
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
        """Submit an application as the marketplace's own site does. The applicant is on the account's record."""
        application = self.applications.submit(read_application(data, key, no_image, self.clock, Proof.SIGNED_CALL))
        request = application.request
        account = Account(
            account_id=request.account_id,
            name="Avery Example",
            plan=Plan.ENTERPRISE,
            email=request.applicant.email,
            has_photo=True,
            as_of=self.clock().date(),
        )
        self.cases.set_round(application.id, 1, account=account)
        return application

    def member(self, address: str) -> StaffMember:
        member = self.staff.member(address)
        assert member
        return member

    def token(self, page: str) -> str:
        """The token of the newest link to a page that was emailed."""
        start = f"https://desk.example/{page}/"
        urls = [str(values["url"]) for values in self.templates.written if str(values.get("url")).startswith(start)]
        return urls[-1].rpartition("/")[2]
