"""What the mail stack promises: only SES writes, the rule fits the application, and docs/deploy.md fits every stack.

cfn-lint looks at it with the other templates (test_template.py).
"""

import json
import re
import tomllib
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse

from infra import transformed
from infra.local import receiving
from tests.examples import ROOT
from tests.handlers.in_process_desk import ENVIRONMENT, STAFF, in_process_desk
from tests.handlers.lambda_context import invoke

MAIL: dict[str, Any] = yaml_parse((ROOT / "infra/mail.yaml").read_text("utf-8"))
APPLICATION = transformed.template()
GUIDE = (ROOT / "docs/deploy.md").read_text("utf-8")
MONITORING: dict[str, Any] = yaml_parse((ROOT / "infra/monitoring.yaml").read_text("utf-8"))
EDGE: dict[str, Any] = yaml_parse((ROOT / "infra/edge.yaml").read_text("utf-8"))
DOMAIN: dict[str, Any] = yaml_parse((ROOT / "infra/domain.yaml").read_text("utf-8"))
KEYS: dict[str, Any] = yaml_parse((ROOT / "infra/keys.yaml").read_text("utf-8"))
STACKS = {
    "keydesk": APPLICATION,
    "keydesk-mail": MAIL,
    "keydesk-monitoring": MONITORING,
    "keydesk-edge": EDGE,
    "keydesk-domain": DOMAIN,
    "keydesk-keys": KEYS,
}


def properties(resource: str, template: dict[str, Any] = MAIL) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"][resource]["Properties"]
    return found


def text(value: Any, **holds: bool) -> str:
    """A value of the template as text, with its references left in; ``holds`` says which conditions do."""
    match value:
        case {"Ref": name}:
            return f"${{{name}}}"
        case {"Fn::GetAtt": [resource, attribute]}:
            return f"${{{resource}.{attribute}}}"
        case {"Fn::Sub": str(pattern)}:
            return pattern
        case {"Fn::Sub": [str(pattern), dict(names)]}:
            for name, given in names.items():
                pattern = pattern.replace(f"${{{name}}}", text(given, **holds))
            return pattern
        case {"Fn::If": [condition, then, otherwise]}:
            return text(then if holds[condition] else otherwise, **holds)
    return str(value)


# ---------------------------------------------------------------- who may write into the bucket
POLICY = properties("ReceivedMailPolicy")["PolicyDocument"]["Statement"]
BUCKET = "arn:${AWS::Partition}:s3:::${ReceivedMailBucket}"


@pytest.mark.parametrize(("own", "rule_set"), [(True, "${AWS::StackName}"), (False, "${ReceiptRuleSet}")])
def test_the_policy_lets_nobody_but_ses_write_and_only_for_this_account_and_rule(own: bool, rule_set: str) -> None:
    (allowed,) = (statement for statement in POLICY if statement["Effect"] == "Allow")

    assert allowed["Principal"] == {"Service": "ses.amazonaws.com"}
    assert allowed["Action"] == "s3:PutObject"
    assert text(allowed["Resource"]) == f"{BUCKET}/received/*"
    conditions = allowed["Condition"]["StringEquals"]
    assert set(allowed["Condition"]) == {"StringEquals"}
    assert text(conditions["aws:SourceAccount"]) == "${AWS::AccountId}"
    assert text(conditions["aws:SourceArn"], HasNoRuleSet=own) == (
        "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}"
        f":receipt-rule-set/{rule_set}:receipt-rule/{text(properties('Rule')['Rule']['Name'])}"
    )
    names = {"RuleSet": text(properties("RuleSet")["RuleSetName"]), "ReceiptRuleSet": "${ReceiptRuleSet}"}
    made = text(properties("Rule")["RuleSetName"], HasNoRuleSet=own)
    assert names[made.strip("${}")] == rule_set


def test_no_function_of_the_application_may_write_there() -> None:
    policies = [one["Properties"] for one in APPLICATION["Resources"].values() if one["Type"].startswith("AWS::IAM::")]

    assert set(re.findall(r"s3:[\w*]+", json.dumps(policies))) == {"s3:GetObject"}


def test_nobody_comes_to_the_bucket_without_tls() -> None:
    (denied,) = (statement for statement in POLICY if statement["Effect"] == "Deny")

    assert (denied["Principal"], denied["Action"]) == ("*", "s3:*")
    assert [text(one) for one in denied["Resource"]] == [BUCKET, f"{BUCKET}/*"]
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_policy_stands_before_ses_tries_to_write() -> None:
    assert MAIL["Resources"]["Rule"]["DependsOn"] == "ReceivedMailPolicy"
    assert properties("ReceivedMailPolicy")["Bucket"] == {"Ref": "ReceivedMailBucket"}


# ---------------------------------------------------------------- the rule
def test_the_rule_scans_all_mail_to_the_domain_and_stores_it_before_it_invokes() -> None:
    rule = properties("Rule")["Rule"]

    assert (rule["Enabled"], rule["ScanEnabled"], rule["TlsPolicy"]) == (True, True, "Require")
    assert rule["Recipients"] == [{"Ref": "MailDomain"}]
    stores, invokes = rule["Actions"]
    assert stores["S3Action"]["BucketName"] == {"Ref": "ReceivedMailBucket"}
    assert invokes["LambdaAction"] == {"FunctionArn": {"Ref": "ReceiveReplyFunction"}, "InvocationType": "Event"}


def test_the_function_reads_where_the_rule_stores() -> None:
    prefix = properties("Rule")["Rule"]["Actions"][0]["S3Action"]["ObjectKeyPrefix"]
    function = properties("ReceiveEmail", APPLICATION)["Environment"]["Variables"]
    (reads,) = (
        statement["Resource"]
        for statement in properties("ReceiveEmailRole", APPLICATION)["Policies"][0]["PolicyDocument"]["Statement"]
        if statement["Action"] == "s3:GetObject"
    )

    assert function["RECEIVED_MAIL_PREFIX"] == prefix == receiving.PREFIX
    assert function["RECEIVED_MAIL_BUCKET"] == APPLICATION["Outputs"]["ReceivedMailBucket"]["Value"]
    assert text(reads) == f"${{ReceivedMail.Arn}}/{prefix}*"


def test_ses_of_this_account_may_invoke_the_function_that_the_rule_names() -> None:
    permission = properties("ReceiveEmailBySes", APPLICATION)

    assert (permission["Principal"], permission["Action"]) == ("ses.amazonaws.com", "lambda:InvokeFunction")
    assert permission["SourceAccount"] == {"Ref": "AWS::AccountId"}
    invoked = APPLICATION["Outputs"]["ReceiveReplyFunction"]["Value"]
    assert text(invoked) == f"${{{permission['FunctionName']['Ref']}.Arn}}"


def test_mail_is_kept_for_longer_than_any_review_and_then_goes() -> None:
    days, owner = APPLICATION["Parameters"]["MailDays"], APPLICATION["Parameters"]["OwnerDays"]
    longest_round = 8 * 7 + owner["MaxValue"]  # the longest expected time to an answer, after the owner's

    assert days["Default"] >= days["MinValue"] > 2 * longest_round
    (rule,) = properties("ReceivedMail", APPLICATION)["LifecycleConfiguration"]["Rules"]
    assert (rule["Status"], rule["ExpirationInDays"]) == ("Enabled", {"Ref": "MailDays"})
    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    assert not {"Prefix", "TagFilters"} & set(rule), "all that is in the bucket is received mail"


# ---------------------------------------------------------------- sending
def test_functions_send_from_the_address_of_the_desk_alone() -> None:
    """In its sandbox SES asks for the recipient's identity, too: a role limited to the sender's could not send at all.

    https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html
    """
    statements = properties("SendsEmail", APPLICATION)["PolicyDocument"]["Statement"]
    (of_identities,) = (one for one in statements if one.get("Action") == "ses:SendRawEmail")
    (address,) = of_identities["Condition"]["StringEquals"].values()

    assert text(of_identities["Resource"]) == "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/*"
    assert set(of_identities["Condition"]) == {"StringEquals"}
    assert set(of_identities["Condition"]["StringEquals"]) == {"ses:FromAddress"}
    with in_process_desk() as desk:
        invoke("events.send_requested_link", {"request": "sign_in_link", "address": STAFF})
        (mail,) = desk.ses.sent
    (sender,) = mail["From"].addresses
    assert sender.addr_spec == text(address).replace("${MailDomain}", ENVIRONMENT["MAIL_DOMAIN"])


def test_what_keeps_a_mail_from_its_reader_is_reported_and_no_link_is_rewritten() -> None:
    events = properties("Events")

    assert events["ConfigurationSetName"] == {"Ref": "ConfigurationSet"}
    destination = events["EventDestination"]
    assert destination["Enabled"] is True
    assert {"bounce", "complaint", "reject", "deliveryDelay", "delivery"} == set(destination["MatchingEventTypes"])
    assert text(destination["EventBridgeDestination"]["EventBusArn"]).endswith(":event-bus/default")


def test_mail_is_sent_over_tls_and_not_again_to_who_bounced_or_complained() -> None:
    configuration_set = properties("ConfigurationSet")

    assert configuration_set["DeliveryOptions"] == {"TlsPolicy": "REQUIRE"}
    assert configuration_set["SuppressionOptions"] == {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]}
    assert configuration_set["ReputationOptions"] == {"ReputationMetricsEnabled": True}


def test_the_domain_signs_and_sends_even_where_a_record_is_missing() -> None:
    identity = properties("Identity")

    assert identity["DkimAttributes"] == {"SigningEnabled": True}
    assert text(identity["MailFromAttributes"]["MailFromDomain"]) == "bounce.${MailDomain}"
    assert identity["MailFromAttributes"]["BehaviorOnMxFailure"] == "USE_DEFAULT_VALUE"
    assert identity["FeedbackAttributes"] == {"EmailForwardingEnabled": False}
    assert "ConfigurationSetAttributes" not in identity, "the senders' roles would need it, whether they name it or not"


@pytest.mark.parametrize("reports", [True, False])
def test_route_53_gets_the_records_that_the_outputs_name(reports: bool) -> None:
    records = {
        f"{text(one['Name'])} {one['Type']} {text(one['ResourceRecords'][0], HasDmarcReports=reports)}"
        for one in properties("Records")["RecordSets"]
    }
    outputs = {
        name: text(one["Value"], HasDmarcReports=reports) for name, one in MAIL["Outputs"].items() if "Record" in name
    }

    assert records == set(outputs.values())
    assert MAIL["Resources"]["Records"]["Condition"] == "HasHostedZone"
    assert outputs["ReceivingMxRecord"] == "${MailDomain} MX 10 inbound-smtp.${AWS::Region}.amazonaws.com"
    assert outputs["MailFromMxRecord"] == "bounce.${MailDomain} MX 10 feedback-smtp.${AWS::Region}.amazonses.com"
    assert outputs["MailFromSpfRecord"] == 'bounce.${MailDomain} TXT "v=spf1 include:amazonses.com ~all"'
    assert outputs["DmarcRecord"].startswith('_dmarc.${MailDomain} TXT "v=DMARC1; p=${DmarcPolicy}')
    assert ("rua=mailto:${DmarcReports}" in outputs["DmarcRecord"]) is reports


# ---------------------------------------------------------------- docs/deploy.md
def first_cells(heading: str) -> set[str]:
    """The names in the first column of the tables below a heading."""
    section = GUIDE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return {name for row in re.findall(r"^\| (`.+?) \|", section, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}


def test_the_guide_has_every_parameter() -> None:
    assert set(APPLICATION["Parameters"]) <= first_cells("1. The application")
    assert set(MAIL["Parameters"]) == first_cells("2. The email domain")
    assert set(MONITORING["Parameters"]) == first_cells("7. Alarms and the dashboard")
    assert set(EDGE["Parameters"]) == first_cells("8. The edge")
    assert set(DOMAIN["Parameters"]) == first_cells("9. Your own web address")
    assert set(KEYS["Parameters"]) == first_cells("10. The API keys")


def test_the_guide_has_every_output_of_the_mail_stack_and_no_other() -> None:
    assert set(MAIL["Outputs"]) == first_cells("3. The DNS records")


def test_the_commands_of_the_guide_name_what_there_is() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
    commands = "\n".join(blocks)
    outputs = re.findall(r"\$\(output (\S+) (\w+)\)", commands)

    assert all(name in STACKS[stack]["Outputs"] for stack, name in outputs)
    deployed = [
        re.search(r"--stack-name (\S+) --template-file (\S+) --parameter-overrides(.+)", block, re.DOTALL)
        for block in blocks
    ]
    for stack, file, overrides in (found.groups() for found in deployed if found):
        assert STACKS[stack] == yaml_parse((ROOT / file).read_text("utf-8"))
        given = set(re.findall(r"\b(\w+)=", overrides))
        required = {name for name, one in STACKS[stack]["Parameters"].items() if "Default" not in one}
        assert required <= given <= set(STACKS[stack]["Parameters"])
    assert {found[1] for found in deployed if found} == set(STACKS) - {"keydesk"}
    for name in re.findall(r"--logical-resource-id (\w+)", commands):
        assert name in APPLICATION["Resources"]


def test_commands_of_the_guide_go_to_the_region_of_samconfig_whichever_tool_runs_them() -> None:
    """The AWS CLI and SDKs read ``AWS_REGION``, the SAM CLI and boto3 ``AWS_DEFAULT_REGION``."""
    environments = tomllib.loads((ROOT / "samconfig.toml").read_text("utf-8"))
    regions = set(re.findall(r"^export AWS_REGION=(\S+) AWS_DEFAULT_REGION=\1 ", GUIDE, re.MULTILINE))

    assert regions == {environments[name]["deploy"]["parameters"]["region"] for name in ("dev", "prod")}


def test_both_stacks_take_the_same_domain() -> None:
    mine, theirs = MAIL["Parameters"]["MailDomain"], APPLICATION["Parameters"]["MailDomain"]

    assert mine["AllowedPattern"] == theirs["AllowedPattern"]
    assert {"ReceivedMailBucket", "ReceiveReplyFunction"} <= set(MAIL["Parameters"]) & set(APPLICATION["Outputs"])
