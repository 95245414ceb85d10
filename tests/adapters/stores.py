"""Both kinds of every store: in memory, and on the template's own table, on moto."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3

from adapters.dynamodb.access_tokens import DynamoAccessTokens
from adapters.dynamodb.accounts import DynamoAccounts, DynamoAccountStatuses, DynamoPendingConfirmations
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
from adapters.dynamodb.keys import DynamoKeys
from adapters.dynamodb.operations import DynamoEndedCases, DynamoFailures, DynamoUnfinishedRounds
from adapters.dynamodb.outbox import DynamoOutbox
from adapters.dynamodb.table import Item, Table
from adapters.dynamodb.work_queue import DynamoOpenTasks, DynamoWorkQueue
from domain.applications.ports import PendingConfirmations
from domain.cases.access_tokens import AccessTokens
from domain.cases.history import EarlierApplications
from domain.cases.ports import (
    AuditLog,
    CaseParties,
    Cases,
    Exceptions,
    InboundMessages,
    OpenTasks,
    StaffStore,
    WorkQueue,
)
from domain.console.ports import CaseIndex, CaseNotes
from domain.decisions.ports import SavedReplies
from domain.keys.ports import KeyStore
from domain.model.ids import CaseKind, kind_of
from domain.model.ports import Accounts, AccountStatuses
from domain.notifications.ports import OutboxStore
from domain.operations.ports import EndedCases, Failures, UnfinishedRounds
from domain.operations.unfinished_rounds import RoundKey
from domain.reporting.ports import Forecasts, OutcomeRecords
from infra import transformed
from infra.local import definition
from tests.fakes import (
    FakeAccessTokens,
    FakeAccounts,
    FakeAccountStatuses,
    FakeAuditLog,
    FakeCaseIndex,
    FakeCaseNotes,
    FakeCaseParties,
    FakeCases,
    FakeEarlierApplications,
    FakeEndedCases,
    FakeExceptions,
    FakeFailures,
    FakeForecasts,
    FakeOpenTasks,
    FakeOutboxStore,
    FakeOutcomeRecords,
    FakePendingConfirmations,
    FakeSavedReplies,
    FakeStaff,
    FakeUnfinishedRounds,
    FakeWorkQueue,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class MachineOnDynamoDB:
    """Writes what the state machines write by themselves, with the expressions of their definitions."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def close(self, key: RoundKey) -> None:
        self._write(key, "Close change" if key.key_change else "Close review", {})

    def fail(self, key: RoundKey, failure: str) -> None:
        self._write(key, "Record failure", {"failure": failure, "failed": "failed"})

    def _write(self, key: RoundKey, state: str, values: Item) -> None:
        is_exception = kind_of(key.case_id) is CaseKind.EXCEPTION
        name = "Key" if key.key_change else "Exception" if is_exception else "Review"
        machine = definition.load(definition.SOURCES[name])
        arguments = machine["States"][state]["Arguments"]
        assert {f":{name}" for name in values} == set(arguments.get("ExpressionAttributeValues", {}))
        sort_key = "EXCEPTION" if is_exception else f"ROUND#{key.round}"
        stored_at = (f"CASE#{key.case_id}", f"KEY#{key.key_change}" if key.key_change else sort_key)
        self._table.update(stored_at, arguments["UpdateExpression"], arguments["ConditionExpression"], values)


@dataclass
class Stores:
    accounts: Accounts
    statuses: AccountStatuses
    pending: PendingConfirmations
    cases: Cases
    keys: KeyStore
    exceptions: Exceptions
    tokens: AccessTokens
    outbox: OutboxStore
    messages: InboundMessages
    open_tasks: OpenTasks
    work_queue: WorkQueue
    outcomes: OutcomeRecords
    forecasts: Forecasts
    log: AuditLog
    notes: CaseNotes
    staff: StaffStore
    replies: SavedReplies
    unfinished: UnfinishedRounds
    failures: Failures
    machine: FakeUnfinishedRounds | MachineOnDynamoDB
    ended: EndedCases
    index: CaseIndex
    parties: CaseParties
    earlier: EarlierApplications


def in_memory() -> Stores:
    statuses = FakeAccountStatuses()
    pending = FakePendingConfirmations()
    cases = FakeCases(statuses, pending)
    exceptions = FakeExceptions(cases, statuses)
    unfinished = FakeUnfinishedRounds(cases, exceptions)
    return Stores(
        FakeAccounts(),
        statuses,
        pending,
        cases,
        cases,
        exceptions,
        FakeAccessTokens(),
        FakeOutboxStore(cases),
        cases.received,
        FakeOpenTasks(cases),
        FakeWorkQueue(cases),
        FakeOutcomeRecords(cases),
        FakeForecasts(),
        FakeAuditLog(),
        FakeCaseNotes(),
        FakeStaff(),
        FakeSavedReplies(),
        unfinished,
        FakeFailures(unfinished),
        unfinished,
        FakeEndedCases(cases, exceptions),
        FakeCaseIndex(cases, exceptions),
        FakeCaseParties(cases, exceptions),
        FakeEarlierApplications(cases),
    )


@cache
def _client() -> "DynamoDBClient":
    """One for all tests: making one takes longer than most tests. What it is connected to, moto decides."""
    return boto3.client("dynamodb", region_name="us-east-1")


@cache
def _properties() -> dict[str, Any]:
    """Those of the template's table that moto takes. CloudFormation enables the stream itself."""
    (properties,) = transformed.resources("AWS::DynamoDB::Table").values()
    left_out = {"PointInTimeRecoverySpecification", "SSESpecification", "TimeToLiveSpecification"}
    stream = {"StreamSpecification": {"StreamEnabled": True, **properties["StreamSpecification"]}}
    return {**{key: value for key, value in properties.items() if key not in left_out}, **stream}


def table() -> Table:
    """The table of the template, empty."""
    _client().create_table(TableName="desk", **_properties())
    return Table(_client(), "desk")


def on_dynamodb() -> Stores:
    stored = table()
    return Stores(
        DynamoAccounts(stored),
        DynamoAccountStatuses(stored),
        DynamoPendingConfirmations(stored),
        DynamoCases(stored),
        DynamoKeys(stored),
        DynamoExceptions(stored),
        DynamoAccessTokens(stored),
        DynamoOutbox(stored),
        DynamoInboundMessages(stored),
        DynamoOpenTasks(stored),
        DynamoWorkQueue(stored),
        DynamoOutcomeRecords(stored),
        DynamoForecasts(stored),
        DynamoAuditLog(stored),
        DynamoCaseNotes(stored),
        DynamoStaff(stored),
        DynamoSavedReplies(stored),
        DynamoUnfinishedRounds(stored),
        DynamoFailures(stored),
        MachineOnDynamoDB(stored),
        DynamoEndedCases(stored),
        DynamoCaseIndex(stored),
        DynamoCaseParties(stored),
        DynamoEarlierApplications(stored),
    )
