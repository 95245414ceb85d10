"""The whole desk in one process: every handler, with its real adapters, on the template's own table (on moto).

Requests come in as API Gateway hands them over; functions that call functions find them; what goes to SES and to the
state machines is kept. What the machines do with a case, ``furnish`` does.
"""

import base64
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast
from urllib.parse import parse_qsl, unquote

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from adapters.aws import observability as telemetry
from adapters.dynamodb.console import DynamoStaff
from adapters.dynamodb.table import Table
from domain.cases.staff import StaffRole
from infra import transformed
from tests.adapters.stores import table
from tests.handlers.lambda_context import ROUTES, api_event, invoke
from tests.staff import store_staff
from wiring import clients

SIGNED = {(route.method, route.path) for route in transformed.routes() if route.is_signed}
"""The routes whose calls API Gateway hands over only with a signature."""

READS = ("BatchGetItem", "GetItem", "Query", "Scan")
BINARY = transformed.api()["x-amazon-apigateway-binary-media-types"]
STAFF = "reviewer@staff.example"
OPERATOR = "operator@staff.example"
STAFF_BY_ROLE = {role: (OPERATOR if role is StaffRole.OPERATOR else STAFF,) for role in StaffRole}
ENVIRONMENT = {
    **dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "testing"),
    **dict.fromkeys(("OWNER_DAYS", "ANSWER_DAYS", "REMIND_DAYS", "ESCALATE_DAYS", "OVERDUE_DAYS", "KEEP_DAYS"), "7"),
    "REAPPLY_AFTER_DAYS": "7",
    "RECONCILE_AFTER_MINUTES": "7",
    "AWS_DEFAULT_REGION": "us-east-1",
    "TABLE_NAME": "desk",
    "REVIEW_MACHINE_ARN": "review",
    "EXCEPTION_MACHINE_ARN": "exception",
    "KEY_MACHINE_ARN": "key",
    "KEY_ISSUER_FUNCTION": "",
    "KEY_LOCATION_TEXT": "You'll find the key in the API Center of your account.",
    "KEY_LOCATION_URL": "https://www.marketplace.example/api-center",
    "ACCOUNT_LOOKUP_FUNCTION": "workflow.look_up_account",
    "SAFETY_CHECK_FUNCTION": "",
    "SEND_REQUESTED_LINK_FUNCTION": "events.send_requested_link",
    "READ_ICON_FUNCTION": "events.read_icon",
    "RECEIVE_EMAIL_FUNCTION": "events.receive_email",
    "RECEIVED_MAIL_BUCKET": "received",
    "RECEIVED_MAIL_PREFIX": "received/",
    "MAIL_DOMAIN": "desk.example",
    "MAIL_CONFIGURATION_SET": "",
    "PUBLIC_URL": "https://desk.example",
}


@dataclass
class Functions:
    """Lambda's client. A function that is invoked by event runs at once, and its fault is the caller's.

    ``of_company`` are functions of somebody else's, by name. Their faults are told as Lambda tells them.
    """

    of_company: dict[str, Callable[[Any], Any]] = field(default_factory=dict)

    def invoke(self, **given: Any) -> dict[str, Any]:
        event = json.loads(given["Payload"])
        if given["FunctionName"] not in self.of_company:
            return _returned(invoke(given["FunctionName"], event))
        try:
            return _returned(self.of_company[given["FunctionName"]](event))
        except RuntimeError as error:
            return {**_returned({"errorMessage": str(error)}), "FunctionError": "Unhandled"}


def _returned(value: Any) -> dict[str, Any]:
    return {"Payload": io.BytesIO(json.dumps(value).encode())}


@dataclass
class Machines:
    """The client of Step Functions. Keeps the inputs of what was started."""

    started: list[dict[str, Any]] = field(default_factory=list)

    class exceptions:  # noqa: N801 (as botocore names it)
        class ExecutionAlreadyExists(Exception):
            pass

    def start_execution(self, **given: Any) -> None:
        assert len(given["name"]) <= 80
        self.started.append(json.loads(given["input"]))


@dataclass
class Ses:
    """The client of SES. Keeps what it sent."""

    sent: list[EmailMessage] = field(default_factory=list)

    def send_raw_email(self, **given: Any) -> dict[str, str]:
        self.sent.append(message_from_bytes(given["RawMessage"]["Data"], policy=default))
        return {"MessageId": f"ses-{len(self.sent)}"}


@dataclass(frozen=True)
class Reply:
    """What API Gateway answers with."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass
class InProcessDesk:
    """``call`` it as a browser or a program does."""

    client: Any
    table: Table
    machines: Machines
    ses: Ses
    functions: Functions
    logged: io.StringIO
    writes: int = 0
    answered: Counter[tuple[str, int]] = field(default_factory=Counter)

    def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        content_type: str | None = None,
        query: str = "",
        **headers: str,
    ) -> Reply:
        """Make a request; ``path`` is that of the template or one that fits it."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        given |= {} if content_type is None else {"Content-Type": content_type}
        resource, parameters = route(method, path)
        event = api_event(
            method,
            resource,
            path=path,
            pathParameters=parameters or None,
            queryStringParameters=dict(parse_qsl(query, keep_blank_values=True, errors="replace")) or None,
            headers=given or None,
            **_encoded(body, (content_type or "").partition(";")[0].strip()),
        )
        return self.handle(ROUTES[method, resource], event)

    def handle(self, function: str, event: dict[str, Any]) -> Reply:
        """Give an event to a function behind the API; its answer must be one that API Gateway can pass on."""
        with redirect_stdout(self.logged):
            response = json.loads(json.dumps(invoke(function, event)))
        headers = {}
        for name, values in response["multiValueHeaders"].items():
            (headers[name],) = values
            assert headers[name].isascii() and headers[name].isprintable(), (name, values)
        response["body"].encode()
        self.answered[function, response["statusCode"]] += 1
        return Reply(response["statusCode"], headers, response["body"])

    def stored(self) -> dict[tuple[str, str], Any]:
        """Every item."""
        pages = self.client.get_paginator("scan").paginate(TableName="desk")
        return {(item["pk"]["S"], item["sk"]["S"]): item for page in pages for item in page["Items"]}

    def restore(self, stored: dict[tuple[str, str], Any]) -> None:
        """Have the items that there were, and no others."""
        now = self.stored()
        for pk, sk in now.keys() - stored.keys():
            self.client.delete_item(TableName="desk", Key={"pk": {"S": pk}, "sk": {"S": sk}})
        for key, item in stored.items():
            if now.get(key) != item:
                self.client.put_item(TableName="desk", Item=item)

    def token(self, page: str) -> str:
        """The token of the newest link to a page that a mail brought."""
        texts = [cast(Any, mail.get_body(("plain",))).get_content() for mail in self.ses.sent]
        return str(re.findall(rf"desk\.example/{page}/([a-z2-7]{{52}})", "\n".join(texts))[-1])


def route(method: str, path: str) -> tuple[str, dict[str, str]]:
    """The template's path that a path fits, and its parameters."""
    for known, resource in sorted(ROUTES, key=lambda one: (one[1].endswith("+}"), one[1].count("{"))):
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(resource))
        pattern = re.sub(r"\\\{(\w+)\\\+\\\}", r"(?P<\1>.+)", pattern)
        found = re.fullmatch(pattern, path, re.DOTALL)
        if found and known == method:
            return resource, {name: unquote(value) for name, value in found.groupdict().items()}
    raise LookupError(f"no {method} {path}")


def _encoded(body: bytes, media_type: str) -> dict[str, Any]:
    """API Gateway hands over the template's binary types in base64, and of all else what can be read as UTF-8."""
    if media_type in BINARY:
        return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
    return {"body": body.decode("utf-8", "replace") or None, "isBase64Encoded": False}


@contextmanager
def in_process_desk(staff: Mapping[StaffRole, tuple[str, ...]] = STAFF_BY_ROLE) -> Iterator[InProcessDesk]:
    """One whose table has nothing but the staff."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        desk_table = table()
        store_staff(DynamoStaff(desk_table), staff)
        client = boto3.client("dynamodb", region_name="us-east-1")
        desk = InProcessDesk(client, desk_table, Machines(), Ses(), Functions(), io.StringIO())
        by_service = {"dynamodb": client, "lambda": desk.functions, "stepfunctions": desk.machines}
        patch.setattr(clients, "client", by_service.__getitem__)
        patch.setattr(clients, "patient_client", {"ses": desk.ses, "lambda": desk.functions}.__getitem__)
        clients.table.cache_clear()
        client.meta.events.register("before-call.dynamodb", lambda **call: _as_dynamodb_is(desk, **call))
        output = telemetry.logger().registered_handler
        before = cast(Any, output).setStream(desk.logged)
        try:
            yield desk
        finally:
            cast(Any, output).setStream(before)
            clients.table.cache_clear()


@contextmanager
def table_unavailable() -> Iterator[None]:
    """Meanwhile, every call to the table fails."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TABLE_NAME", "gone")
        clients.table.cache_clear()
        try:
            yield
        finally:
            clients.table.cache_clear()


def _as_dynamodb_is(desk: InProcessDesk, model: Any, params: Any, **_: Any) -> None:
    """Count writes, and refuse what DynamoDB refuses and moto takes: long keys, and text that cannot be encoded.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
    """
    said = json.loads(params["body"])
    keys = {**said.get("Key", {}), **said.get("ExclusiveStartKey", {})}
    if model.name not in READS:
        desk.writes += 1
        keys |= {name: value for name, value in said.get("Item", {}).items() if name in ("pk", "sk")}
    else:
        keys |= said.get("ExpressionAttributeValues", {})
    for name, value in keys.items():
        if len(value.get("S", "").encode()) > (2048 if "pk" in name else 1024):
            raise ClientError({"Error": {"Code": "ValidationException", "Message": f"{name} is too long"}}, model.name)
