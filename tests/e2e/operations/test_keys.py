"""Keys of the reference issuer (``infra/keys.yaml``), and what a marketplace's API lets callers with them do."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError

from infra.local import deploy
from infra.local.desk import LocalDesk
from infra.local.embedded import invoke
from infra.local.local_settings import KEYS_STACK
from tests.e2e.people import People, eventually
from tests.soak.permissions.allowed import Records, Roles

ACCOUNT = "acct-in-order"


class Failed(Exception):
    """The issuer failed."""


class Marketplace:
    """The company's own REST API, which needs a key, and a stack of the reference issuer whose keys open it."""

    def __init__(self, desk: LocalDesk, stack: str, daily_limit: int) -> None:
        self._aws, self._stack, self._limit = desk.aws, stack, daily_limit
        self._gateway = desk.aws.client("apigateway")
        api = self._gateway.create_rest_api(name=stack)["id"]
        self._url = f"{desk.settings.aws_url}/_aws/execute-api/{api}/live/"
        method = {"restApiId": api, "resourceId": self._gateway.get_resources(restApiId=api)["items"][0]["id"]}
        method["httpMethod"] = "GET"
        self._gateway.put_method(**method, authorizationType="NONE", apiKeyRequired=True)
        request = {"application/json": json.dumps({"statusCode": 200})}
        self._gateway.put_integration(**method, type="MOCK", requestTemplates=request)
        self._gateway.put_method_response(**method, statusCode="200")
        self._gateway.put_integration_response(**method, statusCode="200")
        self._gateway.create_deployment(restApiId=api, stageName="live")
        opens = {"MarketplaceApiId": api, "MarketplaceApiStage": "live", "DailyLimit": str(daily_limit)}
        deploy.deploy_keys(desk.aws, desk.settings, desk.outputs["ApiId"], stack, **opens)

    def ask_issuer(self, action: str, application_id: str) -> dict[str, Any]:
        """Invoke the issuer as Keydesk does."""
        event = {"action": action, "application_id": application_id, "account_id": ACCOUNT}
        if action == "issue":
            event |= {"project_name": "Price monitor", "daily_limit": self._limit}  # type: ignore[dict-item]
        return invoke(self._aws.client("lambda"), f"{self._stack}-issuer", event, Failed)

    def key(self, application_id: str) -> Any:
        """The key of an application in API Gateway. The owner gets its value from the marketplace."""
        (found,) = self._gateway.get_api_keys(nameQuery=application_id, includeValues=True)["items"]
        return found

    def call(self, value: str) -> int:
        """Call the API with a key; returns the status."""
        return httpx.get(self._url, headers={"x-api-key": value}).status_code


@pytest.fixture(scope="module")
def marketplace(desk: LocalDesk) -> Marketplace:
    """With the stack that ``make run`` deploys."""
    return Marketplace(desk, KEYS_STACK, 40_000)


def approved(people: People, email: str) -> str:
    """An application that was approved, and whose key was issued."""
    application_id = people.apply("acct-in-order", email)
    people.clear(application_id)
    people.click(people.review_mail(application_id), "Approve")
    people.all_done(application_id)
    return application_id


def test_approved_application_ends_with_a_key_that_opens_the_api(people: People, marketplace: Marketplace) -> None:
    application_id = approved(people, "gets-a-key@client.example")

    assert marketplace.call(marketplace.key(application_id)["value"]) == 200


def test_key_opens_the_api_until_it_is_suspended_or_revoked(people: People, marketplace: Marketplace) -> None:
    application = "kaaaabbbbccccdddd"
    issued = marketplace.ask_issuer("issue", application)
    value = marketplace.key(application)["value"]

    assert marketplace.call("guessed") == 403
    assert marketplace.call(value) == 200

    marketplace.ask_issuer("suspend", application)
    assert marketplace.call(value) == 403

    marketplace.ask_issuer("resume", application)
    assert marketplace.call(value) == 200

    marketplace.ask_issuer("revoke", application)
    assert marketplace.call(value) == 403
    marketplace.ask_issuer("resume", application)
    assert marketplace.ask_issuer("issue", application) == issued
    assert marketplace.call(value) == 403


def test_key_stops_at_its_daily_limit_and_is_reported_the_next_day(people: People) -> None:
    application_id, other = approved(people, "calls-a-lot@client.example"), "kaaaabbbbccccffff"
    marketplace = Marketplace(people.desk, "limited-keys", 2)
    for application in (application_id, other):
        marketplace.ask_issuer("issue", application)
    key = marketplace.key(application_id)
    value, account_id = key["value"], key["customerId"]

    assert [marketplace.call(value) for _ in range(3)] == [200, 200, 429]
    assert marketplace.call(marketplace.key(other)["value"]) == 200, "each key has its own limit"

    records = Records(people.desk.settings.work)
    records.news()
    look_tomorrow(people, "limited-keys")
    calls = [one for one in records.news() if one.action == "execute-api:Invoke"]
    assert [(one.resource.partition("/desk/")[2], one.allowed) for one in calls] == [
        (f"POST/accounts/{account_id}/usage", True)
    ]


def test_daily_look_without_its_right_to_the_usage_fails(people: People) -> None:
    roles = Roles(people.desk)
    (right,) = (one for one in roles.all() if one.role == "ReportUsageRole" and "/usageplans/" in one.resource)

    with roles.without(right), pytest.raises(Failed, match="AccessDenied"):
        look_tomorrow(people, KEYS_STACK)

    look_tomorrow(people, KEYS_STACK)


def test_failed_daily_look_is_kept_for_operators(people: People) -> None:
    functions, queues = people.desk.aws.client("lambda"), people.desk.aws.client("sqs")
    queue = physical(people, KEYS_STACK, "Unreported")

    functions.invoke(FunctionName=physical(people, KEYS_STACK, "ReportUsage"), InvocationType="Event", Payload="{}")

    found = eventually(
        lambda: queues.receive_message(QueueUrl=queue).get("Messages", []), lambda: "the failed run is not in the queue"
    )
    assert [json.loads(one["Body"])["requestContext"]["condition"] for one in found] == ["RetriesExhausted"]
    queues.delete_message(QueueUrl=queue, ReceiptHandle=found[0]["ReceiptHandle"])


def look_tomorrow(people: People, stack: str) -> None:
    """Invoke the daily look as on the next day."""
    event = {"time": f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%dT03:00:00Z}"}
    invoke(people.desk.aws.client("lambda"), physical(people, stack, "ReportUsage"), event, Failed)


def physical(people: People, stack: str, resource: str) -> str:
    """The name that a resource of a stack got when it was deployed."""
    stacks = people.desk.aws.client("cloudformation")
    found = stacks.describe_stack_resource(StackName=stack, LogicalResourceId=resource)["StackResourceDetail"]
    return str(found["PhysicalResourceId"])


def test_second_key_with_the_same_value_is_refused(people: People, marketplace: Marketplace) -> None:
    """On this, two calls at once rely."""
    marketplace.ask_issuer("issue", "kaaaabbbbccccgggg")
    value = marketplace.key("kaaaabbbbccccgggg")["value"]

    with pytest.raises(ClientError, match="ConflictException"):
        people.desk.aws.client("apigateway").create_api_key(name="copy", value=value)


def test_issuer_without_its_right_to_make_values_fails_and_makes_no_key(
    people: People, marketplace: Marketplace
) -> None:
    application, roles = "kaaaabbbbccccjjjj", Roles(people.desk)
    (right,) = (one for one in roles.all() if (one.role, one.action) == ("KeyIssuerRole", "kms:GenerateMac"))

    with roles.without(right), pytest.raises(Failed):
        marketplace.ask_issuer("issue", application)

    assert not people.desk.aws.client("apigateway").get_api_keys(nameQuery=application)["items"]
    marketplace.ask_issuer("issue", application)
