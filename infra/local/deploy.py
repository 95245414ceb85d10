"""Deploys the templates to the embedded AWS, as ``sam deploy`` would."""

import hashlib
import json
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError, WaiterError
from samtranslator.yaml_helper import yaml_parse

from infra.local import artifact, definition
from infra.local.embedded import EmbeddedAws
from infra.local.local_settings import (
    ACCOUNT,
    KEYS_STACK,
    MAIL_DOMAIN,
    REGION,
    ROOT,
    STACK,
    CannotRun,
    LocalSettings,
)

BUCKET = "keydesk-artifacts"
CONFIGURATION_SET = "keydesk"
KEY_LOCATION = (
    "This key opens nothing, because Keydesk runs on your computer. "
    "On a real marketplace, this text tells owners where they find their key."
)
RESET = "\nWhat the last run stored is still there. To start afresh, without its applications and emails: make reset"


def is_deployed(aws: EmbeddedAws, name: str = STACK) -> bool:
    """Whether an earlier run has left a stack."""
    return name in [stack["StackName"] for stack in aws.client("cloudformation").list_stacks()["StackSummaries"]]


def deploy(aws: EmbeddedAws, settings: LocalSettings, more: dict[str, str]) -> dict[str, str]:
    """Create or update the stack, and wait for it; returns its outputs. Raises ``CannotRun``."""
    parameters = _parameters(settings, _prepare(aws, settings)) | more
    return _deploy(aws, STACK, packaged_template(aws), parameters)


def deploy_keys(
    aws: EmbeddedAws, settings: LocalSettings, api_id: str, name: str = KEYS_STACK, **more: str
) -> dict[str, str]:
    """The same with the stack of the reference key issuer; ``api_id`` is Keydesk's API."""
    parameters = {"KeydeskApiId": api_id, "LocationText": KEY_LOCATION, **more}
    return _deploy(aws, name, packaged_keys_template(aws, settings.api_url(api_id)), parameters)


def _deploy(aws: EmbeddedAws, name: str, template: dict[str, Any], parameters: dict[str, str]) -> dict[str, str]:
    """Create or update a stack, and wait for it; returns its outputs.

    Raises:
        CannotRun: with what is wrong with the template, or why the earlier stack cannot be updated.
    """
    is_update = is_deployed(aws, name)
    stacks = aws.client("cloudformation")
    given = {
        "StackName": name,
        "TemplateURL": _uploaded(aws, template),
        "Parameters": [{"ParameterKey": name, "ParameterValue": parameters[name]} for name in parameters],
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    }
    try:
        if is_update:
            stacks.update_stack(**given)
        else:
            stacks.create_stack(**given)
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise CannotRun(f"The template could not be deployed: {error}{RESET if is_update else ''}") from None
        return _outputs(stacks, name)
    _wait(stacks, name, "stack_update_complete" if is_update else "stack_create_complete", RESET if is_update else "")
    return _outputs(stacks, name)


def _prepare(aws: EmbeddedAws, settings: LocalSettings) -> str:
    """Do what infra/mail.yaml and an operator do on AWS; returns the ARN of Slack's secret."""
    aws.client("ses").verify_domain_identity(Domain=MAIL_DOMAIN)
    with suppress(ClientError):  # it exists from an earlier run
        aws.client("ses").create_configuration_set(ConfigurationSet={"Name": CONFIGURATION_SET})
    secrets, name = aws.client("secretsmanager"), f"{STACK}-slack"
    try:
        return str(secrets.create_secret(Name=name, SecretString=settings.slack_url)["ARN"])
    except secrets.exceptions.ResourceExistsException:
        return str(secrets.put_secret_value(SecretId=name, SecretString=settings.slack_url)["ARN"])


def _parameters(settings: LocalSettings, slack: str) -> dict[str, str]:
    return {
        "MailDomain": MAIL_DOMAIN,
        "MailConfigurationSet": CONFIGURATION_SET,
        "ReminderSchedule": "rate(1 minute)",
        "ReconcileSchedule": "rate(1 minute)",
        "ReconcileAfterMinutes": "1",
        "PublicUrl": settings.url,
        "SlackSecretArn": slack,
        "KeyIssuerFunctionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{KEYS_STACK}-issuer",
        "KeyLocationUrl": "https://www.marketplace.example/api-center",
    }


def packaged_template(aws: EmbeddedAws) -> dict[str, Any]:
    """The template with its local files uploaded."""
    template: dict[str, Any] = yaml_parse((ROOT / "template.yaml").read_text("utf-8"))
    bucket = aws.client("s3")
    bucket.create_bucket(Bucket=BUCKET)
    template["Globals"]["Function"]["CodeUri"] = _upload(bucket, artifact.stand_in(), "zip")
    # The embedded AWS authorises SendRawEmail on "*", whatever the identity.
    sends = template["Resources"]["SendsEmail"]["Properties"]["PolicyDocument"]["Statement"][0]
    sends["Resource"] = "*"
    for machine, source in definition.SOURCES.items():
        properties = template["Resources"][machine]["Properties"]
        properties["DefinitionUri"] = _upload(bucket, definition.as_json(source).encode(), "json")
    return template


def packaged_keys_template(aws: EmbeddedAws, keydesk_url: str) -> dict[str, Any]:
    """The template of the reference key issuer with its code uploaded, and Keydesk's address on this machine."""
    template: dict[str, Any] = yaml_parse((ROOT / "infra/keys.yaml").read_text("utf-8"))
    template["Globals"]["Function"]["CodeUri"] = _upload(aws.client("s3"), artifact.key_issuer(), "zip")
    template["Resources"]["ReportUsage"]["Properties"]["Environment"]["Variables"]["KEYDESK_URL"] = keydesk_url
    return template


def _uploaded(aws: EmbeddedAws, template: dict[str, Any]) -> str:
    """The address of the template, which is too large for a call (51,200 bytes)."""
    uploaded = _upload(aws.client("s3"), json.dumps(template).encode(), "template")
    return uploaded.replace("s3://", "https://s3.amazonaws.com/")


def _upload(bucket: Any, body: bytes, ending: str) -> str:
    key = f"{hashlib.sha256(body).hexdigest()}.{ending}"
    bucket.put_object(Bucket=BUCKET, Key=key, Body=body)
    return f"s3://{BUCKET}/{key}"


def _wait(stacks: Any, name: str, state: str, advice: str) -> None:
    try:
        stacks.get_waiter(state).wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 120})
    except WaiterError:
        events = stacks.describe_stack_events(StackName=name)["StackEvents"]
        failed = [event for event in events if "FAILED" in event["ResourceStatus"]]
        reasons = [
            (event["LogicalResourceId"], event.get("ResourceStatusReason", "no reason given")) for event in failed
        ]
        text = "\n".join(map(": ".join, reasons))
        raise CannotRun(f"The template could not be deployed:\n{text}{advice}") from None


def _outputs(stacks: Any, name: str) -> dict[str, str]:
    stack = stacks.describe_stacks(StackName=name)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
