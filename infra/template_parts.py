"""What ``template.yaml`` and ``functions/`` are made of: the picture of the parts and the table of the functions."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from samtranslator.yaml_helper import yaml_parse

from infra.local.local_settings import ROOT

TEMPLATE = ROOT / "template.yaml"
CODE = ROOT / "functions"
API, TASK, EVENT, SCHEDULE = (
    "Behind the API",
    "Tasks of the state machines",
    "By an event or a function",
    "On a schedule",
)
WRITE, READ = "read and write the table", "read the table"
RIGHTS = {
    r"dynamodb:(DescribeStream|ListStreams)": "read the table's stream",
    r"dynamodb:(Put|Update|Delete)": WRITE,
    r"dynamodb:": READ,
    r"ses:": "send email",
    r"s3:GetObject": "read received email",
    r"states:StartExecution.*-review": "start reviews",
    r"states:StartExecution.*-exception": "start reviews of exceptions",
    r"states:StartExecution.*-key": "start changes of keys",
    r"states:DescribeExecution": "describe executions",
    r"states:SendTaskSuccess": "resume waiting executions",
    r"lambda:.*LookUpAccount": "look up accounts",
    r"lambda:.*KeyIssuerFunctionArn": "invoke the key issuer",
    r"lambda:.*SafetyCheckFunctionArn": "ask the safety check",
    r"lambda:.*-send-requested-link": "invoke SendRequestedLink",
    r"lambda:.*ReadIcon": "invoke ReadIcon",
    r"lambda:.*-receive-email": "invoke ReceiveEmail",
    r"secretsmanager:": "read the Slack secret",
    r"events:PutEvents": "put events on the bus",
    r"sqs:SendMessage": "queue what failed",
}
"""What a statement of a role permits: the first pattern that it matches."""
NOTHING_MORE = "write its log and trace, as all may"
ARROWS = {
    WRITE: "data",
    READ: "data",
    "start reviews": "machines",
    "invoke SendRequestedLink": "f2",
    "send email": "sent",
    "read the Slack secret": "slack",
    "put events on the bus": "bus",
}
"""Where the picture's arrows for a right lead."""


@dataclass(frozen=True)
class Function:
    """A function of the template: its kind, its handler's file, what invokes it, what its role permits."""

    name: str
    kind: str
    file: str
    trigger: str
    rights: tuple[str, ...]


@cache
def functions() -> tuple[Function, ...]:
    """The functions in the template's order."""
    resources = yaml_parse(TEMPLATE.read_text("utf-8"))["Resources"]
    return tuple(
        _function(name, resource["Properties"], resources)
        for name, resource in resources.items()
        if resource["Type"] == "AWS::Serverless::Function"
    )


def _function(name: str, properties: dict[str, Any], resources: dict[str, Any]) -> Function:
    role = resources[properties["Role"]["Fn::GetAtt"][0]]["Properties"]
    file = properties["Handler"].removesuffix(".handler").replace(".", "/") + ".py"
    kind, trigger = _trigger(name, properties, resources)
    return Function(name, kind, file, trigger, tuple(_rights(role, resources)))


def _trigger(name: str, properties: dict[str, Any], resources: dict[str, Any]) -> tuple[str, str]:
    """The kind of a function, and what invokes it."""
    callers = [key for key, one in resources.items() if f'["{name}", "Arn"]' in json.dumps(one)]
    if machines := [key for key in callers if str(resources[key]["Type"]).endswith("StateMachine")]:
        return TASK, f"state machine {' and '.join(machines)}"
    events = list(properties.get("Events", {}).values())
    if name == "LookUpAccount":
        return EVENT, "functions that look up accounts"
    if not events:
        return EVENT, ", ".join(_invokers(name, properties, resources))
    kind, details = events[0]["Type"], events[0]["Properties"]
    if kind == "Api":
        methods = sorted({event["Properties"]["Method"] for event in events})
        areas = sorted({event["Properties"]["Path"].split("/")[1] for event in events})
        signed = ", signed with IAM" if "Auth" in details else ""
        return API, f"{', '.join(methods)} {' '.join(f'`/{area}`' for area in areas)}{signed}"
    if kind == "Schedule":
        every = details["Schedule"]
        return SCHEDULE, f"`{every}`" if isinstance(every, str) else f"`{every['Ref']}`"
    if kind == "DynamoDB":
        return EVENT, "the table's stream"
    return EVENT, f"EventBridge, events of `{details['Pattern']['source'][0]}`"


def _invokers(name: str, properties: dict[str, Any], resources: dict[str, Any]) -> Iterator[str]:
    """Who invokes a function: SES, and the functions whose role permits it, by its resource or its name."""
    named = properties.get("FunctionName", {}).get("Fn::Sub")
    arn = f":function:{named}" if named else f'["{name}", "Arn"]'
    for key, resource in resources.items():
        if resource["Type"] == "AWS::Lambda::Permission" and resource["Properties"]["FunctionName"] == {"Ref": name}:
            yield "Amazon SES, for received email"
        if resource["Type"] == "AWS::IAM::Role" and arn in json.dumps(resource):
            yield key.removesuffix("Role")


def _rights(role: dict[str, Any], resources: dict[str, Any]) -> list[str]:
    """What a role permits beyond writing logs and traces.

    Raises:
        StopIteration: if ``RIGHTS`` has no words for a statement.
    """
    documents = [policy["PolicyDocument"] for policy in role.get("Policies", [])]
    shared = [policy["Ref"] for policy in role["ManagedPolicyArns"] if policy["Ref"] != "Telemetry"]
    documents += [resources[name]["Properties"]["PolicyDocument"] for name in shared]
    texts = [json.dumps(statement) for document in documents for statement in document["Statement"]]
    found = [next(right for pattern, right in RIGHTS.items() if re.search(pattern, text)) for text in texts]
    return [right for right in dict.fromkeys(found) if right != READ or WRITE not in found]


def table() -> str:
    """The functions, what invokes each, and what its role permits, as a Markdown table."""
    rows = [
        f"| [{function.name}](../functions/{function.file}) | {function.trigger} "
        f"| {', '.join(function.rights) or NOTHING_MORE} |"
        for function in functions()
    ]
    return "\n".join(["| function | invoked by | its role may |", "| --- | --- | --- |", *rows])


def picture() -> str:
    """The parts on AWS and the packages of the code, as Mermaid."""
    return "\n".join(["```mermaid", "flowchart TB", *_on_aws(), *_packages(), "```"])


def _on_aws() -> Iterator[str]:
    yield from (
        '  subgraph aws["On AWS"]',
        "  direction LR",
        '  people(["Browsers, partner systems"]) --> api["API Gateway"] --> f0',
        '  machines["Step Functions<br>Review, Exception"] --> f1 & data',
        '  received(["Received email, EventBridge"]) --> f2',
        '  clock(["Schedules"]) --> f3',
        '  data[("DynamoDB table,<br>S3 bucket of received email")] --> f2',
        '  sent(["Email, by Amazon SES"])',
        '  slack(["Slack"])',
        '  bus(["EventBridge bus,<br>for other systems"]) --> f2',
    )
    for number, kind in enumerate((API, TASK, EVENT, SCHEDULE)):
        members = [function for function in functions() if function.kind == kind]
        yield f'  f{number}["<b>{kind}</b><br>{"<br>".join(function.name for function in members)}"]'
        rights = {right for function in members for right in function.rights}
        targets = dict.fromkeys(target for right, target in ARROWS.items() if right in rights)
        yield f"  f{number} --> {' & '.join(targets)}"
    yield "  end"


def _packages() -> Iterator[str]:
    yield from ('  subgraph code["In functions/: imports run one way"]', "  direction LR")
    parts = ("handlers", "wiring", "adapters", "domain")
    for part in parts:
        packages = sorted(path.parent.name for path in (CODE / part).glob("*/__init__.py"))
        yield f'  {part}["<b>{part}/</b>{"".join(f"<br>{name}" for name in packages)}"]'
    yield from (f"  {' --> '.join(parts)}", "  end", "  aws ~~~ code")
