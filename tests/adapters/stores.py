"""The two kinds of every store: in memory, and on the template's own table, on moto."""

from dataclasses import dataclass
from typing import Any

import boto3
from samtranslator.yaml_helper import yaml_parse

from adapters.accounts import DynamoAccounts, DynamoStandings, DynamoWaiting
from adapters.case_log import DynamoCaseLog
from adapters.cases import DynamoCases
from adapters.dynamodb import Table
from adapters.exceptions import DynamoExceptions
from adapters.links import DynamoLinks
from adapters.mails import DynamoMails
from adapters.open_tasks import DynamoOpenTasks
from adapters.queue import DynamoQueue
from adapters.received_mails import DynamoReceivedMails
from adapters.saved_replies import DynamoSavedReplies
from review.ports import (
    Accounts,
    CaseLog,
    Cases,
    Exceptions,
    Links,
    Mails,
    OpenTasks,
    Queue,
    ReceivedMails,
    SavedReplies,
    Standings,
    Waiting,
)
from tests.examples import ROOT
from tests.fakes import (
    FakeAccounts,
    FakeCaseLog,
    FakeCases,
    FakeExceptions,
    FakeLinks,
    FakeMails,
    FakeOpenTasks,
    FakeQueue,
    FakeSavedReplies,
    FakeStandings,
    FakeWaiting,
)


@dataclass
class Stores:
    """One of each."""

    accounts: Accounts
    standings: Standings
    waiting: Waiting
    cases: Cases
    exceptions: Exceptions
    links: Links
    mails: Mails
    received: ReceivedMails
    open_tasks: OpenTasks
    queue: Queue
    log: CaseLog
    replies: SavedReplies


def in_memory() -> Stores:
    """Every store as a fake."""
    standings = FakeStandings()
    cases = FakeCases(standings)
    exceptions = FakeExceptions(cases, standings)
    return Stores(
        FakeAccounts(),
        standings,
        FakeWaiting(),
        cases,
        exceptions,
        FakeLinks(),
        FakeMails(cases),
        cases.received,
        FakeOpenTasks(cases),
        FakeQueue(cases),
        FakeCaseLog(),
        FakeSavedReplies(),
    )


def table() -> Table:
    """The table of the template."""
    properties: dict[str, Any] = yaml_parse((ROOT / "template.yaml").read_text("utf-8"))["Resources"]["Table"][
        "Properties"
    ]
    client = boto3.client("dynamodb", region_name="us-east-1")
    left_out = {"PointInTimeRecoverySpecification", "SSESpecification", "TimeToLiveSpecification"}
    client.create_table(TableName="desk", **{key: value for key, value in properties.items() if key not in left_out})
    return Table(client, "desk")


def on_dynamodb() -> Stores:
    """Every store on DynamoDB."""
    desk = table()
    return Stores(
        DynamoAccounts(desk),
        DynamoStandings(desk),
        DynamoWaiting(desk),
        DynamoCases(desk),
        DynamoExceptions(desk),
        DynamoLinks(desk),
        DynamoMails(desk),
        DynamoReceivedMails(desk),
        DynamoOpenTasks(desk),
        DynamoQueue(desk),
        DynamoCaseLog(desk),
        DynamoSavedReplies(desk),
    )
