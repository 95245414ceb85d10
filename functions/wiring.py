"""Builds the adapters, once a process and only when a handler asks: nothing happens at import."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import settings
from domain.applications import revision as revising
from domain.applications import submission as handing_in
from domain.applications.account_holder import ApplyLinks, Confirmations, HolderMail, look_up
from domain.applications.ports import Holders, Waiting
from domain.applications.revision import Revisions
from domain.applications.submission import FrontDesk
from domain.applications.withdrawal import StatusLinks
from domain.cases.case import Case
from domain.cases.ports import Cases, Exceptions, Links, Machine, Queue, ReceivedMails, Waits
from domain.cases.staff import Role, Staff
from domain.console.account_page import AccountDesk
from domain.console.case_actions import CaseDesk
from domain.console.failed_reviews import FailureDesk
from domain.console.ports import CaseIndex
from domain.console.search import Search
from domain.console.sessions import SignIn
from domain.decisions.decide import Decisions
from domain.decisions.exception_filing import ExceptionDesk
from domain.decisions.ports import SavedReplies
from domain.inbound_email.ports import Released
from domain.inbound_email.quarantine import HeldLinks, HeldMails
from domain.inbound_email.reply_effects import Following
from domain.inbound_email.reply_handling import ReplyDesk
from domain.model.account import Account
from domain.model.application import Application, Proof
from domain.model.ports import AccountLookup, Accounts, Standings
from domain.notifications.notifier import Correspondence
from domain.notifications.outbox import MailRoom, Templates
from domain.notifications.ports import Applicants, Channel, Mails, StaffMail
from domain.notifications.reminders import Intervals, Reminders
from domain.operations.outbox_retry import Resending
from domain.operations.ports import EndedCases, Failures
from domain.operations.reconciliation import Mending, Reconciliation, Repair
from domain.operations.unfinished_rounds import RoundKey
from domain.reporting.ports import Answers


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


def _post_office() -> Any:
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
    from adapters.dynamodb.accounts import LambdaAccountLookup

    return LambdaAccountLookup(_client("lambda"), settings.account_lookup_function())


def _standings() -> Standings:
    from adapters.dynamodb.accounts import DynamoStandings

    return DynamoStandings(_table())


def _waiting() -> Waiting:
    from adapters.dynamodb.accounts import DynamoWaiting

    return DynamoWaiting(_table())


def account(account_id: str) -> Account | None:
    """An account as the policy sees it, looked up now."""
    return look_up(account_id, account_lookup(), _standings(), now)


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


def links() -> Links:
    """What tokens stand for."""
    from adapters.dynamodb.access_tokens import DynamoLinks

    return DynamoLinks(_table())


def review_machine() -> Machine:
    """The review state machine."""
    from adapters.aws.step_functions import ReviewMachine

    return ReviewMachine(_client("stepfunctions"), settings.review_machine_arn())


def exception_desk() -> ExceptionDesk:
    """Everything that filing an exception needs."""
    from adapters.aws.step_functions import ExceptionMachine

    machine = ExceptionMachine(_client("stepfunctions"), settings.exception_machine_arn())
    return ExceptionDesk(exceptions(), account_lookup(), machine, now, settings.mail_domain())


def read_application(data: Any, hand_in_key: str, proof: Proof | None) -> Application:
    """Check what was sent."""
    from adapters.web.images import look_at

    return handing_in.read_application(data, hand_in_key, look_at, now, proof)


def read_revision(case: Case, fields: dict[str, str], files: dict[str, bytes]) -> Application:
    """Check how an application was changed."""
    from adapters.web.images import look_at

    return revising.read_revision(case, fields, files, look_at)


def front_desk() -> FrontDesk:
    """Everything that handing an application in needs."""
    return FrontDesk(cases(), review_machine(), settings.mail_domain())


def holders() -> Holders:
    """Has the holders of accounts written to."""
    from adapters.aws.async_invocations import LambdaHolders

    return LambdaHolders(_client("lambda"), settings.write_to_holder_function())


def holder_mail() -> HolderMail:
    """Everything that writing to the holders of accounts needs."""
    return HolderMail(account_lookup(), _waiting(), mail_room())


def apply_links() -> ApplyLinks:
    """What apply links open."""
    return ApplyLinks(links(), account_lookup(), _standings(), now)


def confirmations() -> Confirmations:
    """The applications that wait for their holders."""
    return Confirmations(links(), _waiting(), now)


def decisions() -> Decisions:
    """What the links to decide show."""
    return Decisions(links(), cases(), exceptions(), mails(), staff(), now)


def queue() -> Queue:
    """The questions that wait, as lists show them."""
    from adapters.dynamodb.work_queue import DynamoQueue

    return DynamoQueue(_table())


def answers() -> Answers:
    """How rounds and exceptions ended."""
    from adapters.dynamodb.outcomes import DynamoAnswers

    return DynamoAnswers(_table())


def saved_replies() -> SavedReplies:
    """What reviewers write again and again."""
    from adapters.dynamodb.saved_replies import DynamoSavedReplies

    return DynamoSavedReplies(_table())


def case_desk() -> CaseDesk:
    """Everything that working on a case in the console needs."""
    from adapters.dynamodb.audit_log import DynamoCaseLog

    return CaseDesk(decisions(), DynamoCaseLog(_table()))


def case_index() -> CaseIndex:
    """Cases as lists show them."""
    from adapters.dynamodb.case_index import DynamoCaseIndex

    return DynamoCaseIndex(_table())


def search() -> Search:
    """Everything that searching needs."""
    return Search(case_index(), account_lookup())


def account_desk() -> AccountDesk:
    """Everything that looking at an account needs."""
    return AccountDesk(account_lookup(), _standings(), case_index(), now)


def staff() -> Staff:
    """Everybody of the staff."""
    return Staff({Role(role): people for role, people in settings.staff_by_role().items()})


def sign_in() -> SignIn:
    """The way into the console."""
    return SignIn(links(), staff(), now)


def applicants() -> Applicants:
    """Has applicants written to."""
    from adapters.aws.async_invocations import LambdaApplicants

    return LambdaApplicants(_client("lambda"), settings.send_status_link_function())


def staff_mail() -> StaffMail:
    """Has the staff written to."""
    from adapters.aws.async_invocations import LambdaStaffMail

    return LambdaStaffMail(_client("lambda"), settings.send_sign_in_link_function())


def mails() -> Mails:
    """The record of every mail."""
    from adapters.dynamodb.outbox import DynamoMails

    return DynamoMails(_table())


def waits() -> Waits:
    """The states that wait for a decision."""
    from adapters.aws.step_functions import TaskTokens

    return TaskTokens(_client("stepfunctions"), _table())


def mail_room() -> MailRoom:
    """Everything that sending a mail needs."""
    from adapters.aws.observability import count
    from adapters.aws.ses import SesPost

    domain = settings.mail_domain()
    return MailRoom(
        links=links(),
        mails=mails(),
        post=SesPost(_post_office(), f"desk@{domain}", settings.mail_configuration_set()),
        templates=mail_templates(),
        clock=now,
        count=count,
        public_url=settings.public_url(),
        mail_domain=domain,
    )


def mail_templates() -> Templates:
    """What mails are written with."""
    from adapters.web.templates import MailTemplates

    return MailTemplates()


def correspondence() -> Correspondence:
    """Everything that writing about a case needs."""
    return Correspondence(cases(), exceptions(), mail_room())


def reply_desk() -> ReplyDesk:
    """Everything that answering a reply needs."""
    writing = correspondence()
    return ReplyDesk(
        correspondence=writing,
        links=writing.room.links,
        mails=writing.room.mails,
        received=received_mails(),
        following=Following(writing.cases, review_machine(), waits(), now),
    )


def received_mails() -> ReceivedMails:
    """What became of received mail."""
    from adapters.dynamodb.inbound_messages import DynamoReceivedMails

    return DynamoReceivedMails(_table())


def released() -> Released:
    """Has released messages followed."""
    from adapters.aws.async_invocations import LambdaReleased

    return LambdaReleased(_client("lambda"), settings.receive_reply_function())


def held_links() -> HeldLinks:
    """What links to held messages open."""
    return HeldLinks(links(), now)


def held_mails() -> HeldMails:
    """Everything that judging held messages needs."""
    return HeldMails(received_mails(), now)


def status_links() -> StatusLinks:
    """What links to the status page open."""
    return StatusLinks(links(), cases(), now)


def revisions() -> Revisions:
    """What links to change an application open."""
    return Revisions(links(), cases(), now)


def reminders() -> Reminders:
    """Everything that reminding needs."""
    from adapters.aws.observability import measure
    from adapters.dynamodb.work_queue import DynamoOpenTasks

    return Reminders(
        open_tasks=DynamoOpenTasks(_table()),
        correspondence=correspondence(),
        intervals=Intervals(settings.remind_days(), settings.escalate_days(), settings.overdue_days()),
        staff=staff().colleagues,
        escalation=settings.escalation(),
        measure=measure,
    )


def mending() -> Mending:
    """Everything that mending rounds needs."""
    from adapters.aws.step_functions import StepFunctions
    from adapters.dynamodb.unfinished_rounds import DynamoUnfinished

    machines = _client("stepfunctions")
    return Mending(
        unfinished=DynamoUnfinished(_table()),
        executions=StepFunctions(machines, settings.review_machine_arn(), settings.exception_machine_arn()),
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
    mends = mending()
    return Reconciliation(mends, Resending(mends.unfinished, correspondence(), holder_mail()))


def failures() -> Failures:
    """The rounds and exceptions whose state machine failed."""
    from adapters.dynamodb.unfinished_rounds import DynamoFailures

    return DynamoFailures(_table())


def failure_desk() -> FailureDesk:
    """Everything that starting a failed review again needs."""
    from adapters.dynamodb.audit_log import DynamoCaseLog

    return FailureDesk(mending(), DynamoCaseLog(_table()))


def mailbox() -> Any:
    """The bucket of received mail."""
    from botocore.config import Config

    from adapters.inbound_email.parser import Mailbox

    # For addresses that it signs, botocore takes neither signature 4 nor the region's own host by itself.
    signing = Config(signature_version="s3v4", s3={"addressing_style": "path"})
    s3 = _session().create_client("s3", config=signing)
    return Mailbox(s3, settings.received_mail_bucket(), settings.received_mail_prefix())


def channel() -> Channel:
    """Where the company hears of answers."""
    from adapters.aws.slack import Slack

    secrets, secret = _client("secretsmanager"), settings.slack_secret()
    return Slack(lambda: str(secrets.get_secret_value(SecretId=secret)["SecretString"]))
