"""Reads the records of the table's stream.

https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
"""

from typing import Any

from adapters.dynamodb.items import case_id_of, partition, task_of_key
from adapters.dynamodb.table import Item, load, plain
from domain.events.milestones import (
    Change,
    ConfirmationWaits,
    ExceptionChange,
    ExceptionState,
    KeyChanged,
    RoundChange,
    RoundState,
    TaskChange,
    TaskState,
)
from domain.policy.verdict import Result


class TableStream:
    def __init__(self, client: Any) -> None:
        self._client = client

    def read_batch(self, batch: dict[str, Any]) -> list[dict[str, Any]]:
        """The records of a batch that Lambda gave up, from the ``DDBStreamBatchInfo`` of its notice.

        The stream has them for 24 hours; later, GetShardIterator raises its error.
        https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
        """
        position = {"ShardIteratorType": "AT_SEQUENCE_NUMBER", "SequenceNumber": batch["startSequenceNumber"]}
        shard = {"StreamArn": batch["streamArn"], "ShardId": batch["shardId"]}
        iterator = self._client.get_shard_iterator(**shard, **position)["ShardIterator"]
        found: list[dict[str, Any]] = []
        last = int(batch["endSequenceNumber"])
        while iterator and not (found and int(found[-1]["dynamodb"]["SequenceNumber"]) >= last):
            page = self._client.get_records(ShardIterator=iterator)
            found += page["Records"]
            iterator = page.get("NextShardIterator")
        return [record for record in found if int(record["dynamodb"]["SequenceNumber"]) <= last]


def read_change(record: dict[str, Any]) -> Change | None:
    """What a record says of a case; None for items of other kinds, and for items that were deleted.

    Raises:
        LookupError, ValueError: if the item is not as this release stores it, or an earlier one did.
    """
    images = record["dynamodb"]
    if "NewImage" not in images:
        return None
    after = plain(images["NewImage"])
    before = plain(images["OldImage"]) if "OldImage" in images else None
    reader = _READERS.get(str(after["sk"]).partition("#")[0])
    return reader(before, after) if reader and str(after["pk"]).startswith(partition("")) else None


def _confirmation(before: Item | None, after: Item) -> ConfirmationWaits | None:
    if before is not None:
        return None
    application = load(after, "application")
    facts = {"application_id": application["id"], "at": application["submitted_at"]}
    return ConfirmationWaits(account_id=application["request"]["account_id"], **facts)


def _round(before: Item | None, after: Item) -> RoundChange:
    return RoundChange.model_validate(
        {
            "application_id": case_id_of(after),
            "account_id": load(after, "brief")["account_id"],
            "number": after["number"],
            "started_at": after["started_at"],
            "before": before and _round_state(before),
            "after": _round_state(after),
        }
    )


def _round_state(item: Item) -> RoundState:
    verdict, outcome = load(item, "verdict"), load(item, "outcome") or {}
    is_rejected = verdict and any(finding["result"] == Result.REJECT for finding in verdict["findings"])
    passed_at = item.get("judged_at", item["started_at"]) if verdict and not is_rejected else None
    facts = {"passed_at": passed_at, "status": outcome.get("status"), "at": outcome.get("at")}
    return RoundState.model_validate(facts)


def _task(before: Item | None, after: Item) -> TaskChange:
    return TaskChange.model_validate(
        {
            "key": task_of_key(str(after["pk"]), str(after["sk"])),
            "account_id": load(after, "brief")["account_id"],
            "opened_at": after["opened_at"],
            "before": before and _task_state(before),
            "after": _task_state(after),
        }
    )


def _task_state(item: Item) -> TaskState:
    decision = load(item, "decision") or {}
    return TaskState.model_validate({"decision": decision.get("answer"), "at": decision.get("at")})


def _exception(before: Item | None, after: Item) -> ExceptionChange:
    return ExceptionChange.model_validate(
        {
            "exception_id": case_id_of(after),
            "account_id": after["account_id"],
            "filed_at": after["submitted_at"],
            "before": before and _exception_state(before),
            "after": _exception_state(after),
        }
    )


def _exception_state(item: Item) -> ExceptionState:
    outcome = load(item, "outcome")
    return ExceptionState(status=outcome["status"], at=outcome["at"]) if outcome else ExceptionState()


def _key(before: Item | None, after: Item) -> KeyChanged | None:
    if before is not None:
        return None
    facts = {"application_id": case_id_of(after), "account_id": after["account_id"]}
    return KeyChanged.model_validate({**facts, "change": load(after, "change")})


_READERS = {
    "WAITING": _confirmation,
    "ROUND": _round,
    "TASK": _task,
    "EXCEPTION": _exception,
    "KEY": _key,
}
"""By the beginning of the sort key."""
