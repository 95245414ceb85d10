"""What functions could not do, and how an operator brings it back."""

import json
import re

from infra import redrive
from infra.local.mailbox import reply_to
from infra.local.receiving import Receiving, receipt_event
from tests.e2e.people import People, eventually

REJECTED = "We could not approve your application"
LINE = r"keydesk-receive-email  RetriesExhausted, \S+"


def test_unhandled_reply_is_brought_back_when_its_cause_is_fixed(people: People) -> None:
    people.open_account("acct-unhandled", like="acct-no-photo")
    application_id = people.apply_with("acct-unhandled", "unhandled@client.example")
    raw = reply_to(people.mail(application_id, REJECTED), "I added a photo.").as_bytes()
    event = receipt_event(raw)

    people.invoke_by_event("ReceiveEmail", event)  # the message itself is not in the bucket
    waiting = people.unhandled("receive-email")
    again = people.operate(redrive.main).stdout
    people.unhandled("receive-email")

    assert re.search(rf"{LINE}: waits", waiting)
    assert "client.example" not in waiting + again
    assert re.search(rf"{LINE}: retried", again), "a cause that was not fixed"
    assert set(people.executions(application_id)) == {f"{application_id}-1"}

    people.fix_account(application_id)
    Receiving(people.desk.aws, people.desk.outputs).store(raw, event)
    assert re.search(rf"{LINE}: retried", people.make("redrive").stdout)

    eventually(lambda: len(people.executions(application_id)) == 2, lambda: "the reply started nothing")
    assert "receive-email" not in people.make("unhandled").stdout


def test_message_that_cannot_be_brought_back_is_named_and_left(people: People) -> None:
    sqs = people.desk.aws.client("sqs")
    url = sqs.create_queue(QueueName="operators")["QueueUrl"]
    gone = f"{people.physical('ReceiveEmail')}-gone"
    record = {"requestContext": {"functionArn": gone, "condition": "EventAgeExceeded"}}
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps({**record, "requestPayload": {}}))
    sqs.send_message(QueueUrl=url, MessageBody="private words")
    for _ in range(10):
        sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": str(one), "MessageBody": "{}"} for one in range(10)])

    def here() -> str:
        return str(
            sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]["ApproximateNumberOfMessages"]
        )

    own = {"AWS_ACCESS_KEY_ID": people.desk.aws.owner.access_key, "AWS_DEFAULT_REGION": "us-east-1"}
    own |= {"AWS_SECRET_ACCESS_KEY": people.desk.aws.owner.secret_key, "AWS_ENDPOINT_URL": people.desk.settings.aws_url}
    answer = people.make("redrive", f"QUEUE={url}", **own)

    assert answer.returncode != 0, answer.stdout
    assert "EventAgeExceeded, no error: waits: can't be invoked (ResourceNotFoundException)" in answer.stdout
    assert "no failed invocation: waits" in answer.stdout
    assert "private words" not in answer.stdout
    assert "100 messages; there may be more" in answer.stdout
    seen = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert seen["ApproximateNumberOfMessages"] == "102", "all of them are left, for everybody to see"
    sqs.delete_queue(QueueUrl=url)
