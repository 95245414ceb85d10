"""Deploys the project's own template to the embedded AWS, as ``sam deploy`` would: upload, then create the stack."""

import hashlib
import json
from typing import Any

from botocore.exceptions import WaiterError
from samtranslator.yaml_helper import yaml_parse

from infra.local import artifact, definition
from infra.local.embedded import EmbeddedAws
from infra.local.places import (
    ACCOUNT_MANAGERS,
    ESCALATION,
    EXCEPTION_APPROVERS,
    MAIL_DOMAIN,
    OPERATORS,
    REVIEWERS,
    ROOT,
    SAFETY_TEAM,
    STACK,
    CannotRun,
    Places,
)

BUCKET = "keydesk-artifacts"
CONFIGURATION_SET = "keydesk"


def deploy(aws: EmbeddedAws, places: Places, more: dict[str, str]) -> dict[str, str]:
    """Create the stack and wait for it; answers with its outputs."""
    # On AWS infra/mail.yaml does the first two, and an operator the third.
    aws.client("ses").verify_domain_identity(Domain=MAIL_DOMAIN)
    aws.client("ses").create_configuration_set(ConfigurationSet={"Name": CONFIGURATION_SET})
    slack = aws.client("secretsmanager").create_secret(Name=f"{STACK}-slack", SecretString=places.slack_url)
    template = packaged_template(aws)
    stacks = aws.client("cloudformation")
    stacks.create_stack(
        StackName=STACK,
        TemplateURL=_uploaded(aws, template),
        Parameters=[
            {"ParameterKey": name, "ParameterValue": value}
            for name, value in {
                "MailDomain": MAIL_DOMAIN,
                # The embedded AWS authorises SendRawEmail on "*" and knows no identity there; AWS does.
                "MailIdentityArn": "*",
                "MailConfigurationSet": CONFIGURATION_SET,
                "SafetyTeam": ",".join(SAFETY_TEAM),
                "Reviewers": ",".join(REVIEWERS),
                "ExceptionApprovers": ",".join(EXCEPTION_APPROVERS),
                "Escalation": ",".join(ESCALATION),
                "AccountManagers": ",".join(ACCOUNT_MANAGERS),
                "Operators": ",".join(OPERATORS),
                "ReminderSchedule": "rate(1 minute)",
                "ReconcileSchedule": "rate(1 minute)",
                "ReconcileAfterMinutes": "1",
                "PublicUrl": places.url,
                "SlackSecretArn": slack["ARN"],
                **more,
            }.items()
        ],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    return _outputs(stacks)


def packaged_template(aws: EmbeddedAws) -> dict[str, Any]:
    """The template with its local files uploaded, and nothing else changed."""
    template: dict[str, Any] = yaml_parse((ROOT / "template.yaml").read_text("utf-8"))
    bucket = aws.client("s3")
    bucket.create_bucket(Bucket=BUCKET)
    template["Globals"]["Function"]["CodeUri"] = _upload(bucket, artifact.packed().read_bytes(), "zip")
    for machine, source in definition.SOURCES.items():
        properties = template["Resources"][machine]["Properties"]
        properties["DefinitionUri"] = _upload(bucket, definition.as_json(source).encode(), "json")
    return template


def _uploaded(aws: EmbeddedAws, template: dict[str, Any]) -> str:
    """The address of the template: what CloudFormation takes in a call has 51,200 bytes at most."""
    place = _upload(aws.client("s3"), json.dumps(template).encode(), "template")
    return place.replace("s3://", "https://s3.amazonaws.com/")


def _upload(bucket: Any, body: bytes, ending: str) -> str:
    key = f"{hashlib.sha256(body).hexdigest()}.{ending}"
    bucket.put_object(Bucket=BUCKET, Key=key, Body=body)
    return f"s3://{BUCKET}/{key}"


def _outputs(stacks: Any) -> dict[str, str]:
    created = stacks.get_waiter("stack_create_complete")
    try:
        created.wait(StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 120})
    except WaiterError:
        events = stacks.describe_stack_events(StackName=STACK)["StackEvents"]
        failed = [event for event in events if "FAILED" in event["ResourceStatus"]]
        reasons = [
            f"{one['LogicalResourceId']}: {one.get('ResourceStatusReason', 'no reason given')}" for one in failed
        ]
        raise CannotRun("The template could not be deployed:\n" + "\n".join(reasons)) from None
    stack = stacks.describe_stacks(StackName=STACK)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
