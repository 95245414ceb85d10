"""What is refused: calls without a signature or without the right, and to functions what is not theirs to do."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from infra import transformed
from infra.local import signed
from infra.local.local_settings import REGION
from tests.e2e.people import People, eventually
from tests.soak.permissions.allowed import Roles

SIGNED = sorted(
    (
        route.method,
        route.path.replace("{account_id}", "acct-in-order").replace("{task_id}", "kabcdefghij234567-1-safety"),
    )
    for route in transformed.routes()
    if route.is_signed
)
METHODS = {name: {method for method, _ in transformed.routes_of(name)} for name in transformed.functions()}
PAGES = [name for name, methods in METHODS.items() if methods and methods <= {"GET", "HEAD"}]
ASYNCHRONOUS = transformed.resources("AWS::Lambda::EventInvokeConfig").values()
BY_EVENT = [config["FunctionName"]["Ref"] for config in ASYNCHRONOUS]


@contextmanager
def caller(people: People, *routes: tuple[str, str]) -> Iterator[Credentials]:
    """The credentials of somebody who may call these routes alone."""
    iam, user = people.desk.aws.client("iam"), "caller"
    iam.create_user(UserName=user)
    key = iam.create_access_key(UserName=user)["AccessKey"]
    api = f"arn:aws:execute-api:{REGION}:000000000000:{people.desk.outputs['ApiId']}/desk"
    statements = [
        {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": f"{api}/{method}{path}"}
        for method, path in routes
    ]
    if statements:
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_user_policy(UserName=user, PolicyName="calls", PolicyDocument=policy)
    try:
        yield Credentials(key["AccessKeyId"], key["SecretAccessKey"])
    finally:
        if statements:
            iam.delete_user_policy(UserName=user, PolicyName="calls")
        iam.delete_access_key(UserName=user, AccessKeyId=key["AccessKeyId"])
        iam.delete_user(UserName=user)


@pytest.mark.parametrize(("method", "path"), SIGNED)
def test_signed_route_is_closed_to_who_lacks_the_right(people: People, method: str, path: str) -> None:
    others = [route for route in SIGNED if route != (method, path)]

    def answer(by: Credentials) -> int:
        return signed.call(by, method, f"{people.desk.api_url}{path}", {}).status_code

    assert people.web.request(method, path, json={}).status_code == 403  # on AWS 404, as the template words it
    assert answer(Credentials("AKIASTRANGER", "guessed")) == 403
    with caller(people) as nobody:
        assert answer(nobody) == 403
    with caller(people, *others) as other:
        assert answer(other) == 403
        assert answer(Credentials(other.access_key, "guessed")) == 403
    with caller(people, (method, path)) as entitled:
        # There is no safety check here that could have been asked about a task.
        heard = 404 if path.startswith("/tasks/") else 422
        assert answer(entitled) == heard, "the call is heard, and says nothing"


@contextmanager
def as_function(people: People, role: str) -> Iterator[Any]:
    """A maker of clients that have the rights of this function's role."""
    iam, name = people.desk.aws.client("iam"), Roles(people.desk).names[role]
    found = iam.get_role(RoleName=name)["Role"]
    trust = found["AssumeRolePolicyDocument"]
    owner = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"}, "Action": "sts:AssumeRole"}
    ours = {**trust, "Statement": [*trust["Statement"], owner]}
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(ours))
    try:
        got = people.desk.aws.client("sts").assume_role(RoleArn=found["Arn"], RoleSessionName="test")["Credentials"]
        yield lambda service: boto3.client(
            service,
            endpoint_url=people.desk.settings.aws_url,
            region_name=REGION,
            aws_access_key_id=got["AccessKeyId"],
            aws_secret_access_key=got["SecretAccessKey"],
            aws_session_token=got["SessionToken"],
        )
    finally:
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(trust))


@pytest.mark.parametrize("function", PAGES)
def test_function_that_only_shows_pages_can_change_nothing(people: People, function: str) -> None:
    table, key = people.desk.outputs["TableName"], {"pk": {"S": "CASE#mine"}, "sk": {"S": "CASE"}}
    machine = people.desk.outputs["ReviewStateMachine"]
    bucket = people.desk.outputs["ReceivedMailBucket"]
    with as_function(people, f"{function}Role") as client:
        refused: list[Callable[[], object]] = [
            lambda: client("dynamodb").put_item(TableName=table, Item=key),
            lambda: client("dynamodb").update_item(TableName=table, Key=key),
            lambda: client("dynamodb").delete_item(TableName=table, Key=key),
            lambda: client("dynamodb").scan(TableName=table),
            lambda: client("stepfunctions").start_execution(stateMachineArn=machine, input="{}"),
            lambda: client("stepfunctions").send_task_success(taskToken="guessed", output="{}"),
            lambda: client("ses").send_raw_email(RawMessage={"Data": b"Subject: hi\r\n\r\nhi"}),
            lambda: client("s3").put_object(Bucket=bucket, Key="received/mine", Body=b"hi"),
            lambda: client("secretsmanager").get_secret_value(SecretId="keydesk-slack"),
        ]
        for call in refused:
            with pytest.raises(ClientError, match="AccessDenied"):
                call()


@pytest.mark.parametrize("function", BY_EVENT)
def test_event_that_a_function_fails_on_waits_for_the_operator(people: People, function: str) -> None:
    functions, sqs = people.desk.aws.client("lambda"), people.desk.aws.client("sqs")
    name, queue = people.physical(function), people.desk.outputs["UnhandledQueue"]
    working = functions.get_function_configuration(FunctionName=name)["Environment"]
    invoked = {"FunctionName": name, "Qualifier": "$LATEST"}
    deployed = functions.get_function_event_invoke_config(**invoked)
    told = {key: deployed[key] for key in ("MaximumRetryAttempts", "MaximumEventAgeInSeconds", "DestinationConfig")}

    def seen() -> str:
        waiting = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=0).get("Messages", [])
        return next((str(message["Body"]) for message in waiting if name in message["Body"]), "")

    functions.update_function_configuration(FunctionName=name, Environment={"Variables": {}})
    functions.put_function_event_invoke_config(**invoked, **{**told, "MaximumRetryAttempts": 0})  # each is a cold start
    try:
        people.invoke_by_event(function, {})
        message = eventually(seen, lambda: f"nothing of {name} waits")
    finally:
        functions.update_function_configuration(FunctionName=name, Environment=working)
        functions.put_function_event_invoke_config(**invoked, **told)
        sqs.purge_queue(QueueUrl=queue)

    assert "RetriesExhausted" in message
