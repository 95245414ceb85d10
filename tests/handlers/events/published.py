"""What a subscriber catches, in one process: the stream of the template's table with its filters, the bus, and a queue.

moto is the stream, the bus and the queue. What is between them is the real thing.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import jsonschema
import pytest
from moto.events.models import EventPattern

from domain.events.details import DetailType
from infra import transformed
from infra.events.pages import FOLDER, file_name
from tests.handlers.in_process_desk import InProcessDesk
from tests.handlers.lambda_context import CONTEXT, invoke
from wiring import clients

SCHEMAS = {kind: json.loads((FOLDER / file_name(kind)).read_text("utf-8")) for kind in DetailType}
(SOURCE,) = transformed.resources("AWS::Lambda::EventSourceMapping").values()
FILTERS = [EventPattern.load(one["Pattern"]) for one in SOURCE["FilterCriteria"]["Filters"]]


class Subscriber:
    """Lambda, which gives the stream's records to the function, and a system that catches what comes of it."""

    def __init__(self, desk: InProcessDesk) -> None:
        self._streams, self._sqs = boto3.client("dynamodbstreams"), boto3.client("sqs")
        self.stream = desk.client.describe_table(TableName="desk")["Table"]["LatestStreamArn"]
        (self.shard,) = self._streams.describe_stream(StreamArn=self.stream)["StreamDescription"]["Shards"]
        self._seen = 0
        self.unhandled_url = self._sqs.create_queue(QueueName="unhandled")["QueueUrl"]
        self._url = self._sqs.create_queue(QueueName="marketplace")["QueueUrl"]
        arn = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        events = boto3.client("events")
        events.create_event_bus(Name="keydesk-events")
        rule = {"Rule": "marketplace", "EventBusName": "keydesk-events"}
        pattern = json.dumps({"source": ["keydesk"]})
        events.put_rule(Name=rule["Rule"], EventBusName=rule["EventBusName"], EventPattern=pattern)
        events.put_targets(**rule, Targets=[{"Id": "queue", "Arn": arn}])

    def records(self) -> list[dict[str, Any]]:
        """The records since the last look that pass the filters of the template."""
        # A new iterator each time: moto's lose the stream when a transaction fails.
        place = {"ShardId": self.shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
        iterator = self._streams.get_shard_iterator(StreamArn=self.stream, **place)["ShardIterator"]
        page = self._streams.get_records(ShardIterator=iterator)["Records"]
        records: list[Any] = json.loads(json.dumps(page[self._seen :], default=str))
        self._seen = len(page)
        return [record for record in records if any(pattern.matches_event(record) for pattern in FILTERS)]

    def caught(self) -> list[dict[str, Any]]:
        """Have what was stored since the last look published; returns the events that came of it."""
        records = self.records()
        if records:
            invoke("events.publish_events", {"Records": records})
        return self.received()

    def received(self) -> list[dict[str, Any]]:
        """The events in the queue, each of which fits its schema and says nothing beyond."""
        events = [json.loads(body) for body in self._bodies(self._url)]
        for event in events:
            schema = SCHEMAS[event["detail-type"]]
            jsonschema.validate(event["detail"], schema, format_checker=jsonschema.FormatChecker())
            assert set(event["detail"]) == set(schema["properties"])
        return events

    def unhandled(self) -> list[dict[str, Any]]:
        """What went to the queue of what could not be done."""
        return [json.loads(body) for body in self._bodies(self.unhandled_url)]

    def _bodies(self, url: str) -> Iterator[str]:
        while messages := self._sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                self._sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                yield message["Body"]


@contextmanager
def subscribed(desk: InProcessDesk) -> Iterator[Subscriber]:
    """A subscriber of a desk, whose functions then have all clients that they ask for."""
    with pytest.MonkeyPatch.context() as patch:
        known = clients.client
        patch.setattr(clients, "client", lambda name: known(name) if name in KNOWN else boto3.client(name))
        subscriber = Subscriber(desk)
        patch.setenv("EVENT_BUS_NAME", "keydesk-events")
        patch.setenv("UNHANDLED_QUEUE", subscriber.unhandled_url)
        yield subscriber


KNOWN = ("dynamodb", "lambda", "stepfunctions")
FUNCTION = CONTEXT.invoked_function_arn
