"""One DynamoDB table for the whole desk. ``docs/data.md`` has its items and access patterns."""

import json
import time
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CONFLICT_PAUSES = (0.05, 0.1, 0.2, 0.4)  # seconds
# Bytes. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
LONGEST_PARTITION_KEY, LONGEST_SORT_KEY = 2048, 1024

Item = dict[str, str | int]
Key = tuple[str, str]


class Index(NamedTuple):
    """A secondary index, and its hash key."""

    name: str
    hash: str


BY_AGE = Index("open-by-age", "open_kind")
BY_ASSIGNEE = Index("by-assignee", "assignee")
BY_MONTH = Index("answers-by-month", "answered_in")
BY_ACCOUNT = Index("by-account", "account_id")


class ConditionFailed(Exception):
    """The table held something else than the write expected."""


class Table:
    """The few DynamoDB calls that the desk makes, in plain values: strings and whole numbers."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def get(self, key: Key) -> Item | None:
        """One item, read consistently, or None. No item has a key that DynamoDB would refuse: strangers write any."""
        if not _can_be(key):
            return None
        answer = self._client.get_item(TableName=self._name, Key=_key(key), ConsistentRead=True)
        return _plain(answer["Item"]) if "Item" in answer else None

    def query(self, partition: str, beginning: str = "") -> list[Item]:
        """Every item of a partition, in the order of the sort key, read consistently.

        With ``beginning``, those whose sort key begins so.
        """
        values = {":pk": {"S": partition}, **({":beginning": {"S": beginning}} if beginning else {})}
        pages = self._client.get_paginator("query").paginate(
            TableName=self._name,
            KeyConditionExpression="pk = :pk" + (" AND begins_with(sk, :beginning)" if beginning else ""),
            ExpressionAttributeValues=values,
            ConsistentRead=True,
        )
        return [_plain(item) for page in pages for item in page["Items"]]

    def last(self, partition: str, beginning: str, most: int, before: str = "") -> list[Item]:
        """The last items of a partition whose sort key begins so, the last first; however many there are, one read.

        With ``before``, those before the key that goes on so; none where that can be no key.
        """
        end = beginning + (before or "~")  # after every letter and digit
        if not _can_be((partition, end)):
            return []
        answer = self._client.query(
            TableName=self._name,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :beginning AND :end",
            ExpressionAttributeValues={":pk": {"S": partition}, ":beginning": {"S": beginning}, ":end": {"S": end}},
            ConsistentRead=True,
            ScanIndexForward=False,
            Limit=most,
        )
        return [item for item in map(_plain, answer["Items"]) if item["sk"] != end]

    def open_since(self, open_kind: str) -> Iterator[Item]:
        """What a list shows of what is open of a kind, the oldest first, a page at a time."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._name,
            IndexName=BY_AGE.name,
            KeyConditionExpression="open_kind = :open_kind",
            ExpressionAttributeValues={":open_kind": {"S": open_kind}},
        )
        return (_plain(item) for page in pages for item in page["Items"])

    def page(self, index: Index, value: str, most: int, until: str = "", after: Item | None = None) -> list[Item]:
        """One query of an index whose range key is ``waits_since``: what waits longest first, ``most`` at the most.

        With ``until``, what has waited since then or longer; with ``after`` (an item of the page before), what follows.
        """
        older = " AND waits_since <= :until" if until else ""
        values = {":value": {"S": value}} | ({":until": {"S": until}} if until else {})
        query: Any = {
            "TableName": self._name,
            "IndexName": index.name,
            "KeyConditionExpression": f"{index.hash} = :value{older}",
            "ExpressionAttributeValues": values,
            "Limit": most,
        }
        if after:
            query["ExclusiveStartKey"] = _attributes({index.hash: value, **after})
        return [_plain(item) for item in self._client.query(**query)["Items"]]

    def beginning_with(
        self, partition: str, beginning: str, attribute: str, contained: list[str]
    ) -> tuple[list[Item], bool]:
        """The items whose sort key begins so, and whose attribute holds all of these texts; and whether that is all.

        One query, which DynamoDB ends after it has looked at 1 MB.
        """
        values = {":pk": {"S": partition}, ":beginning": {"S": beginning}}
        query: Any = {
            "TableName": self._name,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :beginning)",
            "ExpressionAttributeValues": values | {f":t{n}": {"S": one} for n, one in enumerate(contained)},
        }
        if contained:
            query["FilterExpression"] = " AND ".join(f"contains({attribute}, :t{n})" for n in range(len(contained)))
        answer = self._client.query(**query)
        return [_plain(item) for item in answer["Items"]], "LastEvaluatedKey" not in answer

    def newest(self, index: Index, value: str, most: int) -> list[Item]:
        """One query of an index for its last items, the last first."""
        answer = self._client.query(
            TableName=self._name,
            IndexName=index.name,
            KeyConditionExpression=f"{index.hash} = :value",
            ExpressionAttributeValues={":value": {"S": value}},
            ScanIndexForward=False,
            Limit=most,
        )
        return [_plain(item) for item in answer["Items"]]

    def get_many(self, keys: list[Key], attributes: tuple[str, ...]) -> list[Item]:
        """These attributes of up to 100 items, in no order; what DynamoDB leaves out for now is asked for again."""
        names = {f"#{name}": name for name in ("pk", *attributes)}
        what: Any = {"ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names}
        asked: Any = {self._name: {**what, "Keys": [_key(key) for key in keys]}} if keys else {}
        found: list[Item] = []
        for pause in (*CONFLICT_PAUSES, None):
            if not asked:
                break
            answer = self._client.batch_get_item(RequestItems=asked)
            found += map(_plain, answer["Responses"][self._name])
            asked = answer.get("UnprocessedKeys")
            if asked and pause is None:
                raise TimeoutError("DynamoDB leaves items out")
            time.sleep(pause if asked and pause else 0)
        return found

    def answered_in(self, month: str, most: int, before: str = "") -> list[Item]:
        """The last answers of a month, the last first; with ``before`` (an ``answered_at``), those before it."""
        earlier = " AND answered_at < :before" if before else ""
        values = {":month": {"S": month}} | ({":before": {"S": before}} if before else {})
        pages = self._client.get_paginator("query").paginate(
            TableName=self._name,
            IndexName=BY_MONTH.name,
            KeyConditionExpression=f"{BY_MONTH.hash} = :month{earlier}",
            ExpressionAttributeValues=values,
            ScanIndexForward=False,
        )
        return [_plain(item) for item in islice((item for page in pages for item in page["Items"]), most)]

    def put(self, key: Key, item: Item, *, new: bool = False) -> None:
        """Store an item. With ``new``, raises ``ConditionFailed`` where there is one already."""
        put = self.put_write(key, item, new=new)["Put"]
        try:
            self._client.put_item(**put)
        except self._client.exceptions.ConditionalCheckFailedException:
            raise ConditionFailed from None

    def take(self, key: Key) -> Item | None:
        """Delete an item; answers with what it was, or None where there was none."""
        answer = self._client.delete_item(TableName=self._name, Key=_key(key), ReturnValues="ALL_OLD")
        return _plain(answer["Attributes"]) if "Attributes" in answer else None

    def update(self, key: Key, update: str, condition: str, values: Item, names: dict[str, str] | None = None) -> None:
        """Change an item. Raises ``ConditionFailed`` where the condition does not hold.

        A plain write, and not a transaction of one, which can be cancelled for no other reason than that somebody else
        writes the item at this moment.
        """
        try:
            self._client.update_item(**self.update_write(key, update, condition, values, names)["Update"])
        except self._client.exceptions.ConditionalCheckFailedException:
            raise ConditionFailed from None

    def transact(self, *writes: Any) -> None:
        """All writes or none. Raises ``ConditionFailed`` where a condition of one does not hold.

        A transaction that meets another one on an item is cancelled, and the SDK does not try again: we do.
        """
        for pause in (*CONFLICT_PAUSES, None):
            try:
                self._client.transact_write_items(TransactItems=list(writes))
                return
            except self._client.exceptions.TransactionCanceledException as error:
                codes = {reason.get("Code") for reason in error.response.get("CancellationReasons", [])}
                if "ConditionalCheckFailed" in codes:
                    raise ConditionFailed from None
                if "TransactionConflict" not in codes or pause is None:
                    raise
                time.sleep(pause)

    def put_write(self, key: Key, item: Item, *, new: bool = True) -> Any:
        """A put for ``transact``; with ``new`` it must not exist yet."""
        put: dict[str, Any] = {"TableName": self._name, "Item": {**_key(key), **_attributes(item)}}
        if new:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        return {"Put": put}

    def update_write(
        self, key: Key, update: str, condition: str, values: Item, names: dict[str, str] | None = None
    ) -> Any:
        """An update for ``transact``; ``values`` without their colon, ``names`` with their hash sign."""
        update_item: dict[str, Any] = {
            "TableName": self._name,
            "Key": _key(key),
            "UpdateExpression": update,
        }
        if values:
            update_item["ExpressionAttributeValues"] = {f":{name}": one for name, one in _attributes(values).items()}
        if condition:
            update_item["ConditionExpression"] = condition
        if names:
            update_item["ExpressionAttributeNames"] = names
        return {"Update": update_item}

    def check_write(self, key: Key, condition: str, values: Item, names: dict[str, str]) -> Any:
        """A condition on an item that ``transact`` does not write."""
        check = {
            "TableName": self._name,
            "Key": _key(key),
            "ConditionExpression": condition,
            "ExpressionAttributeValues": {f":{name}": value for name, value in _attributes(values).items()},
            "ExpressionAttributeNames": names,
        }
        return {"ConditionCheck": check}


def load(item: Item, attribute: str) -> Any:
    """A JSON attribute's value; None where the attribute is not there."""
    text = item.get(attribute)
    return None if text is None else json.loads(cast(str, text))


def _can_be(key: Key) -> bool:
    """Whether DynamoDB takes this for a key: it is not too long, and can be encoded (no lone surrogates)."""
    try:
        partition_key, sort_key = (text.encode() for text in key)
    except UnicodeEncodeError:
        return False
    return len(partition_key) <= LONGEST_PARTITION_KEY and len(sort_key) <= LONGEST_SORT_KEY


def _key(key: Key) -> dict[str, Any]:
    return {"pk": {"S": key[0]}, "sk": {"S": key[1]}}


def _attributes(item: Item) -> dict[str, Any]:
    return {name: {"N": str(value)} if isinstance(value, int) else {"S": value} for name, value in item.items()}


def _plain(item: Any) -> Item:
    return {name: int(value["N"]) if "N" in value else value["S"] for name, value in item.items()}
