"""Transactions that meet each other, which neither moto nor the embedded AWS shows."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from adapters.dynamodb.table import CONFLICT_PAUSES, ConditionFailed, Table


class Responses:
    """A table whose DynamoDB returns these cancellation codes, one for each try; None for success."""

    def __init__(self, *codes: str | None) -> None:
        client = boto3.client("dynamodb", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        self._stub = Stubber(client)
        for code in codes:
            self._add(code)
        self._stub.activate()
        self.table = Table(client, "desk")

    def _add(self, code: str | None) -> None:
        if code is None:
            self._stub.add_response("transact_write_items", {})
            return
        reasons: dict[str, Any] = {"CancellationReasons": [{"Code": "None"}, {"Code": code}]}
        self._stub.add_client_error("transact_write_items", "TransactionCanceledException", modeled_fields=reasons)

    def write(self) -> None:
        self.table.transact(self.table.put_write(("a", "b"), {}))
        self._stub.assert_no_pending_responses()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)


def test_transaction_that_meets_another_is_retried() -> None:
    Responses("TransactionConflict", "TransactionConflict", None).write()


def test_retry_sees_what_was_written_meanwhile() -> None:
    with pytest.raises(ConditionFailed):
        Responses("TransactionConflict", "ConditionalCheckFailed").write()


@pytest.mark.parametrize("codes", [["TransactionConflict"] * (len(CONFLICT_PAUSES) + 1), ["ValidationError"]])
def test_transaction_with_a_lasting_conflict_or_another_error_fails(codes: list[str]) -> None:
    with pytest.raises(ClientError, match="TransactionCanceled"):
        Responses(*codes).write()
