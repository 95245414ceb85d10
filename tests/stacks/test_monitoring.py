"""What the alarms promise: each reads what somebody writes, tells somebody, and says what to do.

cfn-lint looks at the stack with the other templates (test_template.py).
"""

import json
import re
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse

from adapters.aws import observability as telemetry
from domain.cases.inbound_message import Handling
from domain.model.errors import MailNotSent
from domain.operations.reconciliation import Repair
from infra import transformed
from infra.local.local_settings import STACK
from tests.examples import ROOT

MONITORING: dict[str, Any] = yaml_parse((ROOT / "infra/monitoring.yaml").read_text("utf-8"))
APPLICATION = transformed.template()
EDGE: dict[str, Any] = yaml_parse((ROOT / "infra/edge.yaml").read_text("utf-8"))
KEYS: dict[str, Any] = yaml_parse((ROOT / "infra/keys.yaml").read_text("utf-8"))
OPERATIONS = (ROOT / "docs/operations.md").read_text("utf-8")
RESOURCES: dict[str, Any] = MONITORING["Resources"]
ALARMS = {name: one["Properties"] for name, one in RESOURCES.items() if one["Type"] == "AWS::CloudWatch::Alarm"}

Metric = tuple[str, str, frozenset[str]]
"""A metric: its namespace, its name, the names of its dimensions."""


# ---------------------------------------------------------------- what there is to be read
def names_in_the_code() -> set[str]:
    """The names of all that the functions count."""
    found: set[str] = set()
    for path in (ROOT / "functions").rglob("*.py"):
        found |= set(re.findall(r'\b(?:count|measure)\(\s*"([\w.]+)"', path.read_text("utf-8")))
    refusals: list[type] = [MailNotSent, *MailNotSent.__subclasses__()]  # counted by their class
    repairs = {f"Reconcile{repair}" for repair in Repair}
    return found | repairs | {one.__name__ for one in refusals} | {f"Mail.{handling}" for handling in Handling}


def of_the_logs() -> set[Metric]:
    """What CloudWatch itself counts in the log, since this stack says so."""
    filters = [one["Properties"] for one in RESOURCES.values() if one["Type"] == "AWS::Logs::MetricFilter"]
    changes = [change for one in filters for change in one["MetricTransformations"]]
    return {(one["MetricNamespace"], one["MetricName"], frozenset()) for one in changes}


OURS = {("Keydesk", name, frozenset({"service"})) for name in names_in_the_code()}
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html
OF_AWS: set[Metric] = {
    *(("AWS/States", f"Executions{how}", frozenset({"StateMachineArn"})) for how in ("Failed", "TimedOut", "Aborted")),
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible", frozenset({"QueueName"})),
    ("AWS/SQS", "ApproximateAgeOfOldestMessage", frozenset({"QueueName"})),
    *(
        ("AWS/ApiGateway", name, frozenset({"ApiName", "Stage"}))
        for name in ("Count", "4XXError", "5XXError", "Latency")
    ),
    ("AWS/Lambda", "Throttles", frozenset()),
    ("AWS/Lambda", "IteratorAge", frozenset({"FunctionName"})),
    ("AWS/WAFV2", "BlockedRequests", frozenset({"WebACL", "Region", "Rule"})),
}


def dimensions(alarm: dict[str, Any]) -> dict[str, Any]:
    return {one["Name"]: one["Value"] for one in alarm.get("Dimensions", [])}


def text(value: Any) -> str:
    """A value of the template as text, with its references left in."""
    return f"${{{value['Ref']}}}" if isinstance(value, dict) else str(value)


# ---------------------------------------------------------------- the alarms
@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_reads_what_the_code_or_aws_writes(name: str) -> None:
    alarm = ALARMS[name]
    read = (alarm["Namespace"], alarm["MetricName"], frozenset(dimensions(alarm)))

    assert read in OURS | OF_AWS | of_the_logs()


def test_what_the_functions_count_is_found_where_the_alarms_look(capsys: pytest.CaptureFixture[str]) -> None:
    telemetry.count("DecisionMailsBounced")
    telemetry.metrics().flush_metrics()
    written = json.loads(capsys.readouterr().out)
    (directive,) = written["_aws"]["CloudWatchMetrics"]

    alarm = ALARMS["DecisionMailBounced"]
    assert directive["Namespace"] == alarm["Namespace"]
    assert directive["Dimensions"] == [list(dimensions(alarm))]
    assert directive["Metrics"][0]["Name"] == alarm["MetricName"]
    for one in ALARMS.values():
        if "service" in dimensions(one):
            assert dimensions(one)["service"] == written["service"]


def test_functions_name_no_other_namespace_or_service() -> None:
    for name, function in transformed.functions().items():
        variables = function["Environment"]["Variables"]
        named = (variables["POWERTOOLS_METRICS_NAMESPACE"], variables["POWERTOOLS_SERVICE_NAME"])
        assert named == ("Keydesk", "keydesk"), name


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_tells_of_its_beginning_and_its_end(name: str) -> None:
    told = {"Fn::If": ["HasAlarmTopic", [{"Ref": "AlarmTopicArn"}], {"Ref": "AWS::NoValue"}]}

    assert ALARMS[name]["AlarmActions"] == ALARMS[name]["OKActions"] == told


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_is_quiet_without_news_but_for_the_one_that_news_must_come(name: str) -> None:
    expected = "breaching" if name == "RemindersStopped" else "notBreaching"

    assert ALARMS[name]["TreatMissingData"] == expected


@pytest.mark.parametrize("machine", ["Review", "Exception", "Key"])
@pytest.mark.parametrize("how", ["Failed", "TimedOut", "Aborted"])
def test_no_execution_ends_badly_in_silence(machine: str, how: str) -> None:
    (alarm,) = (
        one
        for one in ALARMS.values()
        if one["MetricName"] == f"Executions{how}"
        and dimensions(one) == {"StateMachineArn": {"Ref": f"{machine}StateMachine"}}
    )

    assert (alarm["Statistic"], alarm["Threshold"]) == ("Sum", 1)


def test_dead_letters_ring_at_once_and_again_before_sqs_deletes_them() -> None:
    queue = {"QueueName": {"Ref": "UnhandledQueueName"}}
    kept = APPLICATION["Resources"]["Unhandled"]["Properties"]["MessageRetentionPeriod"]

    assert dimensions(ALARMS["CallsUnhandled"]) == dimensions(ALARMS["CallsForgotten"]) == queue
    assert ALARMS["CallsUnhandled"]["Threshold"] == 1
    assert int(ALARMS["CallsForgotten"]["Threshold"]) <= kept / 2


def test_late_events_ring_long_before_lambda_gives_them_up_and_the_stream_loses_them() -> None:
    (source,) = transformed.resources("AWS::Lambda::EventSourceMapping").values()
    alarm, hours = ALARMS["EventsAreLate"], source["MaximumRecordAgeInSeconds"] / 3600

    assert dimensions(alarm) == {"FunctionName": {"Ref": "PublishEventsFunction"}}
    assert alarm["Threshold"] / 3_600_000 < hours / 10
    assert hours <= 12, "the stream has its records for 24 hours"


def test_a_review_is_late_while_the_answer_can_still_come_in_the_eight_weeks() -> None:
    assert ALARMS["ReviewIsLate"]["Threshold"] == {"Ref": "LateDays"}
    late, told = MONITORING["Parameters"]["LateDays"]["Default"], APPLICATION["Parameters"]["EscalateDays"]["Default"]

    assert told < late < 8 * 7


def test_what_the_alarms_name_of_other_stacks_is_there() -> None:
    (stage,) = transformed.resources("AWS::ApiGateway::Stage").values()

    assert APPLICATION["Resources"]["Api"]["Properties"]["Name"] == {"Ref": "AWS::StackName"}
    assert dimensions(ALARMS["ApiFaults"]) == {"ApiName": {"Ref": "DeskStack"}, "Stage": stage["StageName"]}
    machines = {"ReviewStateMachine", "ExceptionStateMachine", "KeyStateMachine"}
    taken = machines | {"UnhandledQueueName", "PublishEventsFunction", "LogGroup"}
    assert taken == {name for name, one in MONITORING["Parameters"].items() if "Default" not in one}
    assert taken <= set(APPLICATION["Outputs"])
    assert MONITORING["Parameters"]["DeskStack"]["Default"] == STACK


def test_a_failed_call_of_a_function_is_counted_by_lambdas_own_report_of_it() -> None:
    properties = RESOURCES["FunctionFailures"]["Properties"]

    assert properties["LogGroupName"] == {"Ref": "LogGroup"}
    for name, function in transformed.functions().items():
        assert function["LoggingConfig"]["LogGroup"] == APPLICATION["Outputs"]["LogGroup"]["Value"], name
        assert function["LoggingConfig"]["LogFormat"] == "JSON", name
    assert properties["FilterPattern"] == '{ $.type = "platform.report" && $.record.status != "success" }'


def test_alarm_on_blocked_callers_reads_the_metric_that_the_web_acl_writes() -> None:
    """WAF's dimension ``WebACL`` has the metric name of the ACL, and not its name.

    https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
    """
    web_acl, stack = EDGE["Resources"]["WebAcl"]["Properties"], MONITORING["Parameters"]["EdgeStack"]["Default"]

    assert web_acl["VisibilityConfig"]["MetricName"] == web_acl["Name"] == {"Ref": "AWS::StackName"}
    assert web_acl["VisibilityConfig"]["CloudWatchMetricsEnabled"] is True
    assert re.fullmatch(r"[\w#:./-]{1,255}", stack), "what a metric of WAF may be named"
    read = dimensions(ALARMS["CallersBlocked"])
    assert read == {"WebACL": {"Ref": "EdgeStack"}, "Region": {"Ref": "AWS::Region"}, "Rule": "ALL"}


# ---------------------------------------------------------------- docs/operations.md
def paragraphs() -> dict[str, str]:
    """What stands below each heading that names alarms, by alarm."""
    found: dict[str, str] = {}
    for part in re.split(r"^### ", OPERATIONS, flags=re.MULTILINE)[1:]:
        heading, _, below = part.partition("\n")
        for name in re.findall(r"`(\w+)`", heading):
            found[name] = " ".join(re.split(r"^#", below, flags=re.MULTILINE)[0].split())
    return found


def test_each_alarm_has_its_paragraph_and_each_paragraph_its_alarm() -> None:
    of_keys = {name for name, one in KEYS["Resources"].items() if one["Type"] == "AWS::CloudWatch::Alarm"}

    assert set(paragraphs()) == set(ALARMS) | of_keys
    for name, words in paragraphs().items():
        assert "What to do:" in words, name


# ---------------------------------------------------------------- the dashboard
WIDGETS = json.loads(RESOURCES["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])["widgets"]


def test_the_dashboard_shows_every_alarm() -> None:
    (shown,) = (one["properties"]["alarms"] for one in WIDGETS if one["type"] == "alarm")

    assert shown == [f"${{{name}.Arn}}" for name in ALARMS]


def test_the_dashboard_shows_nothing_that_nobody_writes() -> None:
    for widget in WIDGETS:
        for namespace, name, *rest in widget["properties"].get("metrics", []):
            names = [one for one in rest if isinstance(one, str)][::2]
            assert (namespace, name, frozenset(names)) in OURS | OF_AWS | of_the_logs(), name


def test_no_two_pictures_of_the_dashboard_lie_over_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for one in WIDGETS:
        mine = {(one["x"] + x, one["y"] + y) for x in range(one["width"]) for y in range(one["height"])}
        assert not mine & taken, one["properties"]["title"]
        assert one["x"] + one["width"] <= 24
        taken |= mine
