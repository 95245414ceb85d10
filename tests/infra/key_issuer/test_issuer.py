"""The reference key issuer, on moto's API Gateway and KMS; a stub plays two calls at once, and many pages."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber
from moto import mock_aws

from infra.key_issuer import issuer
from infra.key_issuer.issuer import InvalidRequest, Keys, handler

APPLICATION, ACCOUNT = "kaaaabbbbccccdddd", "acct-in-order"
ISSUE = {
    "action": "issue",
    "application_id": APPLICATION,
    "account_id": ACCOUNT,
    "project_name": "Price monitor",
    "owner": {"name": "Avery Example", "email": "avery@client.example"},
    "daily_limit": 40_000,
}
CHANGE = {"application_id": APPLICATION, "account_id": ACCOUNT, "key_id": "of-no-matter"}
REGION = "us-east-1"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """API Gateway with a usage plan, and the environment of the function."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        client = boto3.client("apigateway")
        plan = client.create_usage_plan(name="keys", quota={"limit": 40_000, "period": "DAY"})["id"]
        mac_key = boto3.client("kms").create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]
        environment = {
            "USAGE_PLAN": plan,
            "MAC_KEY": mac_key["KeyId"],
            "DAILY_LIMIT": "40000",
            "LOCATION_TEXT": "Sign in, and open API keys.",
            "LOCATION_URL": "https://marketplace.example/keys",
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        issuer._keys.cache_clear()
        yield client
        issuer._keys.cache_clear()


def keys_of(gateway: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = gateway.get_api_keys(includeValues=True)["items"]
    return found


def only_key(gateway: Any) -> dict[str, Any]:
    (key,) = keys_of(gateway)
    return key


def in_plan(gateway: Any) -> set[str]:
    (plan,) = gateway.get_usage_plans()["items"]
    return {key["id"] for key in gateway.get_usage_plan_keys(usagePlanId=plan["id"])["items"]}


def issue(**differences: Any) -> Any:
    return handler({**ISSUE, **differences}, None)


def change(action: str, **differences: Any) -> Any:
    return handler({"action": action, **CHANGE, **differences}, None)


# ---------------------------------------------------------------- issue
def test_approved_application_gets_a_key_in_the_usage_plan(gateway: Any) -> None:
    answer = issue()

    key = only_key(gateway)
    location = {"text": "Sign in, and open API keys.", "url": "https://marketplace.example/keys"}
    assert answer == {"key": {"id": key["id"], "location": location}}
    assert (key["name"], key["customerId"], key["description"]) == (APPLICATION, ACCOUNT, "Price monitor")
    assert key["enabled"] is True
    assert in_plan(gateway) == {key["id"]}


def test_value_of_the_key_is_not_in_the_answer(gateway: Any) -> None:
    answer = issue()

    value = only_key(gateway)["value"]
    assert len(value) == 64
    assert value not in str(answer)


def test_owner_is_not_stored_with_the_key(gateway: Any) -> None:
    issue()

    assert "Avery" not in str(only_key(gateway))
    assert "avery@client.example" not in str(only_key(gateway))


def test_repeated_issue_returns_the_same_key(gateway: Any) -> None:
    assert issue() == issue()

    only_key(gateway)


def test_other_application_gets_another_key(gateway: Any) -> None:
    assert issue() != issue(application_id="kaaaabbbbccccdddz")

    one, other = keys_of(gateway)
    assert one["value"] != other["value"]


def test_key_that_a_crash_left_outside_of_the_plan_gets_into_it(gateway: Any) -> None:
    answer = issue()
    (plan,) = gateway.get_usage_plans()["items"]
    gateway.delete_usage_plan_key(usagePlanId=plan["id"], keyId=answer["key"]["id"])

    assert issue() == answer

    assert in_plan(gateway) == {answer["key"]["id"]}


def test_key_whose_name_only_begins_with_the_application_is_another(gateway: Any) -> None:
    other = gateway.create_api_key(name=f"{APPLICATION}-copy", enabled=True)["id"]

    assert issue()["key"]["id"] != other

    change("revoke")
    assert gateway.get_api_key(apiKey=other)["enabled"] is True


def test_repeated_issue_leaves_a_suspended_key_suspended(gateway: Any) -> None:
    answer = issue()
    change("suspend")

    assert issue() == answer

    assert only_key(gateway)["enabled"] is False


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("Price\r\nmonitor\x00\x1b[31m", "Price monitor [31m"),
        ("gnp\u202eetirw", "gnp etirw"),
        ("\ud800", ""),
        ("Ünïcode 価格", "Ünïcode 価格"),
        ("x" * 10_000, "x" * 200),
        ("", ""),
    ],
)
def test_project_name_becomes_one_line_that_is_not_too_long(gateway: Any, name: str, stored: str) -> None:
    issue(project_name=name)

    assert only_key(gateway)["description"] == stored


# ---------------------------------------------------------------- suspend, resume, revoke
def test_suspended_key_is_disabled_until_it_is_resumed(gateway: Any) -> None:
    issue()

    assert change("suspend") == change("suspend") == {}
    assert only_key(gateway)["enabled"] is False
    assert change("resume") == change("resume") == {}
    assert only_key(gateway)["enabled"] is True


@pytest.mark.parametrize("later", ["suspend", "resume", "revoke", "issue"])
def test_revoked_key_stays_revoked_whatever_comes_later(gateway: Any, later: str) -> None:
    answer = issue()
    change("revoke")
    revoked = only_key(gateway)

    again = issue() if later == "issue" else change(later)

    assert again == (answer if later == "issue" else {})
    assert only_key(gateway) == revoked
    assert revoked["enabled"] is False


def test_revoked_key_shows_that_it_is_and_not_for_what_it_was(gateway: Any) -> None:
    issue()
    change("revoke")

    assert (only_key(gateway)["name"], only_key(gateway)["description"]) == (f"{APPLICATION}-revoked", "Revoked")


def test_late_issue_does_not_put_a_revoked_key_back_into_the_plan(gateway: Any) -> None:
    answer = issue()
    change("revoke")
    (plan,) = gateway.get_usage_plans()["items"]
    gateway.delete_usage_plan_key(usagePlanId=plan["id"], keyId=answer["key"]["id"])

    issue()

    assert not in_plan(gateway)


@pytest.mark.parametrize("action", ["suspend", "resume", "revoke"])
def test_key_that_somebody_deleted_needs_no_change(gateway: Any, action: str) -> None:
    gateway.delete_api_key(apiKey=issue()["key"]["id"])

    assert change(action) == {}

    assert not keys_of(gateway)


def test_second_key_that_an_operator_made_is_suspended_too(gateway: Any) -> None:
    issue()
    gateway.create_api_key(name=APPLICATION, enabled=True)

    change("suspend")

    assert [key["enabled"] for key in keys_of(gateway)] == [False, False]


def test_keys_of_others_are_left_alone(gateway: Any) -> None:
    gateway.create_api_key(name="billing", enabled=True)
    issue()
    change("revoke")

    assert [key["enabled"] for key in keys_of(gateway) if key["name"] == "billing"] == [True]


# ---------------------------------------------------------------- requests that break the contract
@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        ({}, "application_id"),
        ({**ISSUE, "action": "delete"}, "action must be one of issue, suspend, resume, revoke"),
        ({**ISSUE, "action": ["issue"]}, "action must be one of"),
        ({**ISSUE, "application_id": 7}, "application_id"),
        ({**ISSUE, "application_id": ""}, "application_id"),
        ({**ISSUE, "application_id": "k"}, "application_id"),
        ({**ISSUE, "application_id": f"{APPLICATION}-revoked"}, "application_id"),
        ({**ISSUE, "application_id": f"{APPLICATION}\n"}, "application_id"),
        ({**CHANGE, "action": "revoke", "application_id": None}, "application_id"),
        ({**ISSUE, "account_id": "../accounts/other"}, "account_id"),
        ({**ISSUE, "account_id": "a" * 65}, "account_id"),
        ({**ISSUE, "project_name": None}, "project_name"),
        ({**ISSUE, "daily_limit": 50_000}, "The usage plan allows 40000 requests per day, not 50000"),
        ({**ISSUE, "daily_limit": "40000"}, "not '40000'"),
    ],
)
def test_request_that_breaks_the_contract_says_why(gateway: Any, request_: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidRequest, match=problem):
        handler(request_, None)

    assert not keys_of(gateway)


# ---------------------------------------------------------------- what moto can't do
NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
SEARCH = {"nameQuery": APPLICATION, "limit": 500}


def key(id_: str, name: str = APPLICATION, minute: int = 0) -> dict[str, Any]:
    return {"id": id_, "name": name, "enabled": True, "createdDate": NOW.replace(minute=minute)}


@pytest.fixture
def stubbed() -> Iterator[tuple[Keys, Stubber]]:
    """The issuer's keys, and what API Gateway answers. KMS has made the value."""
    session = boto3.Session("testing", "testing", region_name=REGION)
    gateway, kms = session.client("apigateway"), session.client("kms")
    with Stubber(gateway) as answers, Stubber(kms) as macs:
        macs.add_response("generate_mac", {"Mac": b"\x01" * 32}, {"KeyId": "mac", "MacAlgorithm": ANY, "Message": ANY})
        yield Keys(gateway, kms, "plan", "mac"), answers
        answers.assert_no_pending_responses()


def create(answers: Stubber, problem: str = "") -> None:
    expected = {
        **{"name": APPLICATION, "customerId": ACCOUNT, "description": "Price monitor", "enabled": True},
        **{"value": "01" * 32, "generateDistinctId": True},
    }
    if problem:
        answers.add_client_error("create_api_key", problem, expected_params=expected)
    else:
        answers.add_response("create_api_key", key("made"), expected)


def test_two_calls_at_once_make_one_key(stubbed: tuple[Keys, Stubber]) -> None:
    keys, answers = stubbed
    answers.add_response("get_api_keys", {"items": []}, SEARCH)
    create(answers, "ConflictException")
    answers.add_response("get_api_keys", {"items": [key("of-the-other-call")]}, SEARCH)
    answers.add_client_error("create_usage_plan_key", "ConflictException")

    assert keys.issue(APPLICATION, ACCOUNT, "Price monitor") == "of-the-other-call"


def test_key_that_another_call_has_made_and_nobody_sees_yet_is_a_failure(stubbed: tuple[Keys, Stubber]) -> None:
    keys, answers = stubbed
    answers.add_response("get_api_keys", {"items": []}, SEARCH)
    create(answers, "ConflictException")
    answers.add_response("get_api_keys", {"items": []}, SEARCH)

    with pytest.raises(keys.gateway.exceptions.ConflictException):
        keys.issue(APPLICATION, ACCOUNT, "Price monitor")


def test_quota_of_keys_that_is_used_up_is_a_failure(stubbed: tuple[Keys, Stubber]) -> None:
    keys, answers = stubbed
    answers.add_response("get_api_keys", {"items": []}, SEARCH)
    create(answers, "LimitExceededException")

    with pytest.raises(keys.gateway.exceptions.LimitExceededException):
        keys.issue(APPLICATION, ACCOUNT, "Price monitor")


def test_key_on_a_later_page_is_found_and_the_oldest_counts(stubbed: tuple[Keys, Stubber]) -> None:
    keys, answers = stubbed
    others = [key(f"other{number}", f"{APPLICATION}{number}") for number in range(500)]
    answers.add_response("get_api_keys", {"items": others, "position": "next"}, SEARCH)
    second = {"items": [key("younger", minute=2), key("older", minute=1)]}
    answers.add_response("get_api_keys", second, {**SEARCH, "position": "next"})
    attached = {"usagePlanId": "plan", "keyId": "older", "keyType": "API_KEY"}
    answers.add_response("create_usage_plan_key", {"id": "older"}, attached)

    assert keys.issue(APPLICATION, ACCOUNT, "Price monitor") == "older"


def test_key_that_is_revoked_while_it_is_resumed_ends_disabled(stubbed: tuple[Keys, Stubber]) -> None:
    keys, answers = stubbed
    answers.add_response("get_api_keys", {"items": [key("mine")]}, SEARCH)
    for value in ("true", "false"):
        operations = [{"op": "replace", "path": "/enabled", "value": value}]
        expected = {"apiKey": "mine", "patchOperations": operations}
        answers.add_response("update_api_key", key("mine", f"{APPLICATION}-revoked"), expected)

    keys.change("resume", APPLICATION)
