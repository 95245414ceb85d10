"""Keys of the reference issuer (``infra/keys.yaml``), and what a marketplace's API lets callers with them do."""

import json
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError

from infra.local import deploy
from infra.local.desk import LocalDesk
from infra.local.embedded import invoke
from infra.local.local_settings import KEYS_STACK
from tests.e2e.people import People
from tests.soak.permissions.allowed import Roles

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
        self.outputs = deploy.deploy_keys(desk.aws, desk.outputs["ApiId"], stack, **opens)

    def ask_issuer(self, action: str, application_id: str) -> dict[str, Any]:
        """Invoke the issuer as Keydesk does."""
        event = {"action": action, "application_id": application_id, "account_id": ACCOUNT}
        if action == "issue":
            event |= {"project_name": "Price monitor", "daily_limit": self._limit}  # type: ignore[dict-item]
        return invoke(self._aws.client("lambda"), f"{self._stack}-issuer", event, Failed)

    def value_of(self, key_id: str) -> str:
        """What the owner gets from the marketplace."""
        return str(self._gateway.get_api_key(apiKey=key_id, includeValue=True)["value"])

    def call(self, value: str) -> int:
        """Call the API with a key; returns the status."""
        return httpx.get(self._url, headers={"x-api-key": value}).status_code


@pytest.fixture(scope="module")
def marketplace(desk: LocalDesk) -> Marketplace:
    """With the stack that ``make run`` deploys."""
    return Marketplace(desk, KEYS_STACK, 40_000)


def test_key_opens_the_api_until_it_is_suspended_or_revoked(people: People, marketplace: Marketplace) -> None:
    application = "kaaaabbbbccccdddd"
    issued = marketplace.ask_issuer("issue", application)["key"]
    value = marketplace.value_of(issued["id"])

    assert marketplace.call("guessed") == 403
    assert marketplace.call(value) == 200

    marketplace.ask_issuer("suspend", application)
    assert marketplace.call(value) == 403

    marketplace.ask_issuer("resume", application)
    assert marketplace.call(value) == 200

    marketplace.ask_issuer("revoke", application)
    assert marketplace.call(value) == 403
    marketplace.ask_issuer("resume", application)
    assert marketplace.ask_issuer("issue", application)["key"] == issued
    assert marketplace.call(value) == 403


def test_key_stops_at_its_daily_limit(desk: LocalDesk) -> None:
    marketplace = Marketplace(desk, "limited-keys", 2)
    key = marketplace.ask_issuer("issue", "kaaaabbbbcccceeee")["key"]["id"]
    other = marketplace.ask_issuer("issue", "kaaaabbbbccccffff")["key"]["id"]

    statuses = [marketplace.call(marketplace.value_of(key)) for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert marketplace.call(marketplace.value_of(other)) == 200, "each key has its own limit"


def test_second_key_with_the_same_value_is_refused(people: People, marketplace: Marketplace) -> None:
    """On this, two calls at once rely."""
    value = marketplace.value_of(marketplace.ask_issuer("issue", "kaaaabbbbccccgggg")["key"]["id"])

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
