"""Brings back what functions could not do: ``make unhandled`` shows the queue, ``make redrive`` empties it.

Each message names a function and holds what it was given. It is given it again, without waiting, and the message goes
once Lambda has taken that: what fails again comes back to the queue by itself, for a later run. What people wrote is in
these messages; so what is printed is the function, when, and the kind of error.
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

from infra.local.embedded import EmbeddedAws
from infra.local.local_settings import CannotRun, from_environment
from infra.local.running import outputs

AT_MOST = 100  # messages a run: a queue of thousands is a reason to look first
HIDDEN = 300  # seconds in which nobody else gets a message that a run holds


@dataclass(frozen=True)
class Call:
    """What was not done: a function's ARN, what it was given, and why it was given up."""

    function: str
    payload: Any
    reason: str


def call_of(message: dict[str, Any]) -> Call | None:
    """What a message of the queue stands for, or None.

    Either Lambda's record of an asynchronous invocation, or an event that EventBridge could not hand over:
    https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
    """
    given_up = {name: one.get("StringValue", "") for name, one in message.get("MessageAttributes", {}).items()}
    try:
        body = json.loads(message["Body"])
        if "TARGET_ARN" in given_up:
            return Call(given_up["TARGET_ARN"], body, f"not delivered, {given_up.get('ERROR_CODE', 'no error')}")
        context, error = body["requestContext"], body.get("responsePayload") or {}
        reason = f"{context['condition']}, {error.get('errorType', 'no error')}"
        return Call(context["functionArn"], body["requestPayload"], reason)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


@dataclass(frozen=True)
class Seen:
    """A message as an operator sees it, and whether it could not be brought back."""

    line: str
    is_stuck: bool = False


class Unhandled:
    """The queue, and the functions that its messages name."""

    def __init__(self, url: str, sqs: Any, functions: Any) -> None:
        self._url = url
        self._sqs = sqs
        self._functions = functions

    def look(self, redrive: bool) -> Iterator[Seen]:
        """Each message that waits at the start; with ``redrive``, after it was brought back."""
        for message in self._waiting():
            call = call_of(message)
            line = f"{_sent(message)}  {_about(call, message)}"
            refusal = self._bring_back(call, message) if call and redrive else None
            if refusal == "":
                yield Seen(f"{line}: brought back")
            else:
                self._release(message)
                yield Seen(f"{line}: waits{refusal or ''}", bool(refusal))

    def _waiting(self) -> list[dict[str, Any]]:
        """All of them before any is brought back, so that no run meets again what it has just brought back."""
        found: dict[str, dict[str, Any]] = {}
        while len(found) < AT_MOST:
            answer = self._sqs.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=min(10, AT_MOST - len(found)),
                WaitTimeSeconds=1,
                VisibilityTimeout=HIDDEN,
                MessageSystemAttributeNames=["SentTimestamp"],
                MessageAttributeNames=["All"],
            )
            if not answer.get("Messages"):
                break
            found |= {message["MessageId"]: message for message in answer["Messages"]}
        return list(found.values())

    def _bring_back(self, call: Call, message: dict[str, Any]) -> str:
        """Invoke, then delete; answers with why that cannot be, or with an empty text."""
        try:
            payload = json.dumps(call.payload)
            self._functions.invoke(FunctionName=call.function, InvocationType="Event", Payload=payload)
        except (ClientError, BotoCoreError) as error:
            return f", since it cannot be invoked ({_kind(error)})"
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
    """The queue of the desk that ``make run`` runs.

    Raises:
        CannotRun: where none runs.
    """
    settings = from_environment()
    aws = EmbeddedAws(settings)
    found = outputs(aws, settings, "a queue on AWS (QUEUE=<url>)")
    return Unhandled(found["UnhandledQueue"], aws.client("sqs"), aws.client("lambda"))


def on_aws(url: str) -> Unhandled:
    """A queue on AWS, with the caller's own credentials, in the queue's own region."""
    region = re.match(r"https://sqs\.([a-z0-9-]+)\.", url)
    session = boto3.Session(region_name=region[1] if region else None)
    return Unhandled(url, session.client("sqs"), session.client("lambda"))


def main() -> int:
    """Print each message; answers with the exit status: 1 where something could not be brought back."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("queue", nargs="?", help="the queue's URL on AWS; the running local desk's unless given")
    parser.add_argument("--look", action="store_true", help="show what waits, and leave it")
    given = parser.parse_args()
    try:
        unhandled = on_aws(given.queue) if given.queue else of_local_desk()
        seen = []
        for one in unhandled.look(redrive=not given.look):
            print(one.line, flush=True)
            seen.append(one)
    except (CannotRun, ClientError, BotoCoreError) as error:
        print(f"The queue cannot be looked at: {error}", file=sys.stderr)
        return 1
    print(
        f"{len(seen)} message{'' if len(seen) == 1 else 's'}"
        + ("; there may be more: run it again" if len(seen) == AT_MOST else "")
    )
    return int(any(one.is_stuck for one in seen))


if __name__ == "__main__":
    sys.exit(main())
