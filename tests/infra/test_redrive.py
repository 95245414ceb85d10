"""What a message of the queue stands for, and what an operator without a desk is told."""

import json
import os
import subprocess
from typing import Any

import pytest

from infra.local.local_settings import free_port
from infra.redrive import Call, call_of
from tests.examples import ROOT

ARN = "arn:aws:lambda:us-east-1:123456789012:function:keydesk-ReceiveEmail"
EVENT = {"Records": ["as it was given"]}
# As AWS documents it; the embedded AWS leaves some of it out.
RECORD: dict[str, Any] = {
    "version": "1.0",
    "timestamp": "2026-03-02T12:00:00.000Z",
    "requestContext": {
        "requestId": "1",
        "functionArn": f"{ARN}:$LATEST",
        "condition": "RetriesExhausted",
        "approximateInvokeCount": 3,
    },
    "requestPayload": EVENT,
    "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
    "responsePayload": {"errorMessage": "somebody@client.example", "errorType": "NoSuchKey", "stackTrace": []},
}


def message(body: Any, **attributes: str) -> dict[str, Any]:
    named = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
    return {"Body": body if isinstance(body, str) else json.dumps(body), "MessageAttributes": named}


def test_a_record_of_lambda_names_the_function_what_it_was_given_and_the_kind_of_error() -> None:
    assert call_of(message(RECORD)) == Call(f"{ARN}:$LATEST", EVENT, "RetriesExhausted, NoSuchKey")


def test_an_invocation_that_never_ran_has_no_error() -> None:
    record = {**RECORD, "requestContext": {**RECORD["requestContext"], "condition": "EventAgeExceeded"}}
    del record["responsePayload"]

    assert call_of(message(record)) == Call(f"{ARN}:$LATEST", EVENT, "EventAgeExceeded, no error")


def test_a_batch_of_the_stream_that_lambda_gave_up_is_for_the_function_to_read_again() -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html"""
    batch = {"shardId": "shardId-1", "startSequenceNumber": "1", "endSequenceNumber": "3", "batchSize": 3}
    context = {**RECORD["requestContext"], "condition": "MaxRecordAgeExceeded"}
    notice = {"requestContext": context, "responseContext": RECORD["responseContext"], "DDBStreamBatchInfo": batch}

    call = call_of(message(notice))

    assert call == Call(f"{ARN}:$LATEST", {"DDBStreamBatchInfo": batch}, "MaxRecordAgeExceeded, no error")


def test_an_event_that_was_not_delivered_is_for_the_rules_target() -> None:
    undelivered = message(EVENT, TARGET_ARN=ARN, ERROR_CODE="NO_PERMISSIONS", RULE_ARN="arn:aws:events:…")

    assert call_of(undelivered) == Call(ARN, EVENT, "not delivered, NO_PERMISSIONS")


@pytest.mark.parametrize("body", ["words", "[]", "{}", '{"requestContext": "x"}', '{"requestContext": {}}', "null"])
def test_anything_else_stands_for_nothing(body: str) -> None:
    assert call_of(message(body)) is None


@pytest.mark.parametrize("command", ["unhandled", "redrive"])
def test_without_a_desk_it_says_what_to_do(command: str) -> None:
    environment = {**os.environ, "AWS_PORT": str(free_port())}

    answer = subprocess.run(
        ["make", "--silent", command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert answer.returncode != 0
    assert "Start it (make run)" in answer.stderr
    assert "Traceback" not in answer.stderr
