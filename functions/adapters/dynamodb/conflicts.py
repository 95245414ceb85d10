"""Writes that meet a transaction.

DynamoDB refuses a write of an item that a transaction writes at this moment, and cancels one of two transactions. The
SDK does not retry these.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
"""

import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CONFLICT_PAUSES = (0.05, 0.1, 0.2, 0.4)  # seconds at most
Answer = TypeVar("Answer")


def retried(client: "DynamoDBClient", write: Callable[[], Answer]) -> Answer:
    """Write, and again after a pause if it meets a transaction. Raises its error if it still does at the end."""
    for pause in CONFLICT_PAUSES:
        try:
            return write()
        except client.exceptions.TransactionConflictException:
            pass
        except client.exceptions.TransactionCanceledException as error:
            why = reasons(error)
            if "TransactionConflict" not in why or "ConditionalCheckFailed" in why:
                raise
        time.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 (no secret: it spreads the retries)
    return write()


def reasons(cancelled: Any) -> list[str]:
    """Why a transaction was cancelled: a code for each of its writes."""
    return [reason.get("Code", "None") for reason in cancelled.response.get("CancellationReasons", [])]
