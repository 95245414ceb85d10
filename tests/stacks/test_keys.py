"""What the stack of the reference key issuer promises: its plan has the policy's limit, and each role does one thing.

cfn-lint looks at the stack with the other templates (test_template.py).
"""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse

from domain.policy import load_policy
from infra import transformed
from infra.key_issuer import issuer
from tests.examples import ROOT
from wiring.clients import patient_client

KEYS: dict[str, Any] = yaml_parse((ROOT / "infra/keys.yaml").read_text("utf-8"))
TRANSFORMED = transformed.keys_template()
RESOURCES: dict[str, Any] = TRANSFORMED["Resources"]
SOURCES = sorted((ROOT / "infra/key_issuer").glob("*.py"))
FUNCTIONS = ("KeyIssuer", "ReportUsage")
GATEWAY = "arn:${AWS::Partition}:apigateway:${AWS::Region}::"


def properties(resource: str) -> dict[str, Any]:
    found: dict[str, Any] = RESOURCES[resource]["Properties"]
    return found


def rights(role: str) -> set[tuple[str, str]]:
    """What a role may do beyond its log and trace: an action, a resource."""
    (own,) = properties(role)["Policies"]
    found = set()
    for statement in own["PolicyDocument"]["Statement"]:
        assert (statement["Effect"], set(statement)) == ("Allow", {"Effect", "Action", "Resource"})
        actions, resource = statement["Action"], statement["Resource"]
        text = resource.get("Fn::Sub") or ".".join(resource["Fn::GetAtt"])
        found |= {(action, text) for action in ([actions] if isinstance(actions, str) else actions)}
    return found


def test_each_key_has_the_limit_of_the_policy_per_day() -> None:
    plan = properties("UsagePlan")

    assert plan["Quota"] == {"Limit": {"Ref": "DailyLimit"}, "Period": "DAY"}
    assert KEYS["Parameters"]["DailyLimit"]["Default"] == load_policy().daily_limit
    assert "Throttle" not in plan, "the business limits the day alone"
    for function in FUNCTIONS:
        variables = properties(function)["Environment"]["Variables"]
        assert (variables["DAILY_LIMIT"], variables["USAGE_PLAN"]) == ({"Ref": "DailyLimit"}, {"Ref": "UsagePlan"})


def test_plan_opens_the_api_of_the_marketplace_once_there_is_one() -> None:
    condition, stages, otherwise = properties("UsagePlan")["ApiStages"]["Fn::If"]

    assert condition == "HasMarketplaceApi"
    assert stages == [{"ApiId": {"Ref": "MarketplaceApiId"}, "Stage": {"Ref": "MarketplaceApiStage"}}]
    assert otherwise == {"Ref": "AWS::NoValue"}


def test_plan_outlives_the_stack() -> None:
    plan = RESOURCES["UsagePlan"]

    assert (plan["DeletionPolicy"], plan["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")


def test_issuer_can_make_and_change_keys_and_nothing_else() -> None:
    """It can neither delete a key nor read one by its ID, and reaches no other plan."""
    assert rights("KeyIssuerRole") == {
        ("apigateway:GET", f"{GATEWAY}/apikeys"),
        ("apigateway:POST", f"{GATEWAY}/apikeys"),
        ("apigateway:PATCH", f"{GATEWAY}/apikeys/*"),
        ("apigateway:POST", f"{GATEWAY}/usageplans/${{UsagePlan}}/keys"),
        ("kms:GenerateMac", "MacKey.Arn"),
    }


def test_daily_look_reads_and_reports_and_changes_no_key() -> None:
    api = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${KeydeskApiId}"

    assert rights("ReportUsageRole") == {
        ("apigateway:GET", f"{GATEWAY}/usageplans/${{UsagePlan}}/usage"),
        ("apigateway:GET", f"{GATEWAY}/apikeys/*"),
        ("execute-api:Invoke", f"{api}/desk/POST/accounts/*/usage"),
        ("sqs:SendMessage", "Unreported.Arn"),
    }


@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_function_has_its_own_role_and_a_handler_that_exists(function: str) -> None:
    one = properties(function)
    file, name = one["Handler"].split(".")

    assert one["Role"] == {"Fn::GetAtt": [f"{function}Role", "Arn"]}
    assert properties(f"{function}Role")["ManagedPolicyArns"] == [{"Ref": "Telemetry"}]
    assert re.search(rf"^def {name}\(", (ROOT / f"infra/key_issuer/{file}.py").read_text("utf-8"), re.MULTILINE)
    assert (one["Runtime"], one["Architectures"]) == ("python3.13", ["arm64"])
    assert one["LoggingConfig"]["LogGroup"] == {"Ref": "Logs"}
    assert properties("Logs")["RetentionInDays"] == 90


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_functions_read_the_environment_that_they_get(path: Path) -> None:
    read = set(re.findall(r'os\.environ\[["\'](\w+)["\']\]', path.read_text("utf-8"))) - {"AWS_REGION"}
    handlers = {f"{path.stem}.handler"} & {properties(function)["Handler"] for function in FUNCTIONS}

    for function in (name for name in FUNCTIONS if properties(name)["Handler"] in handlers):
        assert read == set(properties(function)["Environment"]["Variables"])


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_functions_need_nothing_beside_the_runtime(path: Path) -> None:
    """So that the stack can be deployed without a build."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    tops = {name.partition(".")[0] for name in names}

    assert not tops & {"infra", "tests", "domain"}, "the package has these files at its top"
    assert tops <= {
        *("boto3", "botocore"),
        *("collections", "dataclasses", "datetime", "functools", "json", "logging", "os", "re", "typing"),
    }


def test_issuer_ends_while_keydesk_still_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses of botocore's standard mode: up to 1, 2 and 4 seconds."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    timeout, waits = properties("KeyIssuer")["Timeout"], patient_client.__wrapped__("lambda").meta.config.read_timeout

    assert timeout < waits
    assert sum(2**attempt for attempt in range(issuer.ATTEMPTS - 1)) < timeout


def test_arn_of_the_issuer_is_known_before_it_exists() -> None:
    assert properties("KeyIssuer")["FunctionName"] == {"Fn::Sub": "${AWS::StackName}-issuer"}
    assert TRANSFORMED["Outputs"]["KeyIssuerFunctionArn"]["Value"] == {"Fn::GetAtt": ["KeyIssuer", "Arn"]}


def test_nobody_outside_of_the_account_can_invoke_a_function() -> None:
    permissions = [one["Properties"] for one in RESOURCES.values() if one["Type"] == "AWS::Lambda::Permission"]

    assert [one["Principal"] for one in permissions] == ["events.amazonaws.com"]
    assert {one["FunctionName"]["Ref"] for one in permissions} == {"ReportUsage"}


def test_daily_look_runs_each_day_and_a_failed_run_is_kept() -> None:
    (rule,) = (one["Properties"] for one in RESOURCES.values() if one["Type"] == "AWS::Events::Rule")
    (kept,) = (one["Properties"] for one in RESOURCES.values() if one["Type"] == "AWS::Lambda::EventInvokeConfig")

    assert rule["ScheduleExpression"] == "cron(0 3 * * ? *)"
    assert (kept["FunctionName"], kept["MaximumRetryAttempts"]) == ({"Ref": "ReportUsage"}, 2)
    assert kept["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["Unreported", "Arn"]}


def test_failures_of_both_functions_ring() -> None:
    alarms = {name: one["Properties"] for name, one in RESOURCES.items() if one["Type"] == "AWS::CloudWatch::Alarm"}
    told = {"Fn::If": ["HasAlarmTopic", [{"Ref": "AlarmTopicArn"}], {"Ref": "AWS::NoValue"}]}

    assert {(one["Namespace"], one["MetricName"], json.dumps(one["Dimensions"])) for one in alarms.values()} == {
        ("AWS/Lambda", "Errors", json.dumps([{"Name": "FunctionName", "Value": {"Ref": "KeyIssuer"}}])),
        (
            "AWS/SQS",
            "ApproximateNumberOfMessagesVisible",
            json.dumps([{"Name": "QueueName", "Value": {"Fn::GetAtt": ["Unreported", "QueueName"]}}]),
        ),
    }
    for one in alarms.values():
        assert (one["Threshold"], one["TreatMissingData"]) == (1, "notBreaching")
        assert one["AlarmActions"] == one["OKActions"] == told


def test_values_of_keys_are_made_with_a_secret_that_nobody_can_read() -> None:
    key = properties("MacKey")

    assert (key["KeySpec"], key["KeyUsage"]) == ("HMAC_256", "GENERATE_VERIFY_MAC")
    assert properties("KeyIssuer")["Environment"]["Variables"]["MAC_KEY"] == {"Ref": "MacKey"}
    assert "MAC_KEY" not in properties("ReportUsage")["Environment"]["Variables"]
