"""Repeats failed invocations: ``make unhandled`` shows their queue, ``make redrive`` empties it.

Each message has a function and its event. The function is invoked asynchronously, then the message is deleted; what
fails again returns to the queue. The events contain what people wrote, so only the function, the time and the kind of
error are printed.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.local.embedded import running_desk
from infra.local.local_settings import CannotRun

AT_MOST = 100  # messages per run: look first why a queue has thousands
HIDDEN = 300  # seconds for which other runs do not get a message


@dataclass(frozen=True)
class Call:
    """A failed invocation: the function's ARN, its event, and why it failed."""

    function: str
    payload: Any
    reason: str


def call_of(message: dict[str, Any]) -> Call | None:
    """The failed invocation in a message, or None.

    Lambda's record of an asynchronous invocation, its notice of a batch of the table's stream (the function reads the
    batch again), or an event that EventBridge could not deliver:
    https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
    """
    attributes = {name: value.get("StringValue", "") for name, value in message.get("MessageAttributes", {}).items()}
    try:
        body = json.loads(message["Body"])
        if "TARGET_ARN" in attributes:
            return Call(attributes["TARGET_ARN"], body, f"not delivered, {attributes.get('ERROR_CODE', 'no error')}")
        context, error = body["requestContext"], body.get("responsePayload") or {}
        reason = f"{context['condition']}, {error.get('errorType', 'no error')}"
        batch = "DDBStreamBatchInfo"
        payload = {batch: body[batch]} if batch in body else body["requestPayload"]
        return Call(context["functionArn"], payload, reason)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


@dataclass(frozen=True)
class Seen:
    """A line about a message; ``is_stuck`` if it could not be repeated."""

    line: str
    is_stuck: bool = False


class Unhandled:
    def __init__(self, url: str, sqs: Any, functions: Any) -> None:
        self._url = url
        self._sqs = sqs
        self._functions = functions

    def look(self, redrive: bool) -> Iterator[Seen]:
        """Each message that is in the queue at the start; with ``redrive``, after its invocation was repeated."""
        for message in self._waiting():
            call = call_of(message)
            line = f"{_sent(message)}  {_about(call, message)}"
            refusal = self._bring_back(call, message) if call and redrive else None
            if refusal == "":
                yield Seen(f"{line}: retried")
            else:
                self._release(message)
                yield Seen(f"{line}: waits{refusal or ''}", bool(refusal))

    def _waiting(self) -> list[dict[str, Any]]:
        """All messages, before any is repeated, so that none that fails again is repeated twice."""
        found: dict[str, dict[str, Any]] = {}
        while len(found) < AT_MOST:
            received = self._sqs.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=min(10, AT_MOST - len(found)),
                WaitTimeSeconds=1,
                VisibilityTimeout=HIDDEN,
                MessageSystemAttributeNames=["SentTimestamp"],
                MessageAttributeNames=["All"],
            )
            if not received.get("Messages"):
                break
            found |= {message["MessageId"]: message for message in received["Messages"]}
        return list(found.values())

    def _bring_back(self, call: Call, message: dict[str, Any]) -> str:
        """Invoke, then delete; returns why that is impossible, or an empty text."""
        try:
            payload = json.dumps(call.payload)
            self._functions.invoke(FunctionName=call.function, InvocationType="Event", Payload=payload)
        except (ClientError, BotoCoreError) as error:
            return f": can't be invoked ({_kind(error)})"
        self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return ""

    def _release(self, message: dict[str, Any]) -> None:
        self._sqs.change_message_visibility(
            QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
        )


def _sent(message: dict[str, Any]) -> str:
    milliseconds = int(message["Attributes"]["SentTimestamp"])
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"


def _about(call: Call | None, message: dict[str, Any]) -> str:
    if call is None:
        return f"message {message['MessageId']}  no failed invocation"
    return f"{call.function.rpartition(':function:')[2].removesuffix(':$LATEST')}  {call.reason}"


def _kind(error: ClientError | BotoCoreError) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__


def of_local_desk() -> Unhandled:
    aws, outputs = running_desk("a queue on AWS (QUEUE=<url>)")
    return Unhandled(outputs["UnhandledQueue"], aws.client("sqs"), aws.client("lambda"))


def on_aws(url: str) -> Unhandled:
    """With the caller's credentials, in the region of the queue."""
    region = re.match(r"https://sqs\.([a-z0-9-]+)\.", url)
    session = boto3.Session(region_name=region[1] if region else None)
    return Unhandled(url, session.client("sqs"), session.client("lambda"))


def main() -> int:
    """The exit status is 1 if something could not be repeated."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("queue", nargs="?", help="the queue's URL on AWS; default: the local Keydesk that is running")
    parser.add_argument("--look", action="store_true", help="only show what is waiting")
    arguments = parser.parse_args()
    try:
        unhandled = on_aws(arguments.queue) if arguments.queue else of_local_desk()
        seen = []
        for message in unhandled.look(redrive=not arguments.look):
            print(message.line, flush=True)
            seen.append(message)
    except (CannotRun, ClientError, BotoCoreError) as error:
        print(f"The queue can't be read: {error}", file=sys.stderr)
        return 1
    print(
        f"{len(seen)} message{'' if len(seen) == 1 else 's'}"
        + ("; there may be more, so run it again" if len(seen) == AT_MOST else "")
    )
    return int(any(message.is_stuck for message in seen))


if __name__ == "__main__":
    sys.exit(main())
