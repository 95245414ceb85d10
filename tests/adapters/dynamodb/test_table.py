"""What DynamoDB answers when two write at once, which neither moto nor the embedded AWS does."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from adapters.dynamodb.table import CONFLICT_PAUSES, ConditionFailed, Table


class Answers:
    """A table whose DynamoDB gives these answers: the cancellation codes of each try, None for success."""

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


def test_a_transaction_that_meets_another_is_tried_again() -> None:
    Answers("TransactionConflict", "TransactionConflict", None).write()


def test_what_was_written_meanwhile_is_seen_by_the_second_try() -> None:
    with pytest.raises(ConditionFailed):
        Answers("TransactionConflict", "ConditionalCheckFailed").write()


def test_a_conflict_that_does_not_end_is_a_fault() -> None:
    with pytest.raises(ClientError, match="TransactionCanceled"):
        Answers(*["TransactionConflict"] * (len(CONFLICT_PAUSES) + 1)).write()


def test_another_reason_is_not_tried_again() -> None:
    with pytest.raises(ClientError, match="TransactionCanceled"):
        Answers("ValidationError").write()
