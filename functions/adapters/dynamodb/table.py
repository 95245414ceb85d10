"""The one DynamoDB table. ``docs/data.md`` has its items and access patterns."""

import json
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from adapters.dynamodb.conflicts import CONFLICT_PAUSES, reasons, retried

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MOST_AT_ONCE = 100  # keys of one BatchGetItem
# Bytes. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
LONGEST_PARTITION_KEY, LONGEST_SORT_KEY = 2048, 1024

Item = dict[str, str | int]
Key = tuple[str, str]


class Index(NamedTuple):
    """A secondary index."""

    name: str
    hash: str  # the name of its hash key


BY_AGE = Index("open-by-age", "open_kind")
BY_ASSIGNEE = Index("by-assignee", "assignee")
BY_MONTH = Index("answers-by-month", "answered_in")
BY_ACCOUNT = Index("by-account", "account_id")


class ConditionFailed(Exception):
    """The condition of a write did not hold. The message names the condition, and no key: it may be an address."""


class Table:
    """The few DynamoDB calls that the adapters make, in plain values: strings and whole numbers."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def get(self, key: Key) -> Item | None:
        """One item, read consistently, or None; also where anybody sent a key that DynamoDB would refuse."""
        if not _can_be(key):
            return None
        found = self._client.get_item(TableName=self._name, Key=_key(key), ConsistentRead=True)
        return plain(found["Item"]) if "Item" in found else None

    def query(self, partition: str, beginning: str = "") -> list[Item]:
        """Every item of a partition whose sort key begins so, by sort key, read consistently; none if none can be."""
        if not _can_be((partition, beginning)):
            return []
        condition = "pk = :pk" + (" AND begins_with(sk, :beginning)" if beginning else "")
        values = {"pk": partition} | ({"beginning": beginning} if beginning else {})
        return list(self._all_pages(condition, values, ConsistentRead=True))

    def list_last(self, partition: str, beginning: str, limit: int, before: str = "") -> list[Item]:
        """The last items of a partition whose sort key begins so, the last first, in one read.

        With ``before``, those before the key that continues so; none where that can be no key.
        """
        end = beginning + (before or "~")  # after every letter and digit
        if not _can_be((partition, end)):
            return []
        condition, values = "pk = :pk AND sk BETWEEN :beginning AND :end", {"beginning": beginning, "end": end}
        options = {"ConsistentRead": True, "ScanIndexForward": False, "Limit": limit}
        items, _ = self._one_page(condition, {"pk": partition, **values}, **options)
        return [item for item in items if item["sk"] != end]

    def list_open(self, open_kind: str) -> Iterator[Item]:
        """What an index has of the items of an ``open_kind``, the oldest first, a page at a time."""
        return self._all_pages(f"{BY_AGE.hash} = :kind", {"kind": open_kind}, IndexName=BY_AGE.name)

    def count(self, index: Index, value: str, most: int) -> int:
        """How many items an index has of a value, up to a number: one query, which reads no more than these."""
        options = {"IndexName": index.name, "Select": "COUNT", "Limit": most}
        return int(self._client.query(**self._query(f"{index.hash} = :value", {"value": value}, **options))["Count"])

    def list_indexed(
        self,
        index: Index,
        value: str,
        limit: int,
        until: str = "",
        after: Item | None = None,
        *,
        is_newest: bool = False,
    ) -> tuple[list[Item], bool]:
        """One query of an index, the oldest first unless ``is_newest``; and whether these are all.

        DynamoDB ends it after ``limit`` items, or after it has read 1 MB. With ``until``, what has waited since then or
        longer; with ``after`` (an item of the page before), what follows.
        """
        condition = f"{index.hash} = :value" + (" AND waits_since <= :until" if until else "")
        values = {"value": value} | ({"until": until} if until else {})
        start = {"ExclusiveStartKey": _attributes({index.hash: value, **after})} if after else {}
        options = {"IndexName": index.name, "Limit": limit, "ScanIndexForward": not is_newest}
        return self._one_page(condition, values, **options, **start)

    def find_containing(
        self, partition: str, beginning: str, attribute: str, texts: list[str]
    ) -> tuple[list[Item], bool]:
        """Items whose sort key begins so, and whose attribute contains all of these texts; and whether these are all.

        One query, which DynamoDB ends after it has read 1 MB.
        """
        if not all(_can_be((partition, text)) for text in (beginning, *texts)):
            return [], True
        contained = {f"t{number}": text for number, text in enumerate(texts)}
        condition = " AND ".join(f"contains({attribute}, :{name})" for name in contained)
        values = {"pk": partition, "beginning": beginning, **contained}
        options = {"FilterExpression": condition} if contained else {}
        return self._one_page("pk = :pk AND begins_with(sk, :beginning)", values, **options)

    def list_answered(self, month: str, limit: int, before: str = "") -> list[Item]:
        """The last outcomes of a month, the last first; with ``before`` (an ``answered_at``), those before it."""
        condition = f"{BY_MONTH.hash} = :month" + (" AND answered_at < :before" if before else "")
        values = {"month": month} | ({"before": before} if before else {})
        options = {"IndexName": BY_MONTH.name, "ScanIndexForward": False, "Limit": limit}
        return list(islice(self._all_pages(condition, values, **options), limit))

    def _query(self, condition: str, values: dict[str, str], **options: Any) -> dict[str, Any]:
        texts = {f":{name}": {"S": value} for name, value in values.items()}
        query = {"TableName": self._name, "KeyConditionExpression": condition, "ExpressionAttributeValues": texts}
        return {**query, **options}

    def _one_page(self, condition: str, values: dict[str, str], **options: Any) -> tuple[list[Item], bool]:
        """The items of one query, and whether these are all."""
        found = self._client.query(**self._query(condition, values, **options))
        return [plain(item) for item in found["Items"]], "LastEvaluatedKey" not in found

    def _all_pages(self, condition: str, values: dict[str, str], **options: Any) -> Iterator[Item]:
        pages = self._client.get_paginator("query").paginate(**self._query(condition, values, **options))
        return (plain(item) for page in pages for item in page["Items"])

    def get_many(self, keys: list[Key], attributes: tuple[str, ...], *, consistent: bool = False) -> list[Item]:
        """These attributes of up to 100 items, in no order. What DynamoDB leaves out at first is asked for again."""
        names = {f"#{name}": name for name in ("pk", *attributes)}
        projection: Any = {"ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names}
        projection["ConsistentRead"] = consistent
        wanted: Any = {self._name: {**projection, "Keys": [_key(key) for key in keys]}} if keys else {}
        found: list[Item] = []
        for pause in (*CONFLICT_PAUSES, None):
            if not wanted:
                break
            batch = self._client.batch_get_item(RequestItems=wanted)
            found += map(plain, batch["Responses"][self._name])
            wanted = batch.get("UnprocessedKeys")
            if wanted and pause is None:
                raise TimeoutError("DynamoDB leaves items out")
            time.sleep(pause if wanted and pause else 0)
        return found

    def put(self, key: Key, item: Item, *, new: bool = False) -> None:
        """Store an item. With ``new``, raises ``ConditionFailed`` if it exists."""
        put = self.put_write(key, item, new=new)["Put"]
        self._write(lambda: self._client.put_item(**put), put)

    def take(self, key: Key) -> Item | None:
        """Delete an item; returns it, or None where there was none, or can be none."""
        if not _can_be(key):
            return None
        delete: Any = {"TableName": self._name, "Key": _key(key), "ReturnValues": "ALL_OLD"}
        deleted = self._write(lambda: self._client.delete_item(**delete), delete)
        return plain(deleted["Attributes"]) if "Attributes" in deleted else None

    def update(self, key: Key, update: str, condition: str, values: Item, names: dict[str, str] | None = None) -> None:
        """Change an item. Raises ``ConditionFailed`` where the condition does not hold.

        Not a transaction of one write: that is cancelled if anybody else writes the item at this moment.
        """
        change = self.update_write(key, update, condition, values, names)["Update"]
        self._write(lambda: self._client.update_item(**change), change)

    def transact(self, *writes: Any) -> None:
        """All writes or none. Raises ``ConditionFailed`` where a condition of one does not hold."""
        try:
            retried(self._client, lambda: self._client.transact_write_items(TransactItems=list(writes)))
        except self._client.exceptions.TransactionCanceledException as error:
            codes = reasons(error)
            if "ConditionalCheckFailed" not in codes:
                raise
            failed = [write for write, code in zip(writes, codes, strict=False) if code == "ConditionalCheckFailed"]
            conditions = (str(part.get("ConditionExpression")) for write in failed for part in write.values())
            raise ConditionFailed(f"in a transaction: {'; '.join(conditions)}") from None

    def _write(self, write: Callable[[], Any], arguments: Any) -> Any:
        try:
            return retried(self._client, write)
        except self._client.exceptions.ConditionalCheckFailedException:
            raise ConditionFailed(arguments["ConditionExpression"]) from None

    def put_write(self, key: Key, item: Item, *, new: bool = True) -> Any:
        """A put for ``transact``; with ``new`` the item must not exist yet."""
        put: dict[str, Any] = {"TableName": self._name, "Item": {**_key(key), **_attributes(item)}}
        if new:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        return {"Put": put}

    def delete_write(self, key: Key, condition: str, values: Item, names: dict[str, str]) -> Any:
        """A deletion for ``transact``."""
        return {"Delete": self._conditional(key, condition, values, names)}

    def update_write(
        self, key: Key, update: str, condition: str, values: Item, names: dict[str, str] | None = None
    ) -> Any:
        """An update for ``transact``; ``values`` without their colon, ``names`` with their hash sign."""
        update_item: dict[str, Any] = {"TableName": self._name, "Key": _key(key), "UpdateExpression": update}
        if values:
            update_item["ExpressionAttributeValues"] = _values(values)
        if condition:
            update_item["ConditionExpression"] = condition
        if names:
            update_item["ExpressionAttributeNames"] = names
        return {"Update": update_item}

    def check_write(self, key: Key, condition: str, values: Item, names: dict[str, str]) -> Any:
        """A condition on an item that ``transact`` does not write."""
        return {"ConditionCheck": self._conditional(key, condition, values, names)}

    def _conditional(self, key: Key, condition: str, values: Item, names: dict[str, str]) -> dict[str, Any]:
        expressions = {"ConditionExpression": condition, "ExpressionAttributeNames": names}
        return {"TableName": self._name, "Key": _key(key), **expressions, "ExpressionAttributeValues": _values(values)}


def plain(item: Any) -> Item:
    """An item as DynamoDB's API and its stream have it, in plain values."""
    return {name: int(value["N"]) if "N" in value else value["S"] for name, value in item.items()}


def load(item: Item, attribute: str) -> Any:
    """The value of a JSON attribute, or None where the item has no such attribute."""
    text = item.get(attribute)
    return None if text is None else json.loads(cast(str, text))


def _can_be(key: Key) -> bool:
    """Whether DynamoDB accepts this key: it is not too long, and can be encoded (no lone surrogates)."""
    try:
        partition_key, sort_key = (text.encode() for text in key)
    except UnicodeEncodeError:
        return False
    return len(partition_key) <= LONGEST_PARTITION_KEY and len(sort_key) <= LONGEST_SORT_KEY


def _key(key: Key) -> dict[str, Any]:
    return {"pk": {"S": key[0]}, "sk": {"S": key[1]}}


def _attributes(item: Item) -> dict[str, Any]:
    return {name: {"N": str(value)} if isinstance(value, int) else {"S": value} for name, value in item.items()}


def _values(values: Item) -> dict[str, Any]:
    return {f":{name}": value for name, value in _attributes(values).items()}
