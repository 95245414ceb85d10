import json
from collections.abc import Iterator

import pytest

from tests.e2e.operations.listener import Listener
from tests.e2e.people import People


@pytest.fixture
def listener(people: People) -> Iterator[Listener]:
    sqs, events = people.desk.aws.client("sqs"), people.desk.aws.client("events")
    url = sqs.create_queue(QueueName="marketplace")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    rule = {"Rule": "marketplace", "EventBusName": people.desk.outputs["EventBusName"]}
    events.put_rule(
        Name="marketplace", EventBusName=rule["EventBusName"], EventPattern=json.dumps({"source": ["keydesk"]})
    )
    events.put_targets(**rule, Targets=[{"Id": "queue", "Arn": arn}])
    yield Listener(sqs, url)
    events.remove_targets(**rule, Ids=["queue"])
    events.delete_rule(Name="marketplace", EventBusName=rule["EventBusName"])
    sqs.delete_queue(QueueUrl=url)
