"""Builds the adapters, once a process and only when a handler asks: nothing happens at import."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import settings
from review import handing_in, revising
from review.account import Account
from review.account_page import AccountDesk
from review.application import Application, Proof
from review.case_desk import CaseDesk
from review.correspondence import Correspondence
from review.deciding import Decisions
from review.exception_desk import ExceptionDesk
from review.failures import FailureDesk
from review.following import Following
from review.handing_in import FrontDesk
from review.held_mail import HeldLinks, HeldMails
from review.holders import ApplyLinks, Confirmations, HolderMail, look_up
from review.lifecycle import Case
from review.mailing import MailRoom, Templates
from review.ports import (
    AccountLookup,
    Accounts,
    Answers,
    Applicants,
    CaseIndex,
    Cases,
    Channel,
    EndedCases,
    Exceptions,
    Failures,
    Holders,
    Links,
    Machine,
    Mails,
    Queue,
    ReceivedMails,
    Released,
    SavedReplies,
    StaffMail,
    Standings,
    Waiting,
    Waits,
)
from review.reconciling import Mending, Reconciliation
from review.reminding import Intervals, Reminders
from review.replies import ReplyDesk
from review.resending import Resending
from review.revising import Revisions
from review.search import Search
from review.signing_in import SignIn
from review.staff import Role, Staff
from review.withdrawing import StatusLinks


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
    from adapters.dynamodb import Table

    return Table(_client("dynamodb"), settings.table_name())


def _post_office() -> Any:
    from botocore.config import Config

    # One try: a time-out may hide that SES took the mail. The state machine, or Lambda, tries again.
    once = Config(connect_timeout=2, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 1})
    return _session().create_client("ses", config=once)


def accounts() -> Accounts:
    """The account records."""
    from adapters.accounts import DynamoAccounts

    return DynamoAccounts(_table())


def account_lookup() -> AccountLookup:
    """Whoever knows the accounts."""
    from adapters.accounts import LambdaAccountLookup

    return LambdaAccountLookup(_client("lambda"), settings.account_lookup_function())


def _standings() -> Standings:
    from adapters.accounts import DynamoStandings

    return DynamoStandings(_table())


def _waiting() -> Waiting:
    from adapters.accounts import DynamoWaiting

    return DynamoWaiting(_table())


def account(account_id: str) -> Account | None:
    """An account as the policy sees it, looked up now."""
    return look_up(account_id, account_lookup(), _standings(), now)


def cases() -> Cases:
    """Applications, rounds and tasks."""
    from adapters.cases import DynamoCases

    return DynamoCases(_table())


def exceptions() -> Exceptions:
    """Exceptions for high-value clients."""
    from adapters.exceptions import DynamoExceptions

    return DynamoExceptions(_table())


def ended_cases() -> EndedCases:
    """What has ended, to forget it."""
    from adapters.forgetting import DynamoEndedCases

    return DynamoEndedCases(_table())


def links() -> Links:
    """What tokens stand for."""
    from adapters.links import DynamoLinks

    return DynamoLinks(_table())


def review_machine() -> Machine:
    """The review state machine."""
    from adapters.machine import ReviewMachine

    return ReviewMachine(_client("stepfunctions"), settings.review_machine_arn())


def exception_desk() -> ExceptionDesk:
    """Everything that filing an exception needs."""
    from adapters.machine import ExceptionMachine

    machine = ExceptionMachine(_client("stepfunctions"), settings.exception_machine_arn())
    return ExceptionDesk(exceptions(), account_lookup(), machine, now, settings.mail_domain())


def read_application(data: Any, hand_in_key: str, proof: Proof | None) -> Application:
    """Check what was sent."""
    from adapters.images import look_at

    return handing_in.read_application(data, hand_in_key, look_at, now, proof)


def read_revision(case: Case, fields: dict[str, str], files: dict[str, bytes]) -> Application:
    """Check how an application was changed."""
    from adapters.images import look_at

    return revising.read_revision(case, fields, files, look_at)


def front_desk() -> FrontDesk:
    """Everything that handing an application in needs."""
    return FrontDesk(cases(), review_machine(), settings.mail_domain())


def holders() -> Holders:
    """Has the holders of accounts written to."""
    from adapters.by_event import LambdaHolders

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
    from adapters.queue import DynamoQueue

    return DynamoQueue(_table())


def answers() -> Answers:
    """How rounds and exceptions ended."""
    from adapters.answers import DynamoAnswers

    return DynamoAnswers(_table())


def saved_replies() -> SavedReplies:
    """What reviewers write again and again."""
    from adapters.saved_replies import DynamoSavedReplies

    return DynamoSavedReplies(_table())


def case_desk() -> CaseDesk:
    """Everything that working on a case in the console needs."""
    from adapters.case_log import DynamoCaseLog

    return CaseDesk(decisions(), DynamoCaseLog(_table()))


def case_index() -> CaseIndex:
    """Cases as lists show them."""
    from adapters.case_index import DynamoCaseIndex

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
    from adapters.by_event import LambdaApplicants

    return LambdaApplicants(_client("lambda"), settings.send_status_link_function())


def staff_mail() -> StaffMail:
    """Has the staff written to."""
    from adapters.by_event import LambdaStaffMail

    return LambdaStaffMail(_client("lambda"), settings.send_sign_in_link_function())


def mails() -> Mails:
    """The record of every mail."""
    from adapters.mails import DynamoMails

    return DynamoMails(_table())


def waits() -> Waits:
    """The states that wait for a decision."""
    from adapters.machine import TaskTokens

    return TaskTokens(_client("stepfunctions"), _table())


def mail_room() -> MailRoom:
    """Everything that sending a mail needs."""
    from adapters.post import SesPost
    from adapters.telemetry import count

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
    from adapters.templates import MailTemplates

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
    from adapters.received_mails import DynamoReceivedMails

    return DynamoReceivedMails(_table())


def released() -> Released:
    """Has released messages followed."""
    from adapters.by_event import LambdaReleased

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
    from adapters.open_tasks import DynamoOpenTasks
    from adapters.telemetry import measure

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
    from adapters.executions import StepFunctions
    from adapters.repairs import report_repair
    from adapters.unfinished import DynamoUnfinished

    machines = _client("stepfunctions")
    return Mending(
        unfinished=DynamoUnfinished(_table()),
        executions=StepFunctions(machines, settings.review_machine_arn(), settings.exception_machine_arn()),
        waits=waits(),
        clock=now,
        report=report_repair,
        grace=timedelta(minutes=settings.reconcile_after_minutes()),
    )


def reconciliation() -> Reconciliation:
    """Everything that reconciling needs."""
    mends = mending()
    return Reconciliation(mends, Resending(mends.unfinished, correspondence(), holder_mail()))


def failures() -> Failures:
    """The rounds and exceptions whose state machine failed."""
    from adapters.unfinished import DynamoFailures

    return DynamoFailures(_table())


def failure_desk() -> FailureDesk:
    """Everything that starting a failed review again needs."""
    from adapters.case_log import DynamoCaseLog

    return FailureDesk(mending(), DynamoCaseLog(_table()))


def mailbox() -> Any:
    """The bucket of received mail."""
    from botocore.config import Config

    from adapters.received import Mailbox

    # For addresses that it signs, botocore takes neither signature 4 nor the region's own host by itself.
    signing = Config(signature_version="s3v4", s3={"addressing_style": "path"})
    s3 = _session().create_client("s3", config=signing)
    return Mailbox(s3, settings.received_mail_bucket(), settings.received_mail_prefix())


def channel() -> Channel:
    """Where the company hears of answers."""
    from adapters.slack import Slack

    secrets, secret = _client("secretsmanager"), settings.slack_secret()
    return Slack(lambda: str(secrets.get_secret_value(SecretId=secret)["SecretString"]))
