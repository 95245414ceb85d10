"""The stacks beside the application, deployed beside it: alarms and dashboard, and of the edge what is known there."""

import json
import re
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse

from tests.e2e.people import People
from tests.examples import ROOT

TOPIC = "arn:aws:sns:us-east-1:000000000000:keydesk-alarms"


def deploy(people: People, stack: str, template: dict[str, Any], **parameters: str) -> None:
    """Create a stack and wait for it; parameters that are outputs of the application come by themselves."""
    stacks = people.desk.aws.client("cloudformation")
    known = {**people.desk.outputs, **parameters}
    stacks.create_stack(
        StackName=stack,
        TemplateBody=json.dumps(template),
        Parameters=[
            {"ParameterKey": name, "ParameterValue": known[name]} for name in template["Parameters"] if name in known
        ],
    )
    stacks.get_waiter("stack_create_complete").wait(StackName=stack, WaiterConfig={"Delay": 1, "MaxAttempts": 60})


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    read: dict[str, Any] = yaml_parse((ROOT / "infra/monitoring.yaml").read_text("utf-8"))
    return read


def test_alarms_watch_the_application_they_are_deployed_for(people: People, template: dict[str, Any]) -> None:
    deploy(people, "keydesk-monitoring", template, AlarmTopicArn=TOPIC)

    watch = people.desk.aws.client("cloudwatch")
    alarms = watch.describe_alarms(AlarmNamePrefix="keydesk-monitoring", MaxRecords=100)["MetricAlarms"]
    wanted = [name for name, one in template["Resources"].items() if one["Type"] == "AWS::CloudWatch::Alarm"]
    assert len(alarms) == len(wanted)
    assert all(one["AlarmActions"] == one["OKActions"] == [TOPIC] for one in alarms)
    seen = {(one["MetricName"], tuple(sorted(d["Value"] for d in one["Dimensions"]))) for one in alarms}
    outputs = people.desk.outputs
    assert ("ExecutionsFailed", (outputs["ReviewStateMachine"],)) in seen
    assert ("ExecutionsFailed", (outputs["ExceptionStateMachine"],)) in seen
    assert ("ApproximateNumberOfMessagesVisible", (outputs["UnhandledQueue"].rpartition("/")[2],)) in seen
    api = people.desk.aws.client("apigateway").get_rest_api(restApiId=outputs["ApiId"])
    assert ("5XXError", ("desk", api["name"])) in seen

    body = json.loads(watch.get_dashboard(DashboardName="keydesk-monitoring")["DashboardBody"])
    (shown,) = (one["properties"]["alarms"] for one in body["widgets"] if one["type"] == "alarm")
    assert set(shown) == {one["AlarmArn"] for one in alarms}


def test_age_of_the_oldest_case_is_measured_with_the_reminders(people: People) -> None:
    application_id = people.apply("acct-in-order", "measured@client.example")
    people.mail(application_id, "Trust &amp; Safety check")
    people.ask_days_ago(application_id, "1#safety", days=70)

    people.remind()

    oldest = re.findall(r'"OldestOpenDays":\[?([\d.]+)', people.function_logs())
    assert float(oldest[-1]) >= 100, "the round began a month before it was asked"
    people.clear(application_id)  # so that it is late for no other test


def test_web_acl_can_be_deployed(people: People) -> None:
    edge: dict[str, Any] = yaml_parse((ROOT / "infra/edge.yaml").read_text("utf-8"))
    del edge["Resources"]["Association"]  # a type that the embedded AWS does not know

    deploy(people, "keydesk-edge", edge)

    (found,) = people.desk.aws.client("wafv2").list_web_acls(Scope="REGIONAL")["WebACLs"]
    assert found["Name"] == "keydesk-edge"


def test_deployed_stage_throttles_every_route(people: People) -> None:
    stage = people.desk.aws.client("apigateway").get_stage(restApiId=people.desk.outputs["ApiId"], stageName="desk")

    every = stage["methodSettings"]["*/*"]
    assert (every["throttlingRateLimit"], every["throttlingBurstLimit"]) == (50, 100)
    assert len(stage["methodSettings"]) > 1


def test_domain_of_the_company_leads_to_the_stage(people: People) -> None:
    domain: dict[str, Any] = yaml_parse((ROOT / "infra/domain.yaml").read_text("utf-8"))
    zone = people.desk.aws.client("route53").create_hosted_zone(Name="company.example", CallerReference="test")

    deploy(people, "keydesk-domain", domain, DomainName="keys.company.example", HostedZoneId=zone["HostedZone"]["Id"])

    (mapping,) = people.desk.aws.client("apigateway").get_base_path_mappings(domainName="keys.company.example")["items"]
    assert (mapping["restApiId"], mapping["stage"]) == (people.desk.outputs["ApiId"], "desk")
    assert mapping["basePath"] == "(none)"
