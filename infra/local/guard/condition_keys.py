"""Condition keys that AWS fills from a request, and the embedded AWS does not: ``dynamodb:*`` and ``ses:FromAddress``.

How AWS fills them ("Using IAM policy conditions for fine-grained access control",
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html):

- ``dynamodb:LeadingKeys`` has the partition key of each item that the request names. For a query it is the value that
  is asked for: of the index's partition key where an index is read. A scan has none, so ``ForAllValues`` lets it pass.
- ``dynamodb:Attributes`` has the top-level attributes that the request names anywhere: in the item or its key, in what
  it returns or updates, in conditions and filters. So a policy must list the key attributes, too. A read that names no
  attributes gets all of them, and this key is absent: ``dynamodb:Select`` tells.
- ``dynamodb:Select`` has a value for every read, ``dynamodb:ReturnValues`` for every write of an item (``NONE`` unless
  the request says otherwise); each is absent from the other.
- Each item of a transaction is authorised by its own action, with keys of its own
  (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html); a batch is authorised
  once for each table, with the keys of all its items there.

``ses:FromAddress`` is the sender's bare address (https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html).
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.utils import getaddresses
from typing import Any

Keys = dict[str, Any]
HashKey = Callable[[str, str | None], str | None]
"""Gives the name of the partition key of a table, or of its index."""

READS = {"GetItem", "BatchGetItem", "Query", "Scan"}
WRITES = {"PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"}
IN_TRANSACTIONS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}
EXPRESSIONS = (
    *("ProjectionExpression", "KeyConditionExpression", "FilterExpression"),
    *("ConditionExpression", "UpdateExpression"),
)
BY_NAME = ("Key", "Item", "AttributeUpdates", "Expected", "KeyConditions", "QueryFilter", "ScanFilter")
_WORDS = {"SET", "REMOVE", "ADD", "DELETE", "AND", "OR", "NOT", "BETWEEN", "IN"}
# A name at the beginning of a path; not a value (:name), a function (name followed by a bracket) or an index.
_NAME = re.compile(r"(?<![\w.:#])(#\w+|[A-Za-z_]\w*)(?!\w|\s*\()")


def of_dynamodb(action: str, table: str, request: Any, hash_key: HashKey) -> Iterator[Keys]:
    """The keys of each part of a request that AWS authorises by itself: one, but for transactions.

    ``action`` has no prefix. ``table`` is a table's name; parts that are about another one are left out.
    """
    for part in _parts(action, table, request):
        yield {
            "dynamodb:leadingkeys": _leading_keys(part, hash_key(table, part.get("IndexName"))) or None,
            "dynamodb:attributes": sorted(_attributes(part)) or None,
            "dynamodb:select": _select(action, part),
            "dynamodb:returnvalues": part.get("ReturnValues", "NONE") if action in WRITES else None,
        }


def _parts(action: str, table: str, request: Any) -> Iterator[dict[str, Any]]:
    if "TransactItems" in request:
        for item in request["TransactItems"]:
            for member, part in item.items():
                if IN_TRANSACTIONS.get(member) == action and table_name(part.get("TableName", "")) == table:
                    yield part
    elif "RequestItems" in request:
        of_table = [part for name, part in request["RequestItems"].items() if table_name(name) == table]
        for part in of_table:
            yield part if isinstance(part, dict) else {"Writes": [write for one in part for write in one.values()]}
    else:
        yield request


def table_name(name_or_arn: str) -> str:
    """DynamoDB takes a table's ARN wherever it takes its name; an index has the table's name before its own."""
    return name_or_arn.partition(":table/")[2].partition("/")[0] or name_or_arn


def _items(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The items that a part names, or their keys."""
    for named in (part, *part.get("Writes", ())):
        yield from (named[name] for name in ("Key", "Item") if name in named)
    yield from part.get("Keys", ())


def _leading_keys(part: dict[str, Any], name: str | None) -> list[str]:
    if name is None:
        return []
    values = [item[name] for item in _items(part) if name in item]
    if "KeyConditionExpression" in part:
        names = "|".join(re.escape(one) for one in (name, *_placeholders(part, name)))
        equals = rf"(?<![\w#])(?:{names})\s*=\s*(:\w+)|(:\w+)\s*=\s*(?:{names})(?!\w)"
        for found in re.findall(equals, part["KeyConditionExpression"]):
            values.append(part.get("ExpressionAttributeValues", {}).get("".join(found), {}))
    if name in part.get("KeyConditions", {}):
        values += part["KeyConditions"][name]["AttributeValueList"]
    return sorted({str(text) for value in values for text in value.values()})


def _placeholders(part: dict[str, Any], name: str) -> list[str]:
    return [placeholder for placeholder, real in part.get("ExpressionAttributeNames", {}).items() if real == name]


def _attributes(part: dict[str, Any]) -> set[str]:
    names = part.get("ExpressionAttributeNames", {})
    written = " , ".join(part[name] for name in EXPRESSIONS if name in part)
    found = {names.get(name, name) for name in _NAME.findall(written) if name.upper() not in _WORDS}
    found.update(*(part[name] for name in BY_NAME if name in part), *_items(part))
    return found | set(part.get("AttributesToGet", ()))


def _select(action: str, part: dict[str, Any]) -> str | None:
    if action not in READS:
        return None
    if {"ProjectionExpression", "AttributesToGet"} & part.keys():
        return str(part.get("Select", "SPECIFIC_ATTRIBUTES"))
    return str(part.get("Select", "ALL_PROJECTED_ATTRIBUTES" if "IndexName" in part else "ALL_ATTRIBUTES"))


def of_ses(source: str, raw: str) -> Keys:
    """``source`` is the request's, ``raw`` the message in Base64.

    Where the two name different senders, both are given, so that ``StringEquals`` refuses them.
    """
    try:
        message = message_from_bytes(b64decode(raw), policy=policy.compat32)
    except binascii.Error:
        return {"ses:fromaddress": None}
    fields = [source, *(str(field) for field in message.get_all("From", []))]
    senders = sorted({address for _, address in getaddresses(fields) if address})
    return {"ses:fromaddress": senders[0] if len(senders) == 1 else senders or None}
