"""Writes that meet a transaction, which neither moto nor the embedded AWS shows."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from adapters.dynamodb.conflicts import CONFLICT_PAUSES
from adapters.dynamodb.table import ConditionFailed, Table

CONFLICT, CONDITION = "TransactionConflict", "ConditionalCheckFailed"
KEY = ("a", "b")
Write = Callable[[Table], Any]


def transact(table: Table) -> None:
    table.transact(table.update_write(KEY, "SET c = :one", "c < :one", {"one": 1}), table.put_write(KEY, {}))


WRITES: dict[str, Write] = {
    "transact_write_items": transact,
    "put_item": lambda table: table.put(KEY, {}, new=True),
    "update_item": lambda table: table.update(KEY, "SET c = :one", "attribute_not_exists(pk)", {"one": 1}),
    "delete_item": lambda table: table.take(KEY),
}


class Responses:
    """A table whose DynamoDB answers an operation with these codes, one for each try; None for success."""

    def __init__(self, operation: str, *codes: str | None) -> None:
        client = boto3.client("dynamodb", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        self._stub = Stubber(client)
        self._operation = operation
        for code in codes:
            self._add(code)
        self._stub.activate()
        self._table = Table(client, "desk")

    def _add(self, code: str | None) -> None:
        if code is None:
            self._stub.add_response(self._operation, {})
        elif self._operation == "transact_write_items":
            reasons: dict[str, Any] = {"CancellationReasons": [{"Code": "None"}, {"Code": code}]}
            self._stub.add_client_error(self._operation, "TransactionCanceledException", modeled_fields=reasons)
        else:
            self._stub.add_client_error(self._operation, f"{code}Exception", "It was refused.")

    def write(self) -> None:
        WRITES[self._operation](self._table)
        self._stub.assert_no_pending_responses()


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    return slept


@pytest.mark.parametrize("operation", WRITES)
def test_write_that_meets_a_transaction_is_retried(operation: str, pauses: list[float]) -> None:
    Responses(operation, CONFLICT, CONFLICT, None).write()

    assert len(pauses) == 2
    assert all(pause > 0 for pause in pauses)


@pytest.mark.parametrize("operation", ["transact_write_items", "put_item", "update_item"])
def test_retry_sees_what_was_written_meanwhile(operation: str) -> None:
    with pytest.raises(ConditionFailed, match=r"attribute_not_exists\(pk\)"):
        Responses(operation, CONFLICT, CONDITION).write()


@pytest.mark.parametrize("operation", WRITES)
@pytest.mark.parametrize("codes", [[CONFLICT] * (len(CONFLICT_PAUSES) + 1), ["ValidationError"]])
def test_write_with_a_lasting_conflict_or_another_error_fails(operation: str, codes: list[str]) -> None:
    with pytest.raises(ClientError, match=r"TransactionCanceled|TransactionConflict|ValidationError"):
        Responses(operation, *codes).write()
