"""The condition keys are filled from a request as AWS documents it; the embedded AWS decides with them in tests/e2e."""

from base64 import b64encode
from typing import Any

import pytest

from infra.local.guard.condition_keys import of_dynamodb, of_ses, table_name

KEY = {"pk": {"S": "CASE#1"}, "sk": {"S": "META"}}
OTHER = {"pk": {"S": "CASE#2"}, "sk": {"S": "META"}}
HASH_KEYS = {("desk", None): "pk", ("desk", "by-owner"): "owner"}


def keys(action: str, **request: Any) -> list[dict[str, Any]]:
    return list(of_dynamodb(action, "desk", request, lambda table, index: HASH_KEYS.get((table, index))))


def leading(action: str, **request: Any) -> list[Any]:
    return [part["dynamodb:leadingkeys"] for part in keys(action, **request)]


def attributes(action: str, **request: Any) -> Any:
    (found,) = keys(action, **request)
    return found["dynamodb:attributes"]


def query(condition: str, **more: Any) -> dict[str, Any]:
    values = {":a": {"S": "CASE#1"}, ":b": {"S": "TASK#"}}
    return {"KeyConditionExpression": condition, "ExpressionAttributeValues": values, **more}


@pytest.mark.parametrize(
    ("action", "request_"),
    [
        ("GetItem", {"Key": KEY}),
        ("PutItem", {"Item": {**KEY, "text": {"S": "CASE#2"}}}),
        ("UpdateItem", {"Key": KEY, "UpdateExpression": "SET pk2 = :a"}),
        ("DeleteItem", {"Key": KEY}),
        ("Query", query("pk = :a AND begins_with(sk, :b)")),
        ("Query", query("sk BETWEEN :b AND :b AND (pk=:a)")),
        ("Query", query("sk = :b AND :a = pk")),
        ("Query", query("#k = :a AND #kk = :b", ExpressionAttributeNames={"#k": "pk", "#kk": "sk"})),
        ("Query", query("owner = :a AND pk = :b", IndexName="by-owner")),
        ("Query", {"KeyConditions": {"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "CASE#1"}]}}}),
    ],
)
def test_leading_key_of_one_item_or_query_is_its_partition(action: str, request_: dict[str, Any]) -> None:
    assert leading(action, TableName="desk", **request_) == [["CASE#1"]]


def test_leading_keys_of_a_batch_are_those_of_all_its_items() -> None:
    read = {"desk": {"Keys": [KEY, OTHER]}, "another": {"Keys": [{"pk": {"S": "else"}}]}}
    written = {"desk": [{"PutRequest": {"Item": KEY}}, {"DeleteRequest": {"Key": OTHER}}]}

    assert leading("BatchGetItem", RequestItems=read) == [["CASE#1", "CASE#2"]]
    assert leading("BatchWriteItem", RequestItems=written) == [["CASE#1", "CASE#2"]]


def test_scan_and_unreadable_query_have_no_leading_keys() -> None:
    assert leading("Scan", TableName="desk") == [None]
    assert leading("Query", TableName="desk", **query("sk = :b")) == [None]
    assert leading("Query", TableName="desk", **query("owner = :a", IndexName="unknown")) == [None]


def test_each_item_of_a_transaction_has_keys_of_its_own() -> None:
    arn = "arn:aws:dynamodb:us-east-1:000000000000:table/desk"
    items = [
        {"Put": {"TableName": "desk", "Item": KEY}},
        {"Put": {"TableName": arn, "Item": OTHER}},
        {"Put": {"TableName": "another", "Item": {"pk": {"S": "else"}}}},
        {"ConditionCheck": {"TableName": "desk", "Key": OTHER, "ConditionExpression": "attribute_exists(pk)"}},
    ]

    assert leading("PutItem", TransactItems=items) == [["CASE#1"], ["CASE#2"]]
    assert leading("ConditionCheckItem", TransactItems=items) == [["CASE#2"]]
    assert leading("DeleteItem", TransactItems=items) == []


def test_table_is_found_in_its_arn_and_in_that_of_an_index() -> None:
    arn = "arn:aws:dynamodb:us-east-1:000000000000:table/desk"

    assert [table_name(one) for one in ("desk", arn, f"{arn}/index/by-owner")] == ["desk"] * 3


def test_attributes_are_all_that_the_request_names_at_the_top() -> None:
    update = {
        "Key": KEY,
        "UpdateExpression": "SET #n = if_not_exists(open_kind, :a), log[0].note = :b REMOVE due ADD turns :c",
        "ConditionExpression": "NOT (size(mail.#n) > :a) AND kind IN (:a, :b)",
        "ExpressionAttributeNames": {"#n": "name"},
    }

    assert attributes("PutItem", Item={**KEY, "text": {"S": "SET"}}) == ["pk", "sk", "text"]
    assert attributes("UpdateItem", **update) == (
        ["due", "kind", "log", "mail", "name", "open_kind", "pk", "sk", "turns"]
    )
    assert attributes("Query", **query("pk = :a AND begins_with(sk, :b)", ProjectionExpression="a.b, c")) == (
        ["a", "c", "pk", "sk"]
    )
    assert attributes("GetItem", Key=KEY, AttributesToGet=["text"]) == ["pk", "sk", "text"]


@pytest.mark.parametrize(
    ("action", "request_", "select", "returned"),
    [
        ("GetItem", {"Key": KEY}, "ALL_ATTRIBUTES", None),
        ("GetItem", {"Key": KEY, "ProjectionExpression": "pk"}, "SPECIFIC_ATTRIBUTES", None),
        ("Query", query("owner = :a", IndexName="by-owner"), "ALL_PROJECTED_ATTRIBUTES", None),
        ("Query", query("pk = :a", Select="COUNT"), "COUNT", None),
        ("UpdateItem", {"Key": KEY}, None, "NONE"),
        ("DeleteItem", {"Key": KEY, "ReturnValues": "ALL_OLD"}, None, "ALL_OLD"),
    ],
)
def test_reads_have_select_and_writes_have_return_values(
    action: str, request_: dict[str, Any], select: str | None, returned: str | None
) -> None:
    (found,) = keys(action, **request_)

    assert (found["dynamodb:select"], found["dynamodb:returnvalues"]) == (select, returned)


@pytest.mark.parametrize(
    ("source", "raw", "sender"),
    [
        ("desk@desk.example", b"From: Keydesk <desk@desk.example>\r\n\r\n", "desk@desk.example"),
        ("", b"From: desk@desk.example\r\n\r\n", "desk@desk.example"),
        ("Desk <desk@desk.example>", b"Subject: hi\r\n\r\n", "desk@desk.example"),
        ("desk@desk.example", b"From: b@b.example\r\n\r\n", ["b@b.example", "desk@desk.example"]),
        ("", b"From: a@a.example\r\nFrom: b@b.example\r\n\r\n", ["a@a.example", "b@b.example"]),
        ("", b"Subject: hi\r\n\r\n", None),
    ],
)
def test_from_address_is_the_one_sender_or_a_list_that_equals_none(source: str, raw: bytes, sender: object) -> None:
    assert of_ses(source, b64encode(raw).decode()) == {"ses:fromaddress": sender}
