"""Builds the adapters, once a process and only when a handler asks: nothing happens at import."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

import settings
from review.handing_in import FrontDesk
from review.mailing import MailRoom
from review.ports import Accounts, Cases, Links, Machine
from review.replies import ReplyDesk


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


def cases() -> Cases:
    """Applications, rounds and tasks."""
    from adapters.cases import DynamoCases

    return DynamoCases(_table())


def links() -> Links:
    """What tokens stand for."""
    from adapters.links import DynamoLinks

    return DynamoLinks(_table(), now)


def machine(*, starts: bool) -> Machine:
    """The review state machine; a function that only wakes it is told no ARN."""
    from adapters.machine import StepFunctionsMachine

    arn = settings.state_machine_arn() if starts else ""
    return StepFunctionsMachine(_client("stepfunctions"), _table(), arn)


def front_desk() -> FrontDesk:
    """Everything that handing an application in needs."""
    return FrontDesk(cases(), machine(starts=True), now, settings.mail_domain())


def mail_room() -> MailRoom:
    """Everything that sending a mail needs."""
    from adapters.mails import DynamoMails
    from adapters.post import SesPost
    from adapters.templates import MailTemplates

    domain = settings.mail_domain()
    return MailRoom(
        cases=cases(),
        links=links(),
        mails=DynamoMails(_table()),
        post=SesPost(_post_office(), f"desk@{domain}"),
        templates=MailTemplates(),
        clock=now,
        public_url=settings.public_url(),
        mail_domain=domain,
    )


def reply_desk() -> ReplyDesk:
    """Everything that answering a reply needs."""
    return ReplyDesk(room=mail_room(), machine=machine(starts=True))


def mailbox() -> Any:
    """The bucket of received mail."""
    from adapters.received import Mailbox

    return Mailbox(_client("s3"), settings.received_mail_bucket(), settings.received_mail_prefix())
