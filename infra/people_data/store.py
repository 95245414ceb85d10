"""Where data of people is stored: the table, and the bucket of received messages."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses
from typing import Any

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from adapters.dynamodb.items import account_status_key
from adapters.dynamodb.operations import DynamoEndedCases
from adapters.dynamodb.table import Table
from infra.local.embedded import running_desk
from infra.people_data.person import Item, Person

PREFIX = "received/"
HEADERS_WITHIN = 64 * 1024  # bytes
SENDERS = ("from", "sender", "reply-to", "return-path")


@dataclass(frozen=True)
class Store:
    dynamodb: Any
    s3: Any
    table: str
    bucket: str

    def items(self) -> Iterator[Item]:
        """Every item of the table: a scan."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=self.table, ConsistentRead=True)
        return (_plain(item) for page in pages for item in page["Items"])

    def partition(self, pk: str) -> list[Item]:
        pages = self.dynamodb.get_paginator("query").paginate(
            TableName=self.table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
            ConsistentRead=True,
        )
        return [_plain(item) for page in pages for item in page["Items"]]

    def put(self, item: Item) -> None:
        to_stored = TypeSerializer()
        stored = {name: to_stored.serialize(value) for name, value in item.items()}
        self.dynamodb.put_item(TableName=self.table, Item=stored)

    def delete(self, item: Item) -> None:
        self.dynamodb.delete_item(TableName=self.table, Key={name: {"S": item[name]} for name in ("pk", "sk")})

    def purge(self, case_id: str) -> bool:
        """Delete a case as Keydesk itself does it; see ``EndedCases.purge_case``."""
        return DynamoEndedCases(Table(self.dynamodb, self.table)).purge_case(case_id)

    def set_earlier(self, item: Item, earlier: str) -> None:
        """Change the earlier applications that a round names, and nothing else of it."""
        self.dynamodb.update_item(
            TableName=self.table,
            Key={name: {"S": item[name]} for name in ("pk", "sk")},
            UpdateExpression="SET earlier = :earlier",
            ExpressionAttributeValues={":earlier": {"S": earlier}},
        )

    def delete_text(self, item: Item) -> None:
        """Delete what an email says, and nothing else of its record."""
        with suppress(self.dynamodb.exceptions.ConditionalCheckFailedException):
            self.dynamodb.update_item(
                TableName=self.table,
                Key={name: {"S": item[name]} for name in ("pk", "sk")},
                UpdateExpression="REMOVE sent_text",
                ConditionExpression="attribute_exists(pk)",
            )

    def end_wait_for_re_review(self, account_id: str, case_id: str) -> None:
        """Let the account apply again, if it was pointed to the re-review of this application."""
        pk, sk = account_status_key(account_id)
        with suppress(self.dynamodb.exceptions.ConditionalCheckFailedException):
            self.dynamodb.update_item(
                TableName=self.table,
                Key={"pk": {"S": pk}, "sk": {"S": sk}},
                UpdateExpression="REMOVE rejection, reapply_on",
                ConditionExpression="contains(rejection, :id) AND contains(rejection, :first)",
                ExpressionAttributeValues={":id": {"S": case_id}, ":first": {"S": '"is_final":false'}},
            )

    def mails_from(self, person: Person) -> Iterator[str]:
        """The keys of the received messages from the person; reads the headers of every message."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=PREFIX)
        for key in (found["Key"] for page in pages for found in page.get("Contents", ())):
            head = self.s3.get_object(Bucket=self.bucket, Key=key, Range=f"bytes=0-{HEADERS_WITHIN - 1}")["Body"].read()
            if any(person.has(address) for address in _senders(message_from_bytes(head, policy=policy.compat32))):
                yield key

    def mail(self, key: str) -> bytes | None:
        """A received message, or None if it has expired."""
        try:
            return bytes(self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read())
        except self.s3.exceptions.NoSuchKey:
            return None

    def delete_mail(self, key: str) -> None:
        self.s3.delete_object(Bucket=self.bucket, Key=key)


def _senders(message: Message) -> list[str]:
    values = [str(value) for name in SENDERS for value in message.get_all(name, [])]
    return [address for _, address in getaddresses(values)]


def _plain(item: Any) -> Item:
    from_stored = TypeDeserializer()
    return {name: from_stored.deserialize(value) for name, value in item.items()}


def of_local_desk() -> Store:
    aws, outputs = running_desk("a table and bucket on AWS (TABLE=<name> BUCKET=<name>)")
    return Store(aws.client("dynamodb"), aws.client("s3"), outputs["TableName"], outputs["ReceivedMailBucket"])


def on_aws(table: str, bucket: str) -> Store:
    """With the caller's credentials and region."""
    return Store(boto3.client("dynamodb"), boto3.client("s3"), table, bucket)
