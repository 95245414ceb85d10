"""What the embedded AWS enforces as AWS does, beyond what it does by itself."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import boto3
import httpx
import pytest
from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from infra.local.local_settings import MAIL_DOMAIN, REGION
from tests.e2e.people import People, eventually
from tests.examples import request_data

OWN_PARTITION = {
    "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["MINE#*"]},
    "Null": {"dynamodb:LeadingKeys": "false"},
}
MINE, YOURS = ({"pk": {"S": f"{whose}#1"}, "sk": {"S": "TRIED"}} for whose in ("MINE", "YOURS"))
Call = Callable[[dict[str, Any]], object]


def clients(people: People, key: Credentials) -> Any:
    """A maker of clients that sign with this key."""
    return lambda service: boto3.client(
        service,
        endpoint_url=people.desk.settings.aws_url,
        region_name=REGION,
        aws_access_key_id=key.access_key,
        aws_secret_access_key=key.secret_key,
        aws_session_token=key.token,
    )


@contextmanager
def somebody(people: People, name: str, **statement: Any) -> Iterator[Any]:
    """A maker of clients of somebody who may do this alone."""
    iam = people.desk.aws.client("iam")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="one", PolicyDocument=document(**statement))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    try:
        yield clients(people, Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
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
    with somebody(people, "partition", Action="dynamodb:*", Condition=OWN_PARTITION) as client_of:
        client = client_of("dynamodb")
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
    with somebody(people, "attributes", Action="dynamodb:UpdateItem", Condition=allowed) as client_of:
        client_of("dynamodb").update_item(UpdateExpression="SET opened = :now", **updates)
        with pytest.raises(ClientError, match="AccessDenied"):
            client_of("dynamodb").update_item(UpdateExpression="SET opened = :now, decided = :now", **updates)
    client.delete_item(**named)


def test_policy_about_the_sender_keeps_to_it(people: People) -> None:
    sender = f"desk@{MAIL_DOMAIN}"

    def send(author: str, **more: Any) -> Any:
        raw = f"From: {author}\r\nTo: a@b.example\r\nSubject: whose\r\n\r\nhi".encode()
        return client.send_raw_email(RawMessage={"Data": raw}, Destinations=["a@b.example"], **more)

    only = {"StringEquals": {"ses:FromAddress": sender}}
    with somebody(people, "sender", Action="ses:SendRawEmail", Condition=only) as client_of:
        client = client_of("ses")
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


LISTS = {
    **{
        "apigateway": "get_rest_apis",
        "cloudformation": "list_stacks",
        "dynamodb": "list_tables",
        "events": "list_rules",
    },
    **{"iam": "list_users", "lambda": "list_functions", "logs": "describe_log_groups", "s3": "list_buckets"},
    **{"secretsmanager": "list_secrets", "ses": "list_identities", "sqs": "list_queues", "sts": "get_caller_identity"},
    **{"stepfunctions": "list_state_machines"},
}


@pytest.mark.parametrize("service", LISTS)
def test_owners_key_counts_with_its_secret_alone(people: People, service: str) -> None:
    owner = people.desk.aws.owner

    getattr(clients(people, owner)(service), LISTS[service])()

    for key in (
        Credentials(owner.access_key, "test"),
        Credentials("test", "test"),
        Credentials("000000000000", "test"),
    ):
        with pytest.raises(ClientError) as refused:
            getattr(clients(people, key)(service), LISTS[service])()
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] in (400, 403)


def test_session_of_a_role_counts_with_its_secret_and_token_alone(people: People) -> None:
    key = people.desk.aws.client("sts").get_session_token()["Credentials"]
    name, secret, token = (key[part] for part in ("AccessKeyId", "SecretAccessKey", "SessionToken"))

    clients(people, Credentials(name, secret, token))("dynamodb").list_tables()

    for wrong in (Credentials(name, "guessed", token), Credentials(name, secret)):
        with pytest.raises(ClientError, match=r"security token|signature"):
            clients(people, wrong)("dynamodb").list_tables()


def test_functions_key_does_not_follow_from_its_name(people: People) -> None:
    function = people.desk.aws.client("lambda").get_function_configuration(FunctionName=people.physical("PublicPages"))
    people.web.get("/")  # it has run, and has a session

    digest = sha256(f"{function['FunctionArn']}:{function['Role']}".encode()).hexdigest()
    secret, token = (sha256(f"{part}:{digest}".encode()).hexdigest() for part in ("secret", "token"))

    with pytest.raises(ClientError, match="security token"):
        clients(people, Credentials(f"ASIA{digest[:16].upper()}", secret, token))("sts").get_caller_identity()


def signed_call(by: Credentials, url: str, body: bytes) -> AWSRequest:
    request = AWSRequest("POST", url, data=body, headers={"Content-Type": "application/json"})
    auth.SigV4Auth(by, "execute-api", REGION).add_auth(request)
    return request


@pytest.mark.parametrize("address", ["of its stage", "of the desk"])
def test_signed_route_is_closed_to_a_wrong_signature(
    people: People, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, desk = people.desk.aws.owner, people.desk.api_url if address == "of its stage" else people.desk.settings.url
    url, body = f"{desk}/accounts/acct-in-order/applications/check", json.dumps(request_data()).encode()

    def status(signed: AWSRequest, **changed: Any) -> int:
        sent: dict[str, Any] = {"url": url, "content": body, "headers": dict(signed.headers.items()), **changed}
        return httpx.post(**sent, timeout=60).status_code

    right = signed_call(owner, url, body)
    assert status(right) == 200
    assert status(right, content=body.replace(b"acct-in-order", b"acct-no-photo")) == 403
    assert status(right, url=url.replace("acct-in-order", "acct-no-photo")) == 403
    assert status(right, headers={"Content-Type": "application/json"}) == 403
    assert status(signed_call(Credentials(owner.access_key, "guessed"), url, body)) == 403
    assert status(signed_call(Credentials("test", "test"), url, body)) == 403
    monkeypatch.setattr(auth, "get_current_datetime", lambda *_, **__: datetime.now(UTC) - timedelta(minutes=6))
    assert status(signed_call(owner, url, body)) == 403


def test_link_to_a_file_counts_with_its_signature_alone(people: People) -> None:
    files = people.desk.aws.client("s3", Config(signature_version="s3v4"))
    bucket = people.desk.outputs["ReceivedMailBucket"]
    files.put_object(Bucket=bucket, Key="received/linked", Body=b"hi")
    link = files.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "received/linked"})

    assert httpx.get(link).text == "hi"
    assert httpx.get(link[:-1] + ("0" if link[-1] != "0" else "1")).status_code == 403
    assert httpx.get(link.partition("?")[0]).status_code == 403
    files.delete_object(Bucket=bucket, Key="received/linked")


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.example"}]
)
def test_website_reaches_neither_the_embedded_aws_nor_the_mailbox(people: People, headers: dict[str, str]) -> None:
    aws, mail = people.desk.settings.aws_url, b"From: avery@client.example\r\n\r\nhi"

    assert httpx.post(f"{aws}/_ministack/reset", headers=headers).status_code in (400, 403)
    assert httpx.post(aws, headers=headers).status_code in (400, 403)
    received = people.web.post(
        "/inbox/api/received", content=mail, headers=headers, params={"recipient": "reply+x@desk.example"}
    )
    assert received.status_code in (400, 403)
    assert "access-control-allow-origin" not in people.web.get("/").headers
