"""The two kinds of every store: in memory, and on the template's own table, on moto."""

from dataclasses import dataclass
from typing import Any

import boto3
from samtranslator.yaml_helper import yaml_parse

from adapters.dynamodb.access_tokens import DynamoLinks
from adapters.dynamodb.accounts import DynamoAccounts, DynamoStandings, DynamoWaiting
from adapters.dynamodb.audit_log import DynamoCaseLog
from adapters.dynamodb.case_index import DynamoCaseIndex
from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.exceptions import DynamoExceptions
from adapters.dynamodb.inbound_messages import DynamoReceivedMails
from adapters.dynamodb.outbox import DynamoMails
from adapters.dynamodb.outcomes import DynamoAnswers
from adapters.dynamodb.retention import DynamoEndedCases
from adapters.dynamodb.saved_replies import DynamoSavedReplies
from adapters.dynamodb.table import Item, Table
from adapters.dynamodb.unfinished_rounds import DynamoFailures, DynamoUnfinished
from adapters.dynamodb.work_queue import DynamoOpenTasks, DynamoQueue
from domain.applications.ports import Waiting
from domain.cases.ports import CaseLog, Cases, Exceptions, Links, OpenTasks, Queue, ReceivedMails
from domain.console.ports import CaseIndex
from domain.decisions.ports import SavedReplies
from domain.model.ids import CaseKind, kind_of
from domain.model.ports import Accounts, Standings
from domain.notifications.ports import Mails
from domain.operations.ports import EndedCases, Failures, UnfinishedRounds
from domain.operations.unfinished_rounds import RoundKey
from domain.policy import Verdict
from domain.reporting.ports import Answers
from infra.local import definition
from tests.examples import ROOT, account
from tests.fakes import (
    FakeAccounts,
    FakeAnswers,
    FakeCaseIndex,
    FakeCaseLog,
    FakeCases,
    FakeEndedCases,
    FakeExceptions,
    FakeFailures,
    FakeLinks,
    FakeMails,
    FakeOpenTasks,
    FakeQueue,
    FakeSavedReplies,
    FakeStandings,
    FakeUnfinished,
    FakeWaiting,
)


class MachineOnDynamoDB:
    """What the state machines write by themselves, with the expressions of their definitions."""

    def __init__(self, desk: Table) -> None:
        self._table = desk

    def close(self, key: RoundKey) -> None:
        self._write(key, "Close review", {})

    def judge(self, key: RoundKey) -> None:
        verdict = Verdict(policy_version="1", findings=())
        checked: Item = {"account": account().model_dump_json(), "verdict": verdict.model_dump_json()}
        self._write(key, "Record policy check", checked)

    def fail(self, key: RoundKey, failure: str) -> None:
        self._write(key, "Record failure", {"failure": failure, "failed": "failed"})

    def _write(self, key: RoundKey, state: str, values: Item) -> None:
        is_exception = kind_of(key.case_id) is CaseKind.EXCEPTION
        machine = definition.load(definition.SOURCES["Exception" if is_exception else "Review"])
        arguments = machine["States"][state]["Arguments"]
        assert {f":{name}" for name in values} == set(arguments.get("ExpressionAttributeValues", {}))
        place = (f"CASE#{key.case_id}", "EXCEPTION" if is_exception else f"ROUND#{key.round}")
        self._table.update(place, arguments["UpdateExpression"], arguments["ConditionExpression"], values)


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
    answers: Answers
    log: CaseLog
    replies: SavedReplies
    unfinished: UnfinishedRounds
    failures: Failures
    machine: FakeUnfinished | MachineOnDynamoDB
    ended: EndedCases
    index: CaseIndex


def in_memory() -> Stores:
    """Every store as a fake."""
    standings = FakeStandings()
    cases = FakeCases(standings)
    exceptions = FakeExceptions(cases, standings)
    unfinished = FakeUnfinished(cases, exceptions)
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
        FakeAnswers(cases),
        FakeCaseLog(),
        FakeSavedReplies(),
        unfinished,
        FakeFailures(unfinished),
        unfinished,
        FakeEndedCases(cases, exceptions),
        FakeCaseIndex(cases, exceptions),
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
        DynamoAnswers(desk),
        DynamoCaseLog(desk),
        DynamoSavedReplies(desk),
        DynamoUnfinished(desk),
        DynamoFailures(desk),
        MachineOnDynamoDB(desk),
        DynamoEndedCases(desk),
        DynamoCaseIndex(desk),
    )
