"""The two kinds of every store: in memory, and on the template's own table, on moto."""

from dataclasses import dataclass
from typing import Any

import boto3
from samtranslator.yaml_helper import yaml_parse

from adapters.accounts import DynamoAccounts, DynamoStandings, DynamoWaiting
from adapters.answers import DynamoAnswers
from adapters.case_index import DynamoCaseIndex
from adapters.case_log import DynamoCaseLog
from adapters.cases import DynamoCases
from adapters.dynamodb import Item, Table
from adapters.exceptions import DynamoExceptions
from adapters.forgetting import DynamoEndedCases
from adapters.links import DynamoLinks
from adapters.mails import DynamoMails
from adapters.open_tasks import DynamoOpenTasks
from adapters.queue import DynamoQueue
from adapters.received_mails import DynamoReceivedMails
from adapters.saved_replies import DynamoSavedReplies
from adapters.unfinished import DynamoFailures, DynamoUnfinished
from infra.local import definition
from review.case_ids import CaseKind, kind_of
from review.policy import Verdict
from review.ports import (
    Accounts,
    Answers,
    CaseIndex,
    CaseLog,
    Cases,
    EndedCases,
    Exceptions,
    Failures,
    Links,
    Mails,
    OpenTasks,
    Queue,
    ReceivedMails,
    SavedReplies,
    Standings,
    UnfinishedRounds,
    Waiting,
)
from review.unfinished import RoundKey
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
