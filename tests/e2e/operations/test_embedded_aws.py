"""What the embedded AWS enforces as AWS does, beyond what it does by itself."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.local.local_settings import MAIL_DOMAIN, REGION
from tests.e2e.people import People, eventually

OWN_PARTITION = {
    "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["MINE#*"]},
    "Null": {"dynamodb:LeadingKeys": "false"},
}
MINE, YOURS = ({"pk": {"S": f"{whose}#1"}, "sk": {"S": "TRIED"}} for whose in ("MINE", "YOURS"))
Call = Callable[[dict[str, Any]], object]


@contextmanager
def somebody(people: People, name: str, **statement: Any) -> Iterator[Any]:
    """A maker of clients of somebody who may do this alone."""
    iam = people.desk.aws.client("iam")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="one", PolicyDocument=document(**statement))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    try:
        yield lambda service: boto3.client(
            service,
            endpoint_url=people.desk.settings.aws_url,
            region_name=REGION,
            aws_access_key_id=key["AccessKeyId"],
            aws_secret_access_key=key["SecretAccessKey"],
        )
    finally:
        iam.delete_user_policy(UserName=name, PolicyName="one")
        iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
        iam.delete_user(UserName=name)


def document(**statement: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", **statement}]})


def test_policy_about_leading_keys_keeps_to_the_partition(people: People) -> None:
    named, by_account = {"TableName": people.desk.outputs["TableName"]}, {"IndexName": "by-account"}
    put = {"Put": {**named, "Item": {**MINE, "sk": {"S": "A"}}}}

    def query(key: dict[str, Any], attribute: str = "pk", **more: Any) -> Any:
        values = {"ExpressionAttributeValues": {":key": key["pk"]}}
        return client.query(**named, KeyConditionExpression=f"{attribute} = :key", **values, **more)

    calls: list[Call] = [
        lambda key: client.get_item(**named, Key=key),
        lambda key: client.put_item(**named, Item=key),
        lambda key: client.update_item(**named, Key=key),
        query,
        lambda key: query(key, "account_id", **by_account),
        lambda key: client.batch_get_item(RequestItems={named["TableName"]: {"Keys": [key]}}),
        lambda key: client.transact_write_items(TransactItems=[put, {"Put": {**named, "Item": key}}]),
        lambda key: client.transact_write_items(TransactItems=[put, {"Delete": {**named, "Key": key}}]),
        lambda key: client.delete_item(**named, Key=key),
    ]
    with somebody(people, "partition", Action="dynamodb:*", Condition=OWN_PARTITION) as clients:
        client = clients("dynamodb")
        for call in calls:
            call(MINE)
            with pytest.raises(ClientError, match="AccessDenied"):
                call(YOURS)
        with pytest.raises(ClientError, match="AccessDenied"):
            client.scan(**named)
        client.delete_item(**named, Key=put["Put"]["Item"])


def test_policy_about_attributes_keeps_to_them(people: People) -> None:
    named, client = {"TableName": people.desk.outputs["TableName"], "Key": MINE}, people.desk.aws.client("dynamodb")
    allowed = {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["pk", "sk", "opened"]}}
    updates = {"ExpressionAttributeValues": {":now": {"S": "now"}}, **named}
    with somebody(people, "attributes", Action="dynamodb:UpdateItem", Condition=allowed) as clients:
        clients("dynamodb").update_item(UpdateExpression="SET opened = :now", **updates)
        with pytest.raises(ClientError, match="AccessDenied"):
            clients("dynamodb").update_item(UpdateExpression="SET opened = :now, decided = :now", **updates)
    client.delete_item(**named)


def test_policy_about_the_sender_keeps_to_it(people: People) -> None:
    sender = f"desk@{MAIL_DOMAIN}"

    def send(author: str, **more: Any) -> Any:
        raw = f"From: {author}\r\nTo: a@b.example\r\nSubject: whose\r\n\r\nhi".encode()
        return client.send_raw_email(RawMessage={"Data": raw}, Destinations=["a@b.example"], **more)

    only = {"StringEquals": {"ses:FromAddress": sender}}
    with somebody(people, "sender", Action="ses:SendRawEmail", Condition=only) as clients:
        client = clients("ses")
        send(f"Keydesk <{sender}>", Source=sender)
        for refused in ({"author": f"boss@{MAIL_DOMAIN}"}, {"author": f"boss@{MAIL_DOMAIN}", "Source": sender}):
            with pytest.raises(ClientError, match="AccessDenied"):
                send(**refused)


@contextmanager
def reading_machine(people: People, **statement: Any) -> Iterator[Callable[[dict[str, Any]], dict[str, Any]]]:
    """A state machine that reads an item of the table, in a role that may do this alone; gives how it ended."""
    iam, machines, name = people.desk.aws.client("iam"), people.desk.aws.client("stepfunctions"), "reading-machine"
    trust = {"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trusted = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trusted)["Role"]["Arn"]
    iam.put_role_policy(RoleName=name, PolicyName="one", PolicyDocument=document(**statement))
    read = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:dynamodb:getItem", "End": True}
    item = {"TableName": people.desk.outputs["TableName"], "Key": {"pk": {"S.$": "$.pk.S"}, "sk": {"S.$": "$.sk.S"}}}
    definition = json.dumps({"StartAt": "Read", "States": {"Read": {**read, "Parameters": item}}})
    machine = machines.create_state_machine(name=name, definition=definition, roleArn=role)["stateMachineArn"]

    def ended(execution: str) -> dict[str, Any] | None:
        found: dict[str, Any] = machines.describe_execution(executionArn=execution)
        return found if found["status"] != "RUNNING" else None

    def end(key: dict[str, Any]) -> dict[str, Any]:
        started = machines.start_execution(stateMachineArn=machine, input=json.dumps(key))["executionArn"]
        return eventually(lambda: ended(started), lambda: "it runs on")

    try:
        yield end
    finally:
        machines.delete_state_machine(stateMachineArn=machine)
        iam.delete_role_policy(RoleName=name, PolicyName="one")
        iam.delete_role(RoleName=name)


def test_policy_about_leading_keys_holds_for_a_machines_own_calls(people: People) -> None:
    with reading_machine(people, Action="dynamodb:GetItem", Condition=OWN_PARTITION) as end:
        assert end(MINE)["status"] == "SUCCEEDED"
        assert end(YOURS)["error"].endswith("AccessDeniedException")
