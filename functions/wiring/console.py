"""Deciding and the staff console: by an emailed link, or signed in."""

import settings
from adapters.aws.async_invocations import LambdaAsyncInvoker
from adapters.dynamodb.unfinished_rounds import DynamoFailures
from domain.console.account_page import AccountPage
from domain.console.case_actions import CaseActions
from domain.console.failed_reviews import FailedReviews
from domain.console.search import Search
from domain.console.sessions import Sessions
from domain.console.staff_register import StaffRegister
from domain.decisions.decide import Decisions
from domain.decisions.exception_filing import ExceptionFiling
from domain.inbound_email.quarantine import Quarantine, QuarantineLinks
from domain.model.ports import AsyncInvoker
from domain.operations.ports import Failures
from wiring import clients, operations, stores


def sessions() -> Sessions:
    return Sessions(stores.access_tokens(), stores.staff_store().get_member, clients.now)


def decisions() -> Decisions:
    return Decisions(
        stores.access_tokens(),
        stores.cases(),
        stores.exceptions(),
        stores.outbox_store(),
        stores.staff(),
        clients.now,
    )


def case_actions() -> CaseActions:
    return CaseActions(decisions(), stores.audit_log())


def search() -> Search:
    return Search(stores.case_index(), stores.account_lookup())


def account_page() -> AccountPage:
    return AccountPage(stores.account_lookup(), stores.account_statuses(), stores.case_index(), clients.now)


def exception_filing() -> ExceptionFiling:
    return ExceptionFiling(
        stores.exceptions(),
        stores.account_lookup(),
        stores.exception_machine(),
        clients.now,
        settings.mail_domain(),
    )


def quarantine() -> Quarantine:
    return Quarantine(stores.inbound_messages(), clients.now)


def quarantine_links() -> QuarantineLinks:
    return QuarantineLinks(stores.access_tokens(), stores.staff_store().get_member, clients.now)


def staff_register() -> StaffRegister:
    return StaffRegister(stores.staff_store(), clients.now)


def accepted_messages() -> AsyncInvoker:
    """Handles accepted quarantined messages; takes an ``AcceptedMessageEvent``."""
    return LambdaAsyncInvoker(clients.client("lambda"), settings.receive_email_function())


def failures() -> Failures:
    return DynamoFailures(clients.table())


def failed_reviews() -> FailedReviews:
    return FailedReviews(operations.review_recovery(), stores.audit_log())
