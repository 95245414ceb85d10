"""Deciding and the staff console: by an emailed link, or signed in."""

import settings
from adapters.aws.async_invocations import LambdaAsyncInvoker
from adapters.dynamodb.operations import DynamoFailures
from domain.cases.case import Decision
from domain.cases.staff import StaffMember
from domain.console import failed_reviews as failed
from domain.console.account_page import AccountPage
from domain.console.case_actions import CaseActions
from domain.console.failed_reviews import FailedReviews
from domain.console.search import Search
from domain.console.sessions import Sessions
from domain.console.staff_lists import StaffOutcomeRecords, StaffWorkQueue
from domain.console.staff_register import StaffRegister
from domain.decisions import email_preview
from domain.decisions.decide import Decisions, OpenedTask
from domain.decisions.email_preview import EmailPreview
from domain.decisions.exception_filing import ExceptionFiling
from domain.decisions.safety_answers import SafetyAnswers
from domain.inbound_email.quarantine import Quarantine, QuarantineLinks
from domain.model.ports import AsyncInvoker
from domain.notifications.delivery_status import OutboxRecord
from domain.operations.unfinished_rounds import Failure
from domain.presentation.case_rows import CaseRow
from domain.reporting.period import Period
from domain.reporting.statistics import Statistics, read_statistics
from wiring import clients, notifications, operations, stores


def sessions() -> Sessions:
    return Sessions(stores.access_tokens(), stores.staff_store().get_member, clients.now)


def decisions() -> Decisions:
    return Decisions(
        stores.access_tokens(),
        stores.case_access(),
        stores.history(),
        stores.outbox_store(),
        stores.staff(),
        clients.now,
    )


def preview_email(opened: OpenedTask, decision: Decision) -> EmailPreview | None:
    """See ``domain.decisions.email_preview.preview_email``."""
    templates, answer_days = notifications.email_templates(), settings.answer_days()
    reapply_days, key_location = settings.reapply_after_days(), notifications.key_location()
    return email_preview.preview_email(opened, decision, templates, answer_days, reapply_days, key_location)


def case_actions() -> CaseActions:
    return CaseActions(decisions(), stores.audit_log(), stores.case_notes())


def search() -> Search:
    return Search(stores.case_index(), stores.case_access(), stores.account_lookup())


def account_page() -> AccountPage:
    return AccountPage(
        stores.account_lookup(), stores.account_statuses(), stores.case_index(), stores.case_access(), clients.now
    )


def work_queue(member: StaffMember) -> StaffWorkQueue:
    return StaffWorkQueue(stores.work_queue(), stores.case_access(), member.address)


def outcome_records(member: StaffMember) -> StaffOutcomeRecords:
    return StaffOutcomeRecords(stores.outcome_records(), stores.case_access(), member.address)


def statistics(period: Period) -> Statistics:
    """Of all cases: figures name none."""
    return read_statistics(stores.outcome_records(), stores.work_queue(), period, clients.now())


def list_filed(member: StaffMember) -> tuple[CaseRow, ...]:
    """The exceptions that a member filed: how each stands, which they were told by email."""
    index = stores.case_index()
    return index.get_rows(index.list_filed_by(member.address))


def exception_filing() -> ExceptionFiling:
    return ExceptionFiling(
        stores.exceptions(),
        stores.account_lookup(),
        stores.exception_machine(),
        clients.now,
        settings.mail_domain(),
    )


def safety_answers() -> SafetyAnswers:
    return SafetyAnswers(
        bool(settings.safety_check_function()),
        stores.cases(),
        stores.exceptions(),
        stores.review_waits(),
        clients.now,
    )


def quarantine() -> Quarantine:
    return Quarantine(stores.inbound_messages(), stores.case_access(), clients.now)


def quarantine_links() -> QuarantineLinks:
    return QuarantineLinks(stores.access_tokens(), stores.staff_store().get_member, clients.now)


def staff_register() -> StaffRegister:
    return StaffRegister(stores.staff_store(), clients.now)


def accepted_messages() -> AsyncInvoker:
    """Handles accepted quarantined messages; takes an ``AcceptedMessageEvent``."""
    return LambdaAsyncInvoker(clients.client("lambda"), settings.receive_email_function())


def list_failures(member: StaffMember) -> tuple[Failure, ...]:
    """See ``domain.console.failed_reviews.list_failures``."""
    return failed.list_failures(DynamoFailures(clients.table()), stores.case_access(), member)


def list_unsendable(member: StaffMember) -> tuple[OutboxRecord, ...]:
    """See ``domain.console.failed_reviews.list_unsendable``."""
    return failed.list_unsendable(stores.outbox_store(), stores.case_access(), member, clients.now)


def failed_reviews() -> FailedReviews:
    return FailedReviews(stores.case_access(), operations.review_recovery(), stores.audit_log())
