"""Builds the adapters, once a process and only when a handler asks: nothing happens at import."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import settings
from domain.applications import revision as revising
from domain.applications import submission as handing_in
from domain.applications.account_holder import AccountHolderEmails, ApplyLinks, Confirmations, look_up
from domain.applications.ports import PendingConfirmations
from domain.applications.revision import Revisions
from domain.applications.submission import ApplicationService
from domain.applications.withdrawal import StatusLinks
from domain.cases.access_tokens import AccessTokens
from domain.cases.case import Case
from domain.cases.ports import Cases, Exceptions, InboundMessages, ReviewMachine, ReviewWaits, WorkQueue
from domain.cases.staff import Staff, StaffRole
from domain.console.account_page import AccountPage
from domain.console.case_actions import CaseActions
from domain.console.failed_reviews import FailedReviews
from domain.console.ports import CaseIndex
from domain.console.search import Search
from domain.console.sessions import Sessions
from domain.decisions.decide import Decisions
from domain.decisions.exception_filing import ExceptionFiling
from domain.decisions.ports import SavedReplies
from domain.inbound_email.quarantine import Quarantine, QuarantineLinks
from domain.inbound_email.reply_effects import ReplyEffects
from domain.inbound_email.reply_handling import ReplyHandler
from domain.model.account import Account
from domain.model.application import Application, Proof
from domain.model.ports import AccountLookup, Accounts, AccountStatuses, AsyncInvoker
from domain.notifications.notifier import Notifier
from domain.notifications.outbox import EmailTemplates, Outbox
from domain.notifications.ports import Channel, OutboxStore
from domain.notifications.reminders import Intervals, Reminders
from domain.operations.outbox_retry import OutboxRetry
from domain.operations.ports import EndedCases, Failures
from domain.operations.reconciliation import Reconciliation, Repair, ReviewRecovery
from domain.operations.unfinished_rounds import RoundKey
from domain.reporting.ports import OutcomeRecords


def now() -> datetime:
    """The present time."""
    return datetime.now(UTC)


@cache
def _session() -> Any:
    # botocore alone: boto3 adds only its resource and transfer layers, which nothing here uses. One session for all
    # clients: what the first client loads (endpoints, for example) is most of its cost, and the others share it.
    import botocore.session
    from botocore.config import Config

    session = botocore.session.get_session()
    session.set_default_client_config(
        Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})
    )
    return session


@cache
def _client(service: str) -> Any:
    return _session().create_client(service)


@cache
def _table() -> Any:
    from adapters.dynamodb.table import Table

    return Table(_client("dynamodb"), settings.table_name())


def _ses_client() -> Any:
    from botocore.config import Config

    # One try: a time-out may hide that SES took the mail. The state machine, or Lambda, tries again.
    once = Config(connect_timeout=2, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 1})
    return _session().create_client("ses", config=once)


def accounts() -> Accounts:
    """The account records."""
    from adapters.dynamodb.accounts import DynamoAccounts

    return DynamoAccounts(_table())


def account_lookup() -> AccountLookup:
    """Whoever knows the accounts."""
    from adapters.aws.account_lookup import LambdaAccountLookup

    return LambdaAccountLookup(_client("lambda"), settings.account_lookup_function())


def _account_statuses() -> AccountStatuses:
    from adapters.dynamodb.accounts import DynamoAccountStatuses

    return DynamoAccountStatuses(_table())


def pending_confirmations() -> PendingConfirmations:
    from adapters.dynamodb.accounts import DynamoPendingConfirmations

    return DynamoPendingConfirmations(_table())


def account(account_id: str) -> Account | None:
    """An account as the policy sees it, looked up now."""
    return look_up(account_id, account_lookup(), _account_statuses(), now)


def cases() -> Cases:
    """Applications, rounds and tasks."""
    from adapters.dynamodb.cases import DynamoCases

    return DynamoCases(_table())


def exceptions() -> Exceptions:
    """Exceptions for high-value clients."""
    from adapters.dynamodb.exceptions import DynamoExceptions

    return DynamoExceptions(_table())


def ended_cases() -> EndedCases:
    """What has ended, to forget it."""
    from adapters.dynamodb.retention import DynamoEndedCases

    return DynamoEndedCases(_table())


def access_tokens() -> AccessTokens:
    """What tokens stand for."""
    from adapters.dynamodb.access_tokens import DynamoAccessTokens

    return DynamoAccessTokens(_table())


def review_machine() -> ReviewMachine:
    """The review state machine."""
    from adapters.aws.step_functions import StepFunctionsReviewMachine

    return StepFunctionsReviewMachine(_client("stepfunctions"), settings.review_machine_arn())


def exception_filing() -> ExceptionFiling:
    """Everything that filing an exception needs."""
    from adapters.aws.step_functions import StepFunctionsExceptionMachine

    machine = StepFunctionsExceptionMachine(_client("stepfunctions"), settings.exception_machine_arn())
    return ExceptionFiling(exceptions(), account_lookup(), machine, now, settings.mail_domain())


def read_application(data: Any, idempotency_key: str, proof: Proof | None) -> Application:
    """Check what was sent."""
    from adapters.web.images import read_icon

    return handing_in.read_application(data, idempotency_key, read_icon, now, proof)


def read_revision(case: Case, fields: dict[str, str], files: dict[str, bytes]) -> Application:
    """Check how an application was changed."""
    from adapters.web.images import read_icon

    return revising.read_revision(case, fields, files, read_icon)


def application_service() -> ApplicationService:
    """Everything that handing an application in needs."""
    return ApplicationService(cases(), review_machine(), settings.mail_domain())


def _async_invoker(function: str) -> AsyncInvoker:
    from adapters.aws.async_invocations import LambdaAsyncInvoker

    return LambdaAsyncInvoker(_client("lambda"), function)


def requested_links() -> AsyncInvoker:
    """Sends the emails that public forms ask for; takes a ``LinkRequest``."""
    return _async_invoker(settings.send_requested_link_function())


def account_holder_emails() -> AccountHolderEmails:
    """Everything that writing to the holders of accounts needs."""
    return AccountHolderEmails(account_lookup(), pending_confirmations(), outbox())


def apply_links() -> ApplyLinks:
    """What apply links open."""
    return ApplyLinks(access_tokens(), account_lookup(), _account_statuses(), now)


def confirmations() -> Confirmations:
    """The applications that wait for their holders."""
    return Confirmations(access_tokens(), pending_confirmations(), now)


def decisions() -> Decisions:
    """What the links to decide show."""
    return Decisions(access_tokens(), cases(), exceptions(), outbox_store(), staff(), now)


def work_queue() -> WorkQueue:
    """The questions that wait, as lists show them."""
    from adapters.dynamodb.work_queue import DynamoWorkQueue

    return DynamoWorkQueue(_table())


def outcome_records() -> OutcomeRecords:
    """How rounds and exceptions ended."""
    from adapters.dynamodb.console import DynamoOutcomeRecords

    return DynamoOutcomeRecords(_table())


def saved_replies() -> SavedReplies:
    """What reviewers write again and again."""
    from adapters.dynamodb.console import DynamoSavedReplies

    return DynamoSavedReplies(_table())


def case_actions() -> CaseActions:
    """Everything that working on a case in the console needs."""
    from adapters.dynamodb.console import DynamoAuditLog

    return CaseActions(decisions(), DynamoAuditLog(_table()))


def case_index() -> CaseIndex:
    """Cases as lists show them."""
    from adapters.dynamodb.case_index import DynamoCaseIndex

    return DynamoCaseIndex(_table())


def search() -> Search:
    """Everything that searching needs."""
    return Search(case_index(), account_lookup())


def account_page() -> AccountPage:
    """Everything that looking at an account needs."""
    return AccountPage(account_lookup(), _account_statuses(), case_index(), now)


def staff() -> Staff:
    """Everybody of the staff."""
    return Staff({StaffRole(role): people for role, people in settings.staff_by_role().items()})


def sessions() -> Sessions:
    """The way into the console."""
    return Sessions(access_tokens(), staff(), now)


def outbox_store() -> OutboxStore:
    """The record of every mail."""
    from adapters.dynamodb.outbox import DynamoOutbox

    return DynamoOutbox(_table())


def waits() -> ReviewWaits:
    """The states that wait for a decision."""
    from adapters.aws.step_functions import StepFunctionsWaits

    return StepFunctionsWaits(_client("stepfunctions"), _table())


def outbox() -> Outbox:
    """Everything that sending a mail needs."""
    from adapters.aws.observability import count
    from adapters.aws.ses import SesEmailSender

    domain = settings.mail_domain()
    return Outbox(
        tokens=access_tokens(),
        store=outbox_store(),
        sender=SesEmailSender(_ses_client(), f"desk@{domain}", settings.mail_configuration_set()),
        templates=email_templates(),
        clock=now,
        count=count,
        public_url=settings.public_url(),
        mail_domain=domain,
    )


def email_templates() -> EmailTemplates:
    """What mails are written with."""
    from adapters.web.templates import MailTemplates

    return MailTemplates()


def notifier() -> Notifier:
    """Everything that writing about a case needs."""
    return Notifier(cases(), exceptions(), outbox())


def reply_handler() -> ReplyHandler:
    """Everything that answering a reply needs."""
    writing = notifier()
    return ReplyHandler(
        notifier=writing,
        tokens=writing.outbox.tokens,
        outbox_store=writing.outbox.store,
        messages=inbound_messages(),
        effects=ReplyEffects(writing.cases, review_machine(), waits(), now),
    )


def inbound_messages() -> InboundMessages:
    """What became of received mail."""
    from adapters.dynamodb.inbound_messages import DynamoInboundMessages

    return DynamoInboundMessages(_table())


def accepted_messages() -> AsyncInvoker:
    """Handles accepted quarantined messages; takes an ``AcceptedMessageEvent``."""
    return _async_invoker(settings.receive_reply_function())


def quarantine_links() -> QuarantineLinks:
    """What links to held messages open."""
    return QuarantineLinks(access_tokens(), now)


def quarantine() -> Quarantine:
    """Everything that judging held messages needs."""
    return Quarantine(inbound_messages(), now)


def status_links() -> StatusLinks:
    """What links to the status page open."""
    return StatusLinks(access_tokens(), cases(), now)


def revisions() -> Revisions:
    """What links to change an application open."""
    return Revisions(access_tokens(), cases(), now)


def reminders() -> Reminders:
    """Everything that reminding needs."""
    from adapters.aws.observability import measure
    from adapters.dynamodb.work_queue import DynamoOpenTasks

    return Reminders(
        open_tasks=DynamoOpenTasks(_table()),
        notifier=notifier(),
        intervals=Intervals(settings.remind_days(), settings.escalate_days(), settings.overdue_days()),
        staff=staff().colleagues,
        escalation=settings.escalation(),
        measure=measure,
    )


def review_recovery() -> ReviewRecovery:
    """Everything that mending rounds needs."""
    from adapters.aws.step_functions import StepFunctionsExecutions
    from adapters.dynamodb.unfinished_rounds import DynamoUnfinishedRounds

    machines = _client("stepfunctions")
    return ReviewRecovery(
        unfinished=DynamoUnfinishedRounds(_table()),
        executions=StepFunctionsExecutions(machines, settings.review_machine_arn(), settings.exception_machine_arn()),
        waits=waits(),
        clock=now,
        report=_report_repair,
        grace=timedelta(minutes=settings.reconcile_after_minutes()),
    )


def _report_repair(repair: Repair, key: RoundKey) -> None:
    """Tell an operator what was done about a round, or could not be: a line in the log, and metrics."""
    from adapters.aws.observability import count, log

    log("reconciled a round", repair=repair, application_id=key.case_id, round=key.round)
    count(f"Reconcile{repair}")
    if repair is not Repair.STUCK:
        count("ReconcileRepairs")


def reconciliation() -> Reconciliation:
    """Everything that reconciling needs."""
    mends = review_recovery()
    return Reconciliation(mends, OutboxRetry(mends.unfinished, notifier(), account_holder_emails()))


def failures() -> Failures:
    """The rounds and exceptions whose state machine failed."""
    from adapters.dynamodb.unfinished_rounds import DynamoFailures

    return DynamoFailures(_table())


def failed_reviews() -> FailedReviews:
    """Everything that starting a failed review again needs."""
    from adapters.dynamodb.console import DynamoAuditLog

    return FailedReviews(review_recovery(), DynamoAuditLog(_table()))


def received_email_bucket() -> Any:
    """The bucket of received mail."""
    from botocore.config import Config

    from adapters.inbound_email.parser import ReceivedEmailBucket

    # For addresses that it signs, botocore takes neither signature 4 nor the region's own host by itself.
    signing = Config(signature_version="s3v4", s3={"addressing_style": "path"})
    s3 = _session().create_client("s3", config=signing)
    return ReceivedEmailBucket(s3, settings.received_mail_bucket(), settings.received_mail_prefix())


def slack_channel() -> Channel:
    """Where the company hears of answers."""
    from adapters.aws.slack import SlackChannel

    secrets, secret = _client("secretsmanager"), settings.slack_secret()
    return SlackChannel(lambda: str(secrets.get_secret_value(SecretId=secret)["SecretString"]))
