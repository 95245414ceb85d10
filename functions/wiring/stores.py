"""What is stored, looked up and run: the ports of the domain on DynamoDB, Lambda and Step Functions."""

import settings
from adapters.aws.account_lookup import LambdaAccountLookup
from adapters.aws.step_functions import (
    StepFunctionsExceptionMachine,
    StepFunctionsReviewMachine,
    StepFunctionsWaits,
)
from adapters.dynamodb.access_tokens import DynamoAccessTokens
from adapters.dynamodb.accounts import (
    DynamoAccounts,
    DynamoAccountStatuses,
    DynamoPendingConfirmations,
)
from adapters.dynamodb.case_index import DynamoCaseIndex, DynamoCaseParties, DynamoEarlierApplications
from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.console import (
    DynamoAuditLog,
    DynamoCaseNotes,
    DynamoForecasts,
    DynamoOutcomeRecords,
    DynamoSavedReplies,
    DynamoStaff,
)
from adapters.dynamodb.exceptions import DynamoExceptions
from adapters.dynamodb.inbound_messages import DynamoInboundMessages
from adapters.dynamodb.outbox import DynamoOutbox
from adapters.dynamodb.work_queue import DynamoWorkQueue
from domain.applications.ports import PendingConfirmations
from domain.cases.access_tokens import AccessTokens
from domain.cases.conflict_of_interest import CaseAccess
from domain.cases.history import EarlierApplications, History
from domain.cases.ports import (
    AuditLog,
    Cases,
    ExceptionMachine,
    Exceptions,
    InboundMessages,
    ReviewMachine,
    ReviewWaits,
    StaffStore,
    WorkQueue,
)
from domain.cases.staff import Staff, staff_of
from domain.console.ports import CaseIndex, CaseNotes
from domain.decisions.ports import SavedReplies
from domain.model.ports import AccountLookup, Accounts, AccountStatuses
from domain.notifications.ports import OutboxStore
from domain.reporting.ports import Forecasts, OutcomeRecords
from wiring import clients


def accounts() -> Accounts:
    return DynamoAccounts(clients.table())


def account_lookup() -> AccountLookup:
    """Keydesk's own account records, or the marketplace's function: the template says which function to ask."""
    return LambdaAccountLookup(clients.synchronous_lambda(), settings.account_lookup_function())


def account_statuses() -> AccountStatuses:
    return DynamoAccountStatuses(clients.table())


def pending_confirmations() -> PendingConfirmations:
    return DynamoPendingConfirmations(clients.table())


def cases() -> Cases:
    return DynamoCases(clients.table())


def exceptions() -> Exceptions:
    return DynamoExceptions(clients.table())


def case_access() -> CaseAccess:
    return CaseAccess(cases(), exceptions(), DynamoCaseParties(clients.table()))


def earlier_applications() -> EarlierApplications:
    return DynamoEarlierApplications(clients.table())


def history() -> History:
    return History(earlier_applications(), case_access())


def access_tokens() -> AccessTokens:
    return DynamoAccessTokens(clients.table())


def work_queue() -> WorkQueue:
    return DynamoWorkQueue(clients.table())


def outcome_records() -> OutcomeRecords:
    return DynamoOutcomeRecords(clients.table())


def forecasts() -> Forecasts:
    return DynamoForecasts(clients.table())


def saved_replies() -> SavedReplies:
    return DynamoSavedReplies(clients.table())


def audit_log() -> AuditLog:
    return DynamoAuditLog(clients.table())


def case_notes() -> CaseNotes:
    return DynamoCaseNotes(clients.table())


def case_index() -> CaseIndex:
    return DynamoCaseIndex(clients.table())


def outbox_store() -> OutboxStore:
    return DynamoOutbox(clients.table())


def inbound_messages() -> InboundMessages:
    return DynamoInboundMessages(clients.table())


def review_machine() -> ReviewMachine:
    return StepFunctionsReviewMachine(clients.client("stepfunctions"), settings.review_machine_arn())


def exception_machine() -> ExceptionMachine:
    return StepFunctionsExceptionMachine(clients.client("stepfunctions"), settings.exception_machine_arn())


def review_waits() -> ReviewWaits:
    return StepFunctionsWaits(clients.client("stepfunctions"), clients.table())


def staff_store() -> StaffStore:
    return DynamoStaff(clients.table())


def staff() -> Staff:
    """The staff as they are now. Ask for each request, so that a change counts at once."""
    return staff_of(staff_store().list_members())
