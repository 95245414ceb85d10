"""What the templates promise: nothing that cfn-lint finds, one role a function, each action on one ARN."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cfnlint.api
import pytest

from domain.cases.case import Status
from domain.events.details import OUTCOMES, DetailType
from domain.model.errors import (
    AccountLookupFailed,
    KeyIssuerFailed,
    MailBeingSent,
    MailPaused,
    MailThrottled,
    SafetyCheckFailed,
)
from domain.notifications.slack_announcements import Announcement, text_of
from infra import transformed
from infra.local import definition
from tests.examples import ROOT

TEMPLATE = transformed.template()
RESOURCES: dict[str, Any] = TEMPLATE["Resources"]
FUNCTIONS = transformed.functions()
SHARED = transformed.resources("AWS::IAM::ManagedPolicy")
ROLES = transformed.resources("AWS::IAM::Role")
ASYNCHRONOUS = {
    one["FunctionName"]["Ref"]: one for one in transformed.resources("AWS::Lambda::EventInvokeConfig").values()
}


def lint(text: str) -> list[str]:
    found = cfnlint.api.lint(text, config=cfnlint.api.ManualArgs(regions=["us-east-1", "eu-west-1"]))
    return [f"{match.rule.id} line {match.linenumber}: {match.message}" for match in found]


@pytest.mark.parametrize(
    "path", [ROOT / "template.yaml", *sorted((ROOT / "infra").glob("*.yaml"))], ids=lambda path: path.name
)
def test_cfn_lint_finds_nothing(path: Path) -> None:
    assert lint(path.read_text("utf-8")) == []


def test_cfn_lint_finds_nothing_in_the_transformed_template() -> None:
    assert lint(json.dumps(TEMPLATE)) == []


MAILERS = (":OpenTask", ":SendEmail")


def rendered(machine: str = "Review") -> dict[str, Any]:
    """The state machine as AWS gets it: every substitution replaced."""
    text = definition.as_json(definition.SOURCES[machine])
    for name in set(re.findall(r"\$\{(\w+)\}", text)):
        text = text.replace(
            f"${{{name}}}", "60" if name == "WaitSeconds" else f"arn:aws:lambda:us-east-1:123456789012:function:{name}"
        )
    read: dict[str, Any] = json.loads(text)
    return read


MACHINES = list(definition.SOURCES)
MACHINE_ROLES = [f"{machine}Role" for machine in MACHINES]


@pytest.mark.parametrize("machine", MACHINES)
def test_cfn_lint_finds_nothing_in_the_rendered_state_machine(machine: str) -> None:
    properties = {"RoleArn": "arn:aws:iam::123456789012:role/review", "Definition": rendered(machine)}
    resource = {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}

    assert lint(json.dumps({"Resources": {machine: resource}})) == []


def test_cfn_lint_would_find_a_broken_state_machine() -> None:
    broken = rendered()
    broken["States"]["Policy rejects?"]["Default"] = "Nowhere"
    del broken["States"]["Record outcome"]["Resource"]
    properties = {"RoleArn": "arn:aws:iam::123456789012:role/review", "Definition": broken}

    assert lint(
        json.dumps({"Resources": {"Review": {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}}})
    )


@pytest.mark.parametrize("machine", MACHINES)
def test_every_substitution_is_given_and_used(machine: str) -> None:
    given = set(RESOURCES[machine]["Properties"]["DefinitionSubstitutions"])

    assert given == set(re.findall(r"\$\{(\w+)\}", definition.as_json(definition.SOURCES[machine])))


TASKS: dict[tuple[str, str], Any] = {
    (machine, name): state
    for machine in MACHINES
    for name, state in rendered(machine)["States"].items()
    if state["Type"] == "Task"
}
WAITS = [key for key, state in TASKS.items() if "waitForTaskToken" in state["Resource"]]


@pytest.mark.parametrize(("machine", "name"), TASKS)
def test_every_task_retries_and_ends_a_failure_on_record(machine: str, name: str) -> None:
    state = TASKS[machine, name]

    retry = state["Retry"][-1]
    assert (retry["MaxAttempts"], retry["IntervalSeconds"]) == (6, 1)
    assert (retry["BackoffRate"], retry["JitterStrategy"]) == (2, "FULL")
    caught = state["Catch"][-1]
    assert caught["ErrorEquals"] == ["States.ALL"]
    # The approval is told, even if its key can't be issued yet.
    elsewhere = {"Record failure": "Failed", "Issue key": "Tell the answer"}
    assert caught["Next"] == elsewhere.get(name, "Record failure")


@pytest.mark.parametrize(("machine", "name"), [("Review", "Issue key again"), ("Key", "Change key")])
def test_key_issuer_that_does_not_answer_is_retried_for_hours(machine: str, name: str) -> None:
    retry = TASKS[machine, name]["Retry"][0]

    assert retry["ErrorEquals"] == [KeyIssuerFailed.__name__]
    assert sum(retry["IntervalSeconds"] * retry["BackoffRate"] ** n for n in range(retry["MaxAttempts"])) > 2 * 3600


def test_approval_is_told_before_a_key_issuer_that_fails_is_asked_again() -> None:
    states = rendered("Review")["States"]

    first, again = states["Issue key"], states["Issue key again"]
    assert {catch["Next"] for catch in first["Catch"]} | {first["Next"]} == {"Tell the answer"}
    assert first["Retry"][0] == {"ErrorEquals": ["KeyIssuerFailed"], "MaxAttempts": 0}
    assert again["Catch"][-1]["Next"] == "Record failure"


def test_account_lookup_that_does_not_answer_is_retried_for_hours() -> None:
    """It may be a system of somebody else's."""
    retry = TASKS["Review", "Check policy"]["Retry"][0]

    assert retry["ErrorEquals"] == [AccountLookupFailed.__name__]
    assert sum(retry["IntervalSeconds"] * retry["BackoffRate"] ** n for n in range(retry["MaxAttempts"])) > 2 * 3600


@pytest.mark.parametrize("machine", ["Review", "Exception"])
def test_safety_check_that_does_not_answer_is_retried_for_hours(machine: str) -> None:
    _, retry, _ = TASKS[machine, "Ask Trust & Safety"]["Retry"]

    assert retry["ErrorEquals"] == [SafetyCheckFailed.__name__]
    assert sum(retry["IntervalSeconds"] * retry["BackoffRate"] ** n for n in range(retry["MaxAttempts"])) > 2 * 3600


def test_only_the_function_that_asks_may_invoke_a_safety_check_and_only_where_there_is_one() -> None:
    invoking = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": {"Ref": "SafetyCheckFunctionArn"}}
    if_there_is_one = {"Fn::If": ["HasSafetyCheck", invoking, {"Ref": "AWS::NoValue"}]}

    assert [name for name, statement in statements() if statement == invoking] == ["OpenTaskRole"]
    assert if_there_is_one in ROLES["OpenTaskRole"]["Policies"][0]["PolicyDocument"]["Statement"]
    assert TEMPLATE["Parameters"]["SafetyCheckFunctionArn"]["Default"] == ""
    informed = [name for name, one in FUNCTIONS.items() if "SAFETY_CHECK_FUNCTION" in one["Environment"]["Variables"]]
    assert informed == ["PartnerApi", "OpenTask"]


def test_signed_calls_decide_nothing_without_a_safety_check() -> None:
    given = ROLES["PartnerApiRole"]["Policies"][0]["PolicyDocument"]["Statement"]
    for_the_check = [one["Fn::If"] for one in given if "Fn::If" in one]

    assert {condition for condition, *_ in for_the_check} == {"HasSafetyCheck"}
    assert {str(then["Action"]) for _, then, _ in for_the_check} == {
        *("dynamodb:GetItem", "dynamodb:UpdateItem", "states:SendTaskSuccess")
    }
    always = [one for one in given if "Fn::If" not in one]
    assert not [one for one in always if "SendTaskSuccess" in str(one) or "decision" in str(one)]
    (update,) = (one for one in always if one["Action"] == "dynamodb:UpdateItem")
    assert update["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"] == ["ACCOUNT#*"]


MAILING = [key for key, state in TASKS.items() if key[1].startswith(("Ask ", "Tell "))]


@pytest.mark.parametrize(("machine", "name"), MAILING)
def test_every_state_that_sends_mail_waits_for_hours_until_ses_takes_it(machine: str, name: str) -> None:
    retry = TASKS[machine, name]["Retry"][0]

    assert retry["ErrorEquals"] == [MailThrottled.__name__, MailPaused.__name__, MailBeingSent.__name__]
    pauses = [retry["IntervalSeconds"] * retry["BackoffRate"] ** number for number in range(retry["MaxAttempts"])]
    assert retry["JitterStrategy"] == "FULL"  # half of it, on the average
    assert sum(pauses) / 2 > 48 * 3600, "the quota is one of 24 hours, and half of the reviews wait for less"


def test_the_states_that_send_mail_are_those_of_the_two_mailing_functions() -> None:
    mailing = [key for key, state in TASKS.items() if str(state["Arguments"].get("FunctionName")).endswith(MAILERS)]

    assert mailing == MAILING


@pytest.mark.parametrize(("machine", "name"), WAITS)
def test_every_wait_has_a_time_out_that_decides_nothing(machine: str, name: str) -> None:
    state = TASKS[machine, name]

    assert state["Retry"][0]["ErrorEquals"] == ["DynamoDb.ConditionalCheckFailedException", "States.Timeout"]
    assert state["Retry"][0]["MaxAttempts"] == 0, "what ends a wait is no fault"
    assert state["TimeoutSeconds"] == 60
    (timed_out,) = (one for one in state["Catch"] if "States.Timeout" in one["ErrorEquals"])
    # The function that asks the client looks whether the time is over; the others wait anew.
    looks = {"Wait for owner": "Ask owner", "Wait for applicant": "Ask applicant"}
    assert timed_out["Next"] == looks.get(name, name)


@pytest.mark.parametrize(("machine", "name"), TASKS)
def test_no_state_announces_anything_itself(machine: str, name: str) -> None:
    """What is stored is announced, by PublishEvents: no review can fail by it."""
    assert "events:" not in TASKS[machine, name]["Resource"]
    assert "eventbridge:" not in TASKS[machine, name]["Resource"]


def test_whatever_the_channel_is_told_of_has_words_and_is_announced() -> None:
    properties = transformed.resources("AWS::Events::Rule")["PostToSlackAnnounced"]
    pattern = properties["EventPattern"]

    assert pattern["source"] == ["keydesk"]
    assert properties["EventBusName"] == {"Ref": "Events"}
    ends = {kind: status for status, kind in OUTCOMES.items()} | {DetailType.REVIEW_REOPENED: Status.IN_REVIEW}
    told = {ends[DetailType(kind)] for kind in pattern["detail-type"]}
    assert len(told) == len(pattern["detail-type"]) == 4
    for status in told:
        assert text_of(Announcement(application_id="k", account_id="a", round=1, status=status))


def test_slack_is_left_out_where_no_secret_is_named() -> None:
    slack = {name for name, one in RESOURCES.items() if one.get("Condition") == "HasSlack"}

    assert slack == {name for name in RESOURCES if name.startswith("PostToSlack")}
    assert slack >= {"PostToSlack", "PostToSlackRole", "PostToSlackAnnounced"}
    assert TEMPLATE["Parameters"]["SlackSecretArn"]["Default"] == ""


@pytest.mark.parametrize("function", ASYNCHRONOUS)
def test_what_is_invoked_without_waiting_is_tried_three_times_and_then_kept(function: str) -> None:
    given = ASYNCHRONOUS[function]

    assert given["MaximumRetryAttempts"] == 2
    assert given["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["Unhandled", "Arn"]}
    own = [statement for role, statement in statements() if role == f"{function}Role"]
    assert {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": {"Fn::GetAtt": ["Unhandled", "Arn"]}} in own


@pytest.mark.parametrize(("machine", "name"), TASKS)
def test_every_retry_backs_off_with_jitter_or_is_none(machine: str, name: str) -> None:
    for retry in TASKS[machine, name]["Retry"]:
        if retry["MaxAttempts"] == 0:
            # What ends a wait, or a question that was answered in this moment: the catch says where it goes on.
            caught = {error for one in TASKS[machine, name]["Catch"][:-1] for error in one["ErrorEquals"]}
            assert set(retry["ErrorEquals"]) == caught
        else:
            assert retry["BackoffRate"] > 1
            assert retry["JitterStrategy"] == "FULL"


def nexts(state: dict[str, Any]) -> set[str]:
    """The states that can follow one, by whichever way."""
    ways = [state, *state.get("Catch", []), *state.get("Choices", [])]
    return {way[key] for way in ways for key in ("Next", "Default") if key in way}


def reachable(states: dict[str, Any], start: str) -> set[str]:
    """The states that can be entered from one, with itself."""
    found, look = set[str](), {start}
    while look:
        found |= look
        look = {after for name in look for after in nexts(states[name])} - found
    return found


@pytest.mark.parametrize("machine", MACHINES)
def test_every_state_can_be_reached_from_the_start(machine: str) -> None:
    read = rendered(machine)

    assert reachable(read["States"], read["StartAt"]) == set(read["States"])


@pytest.mark.parametrize("machine", MACHINES)
def test_every_state_leads_to_an_end_and_every_task_to_the_record_of_its_failure(machine: str) -> None:
    states = rendered(machine)["States"]
    ends = {name for name, state in states.items() if state["Type"] in ("Succeed", "Fail")}

    assert {states[name]["Type"] for name in ends} == {"Succeed", "Fail"}
    assert ends == {name for name, state in states.items() if not nexts(state)}
    for name, state in states.items():
        assert reachable(states, name) & ends, name
        if state["Type"] == "Task":
            assert "Failed" in reachable(states, name), name
    # Nothing fails in silence: whoever comes to the end `Failed` has tried to record it.
    assert {name for name, state in states.items() if "Failed" in nexts(state)} == {"Record failure"}


VALUE = r"(\$[a-z_]+(\.[a-z_]+)*|'[a-z_]+'|true|\d+|\['[a-z_]+'(, '[a-z_]+')*\])"
COMPARISON = re.compile(rf"{{% {VALUE} (=|!=|in) {VALUE} %}}")


@pytest.mark.parametrize("machine", MACHINES)
def test_what_cannot_catch_a_fault_has_none(machine: str) -> None:
    """A comparison is true or false, whatever it compares: in JSONata with what is missing it is false.

    (jsonata.js, ``evaluateEqualityExpression``; only a result that is missing, or not true or false, fails a Choice.)
    """
    states = rendered(machine)["States"]
    untended = [state for state in states.values() if "Catch" not in state]
    choices = [one for state in untended for one in state.get("Choices", [])]

    assert {"Succeed", "Fail"} <= {state["Type"] for state in untended} <= {"Choice", "Succeed", "Fail"}
    for choice in choices:
        assert COMPARISON.fullmatch(choice["Condition"]), choice
    added = {json.dumps(one["Assign"]) for one in choices if "Assign" in one}
    assert added <= {json.dumps({"turn": "{% $turn + 1 %}"})}, "a number from its start on"
    assert all(state.keys() <= {"Type", "Comment", "Choices", "Default", "Error", "Cause"} for state in untended)


def test_what_calls_a_function_ends_with_it() -> None:
    """AWS ends a function after its Timeout, and the state sees an error; so these states need no limit of their own.

    One below would have a state try again while the function still runs; one above would never be reached.
    """
    called = {state["Arguments"]["FunctionName"] for state in TASKS.values() if "lambda:" in state["Resource"]}
    functions = {arn.rpartition(":")[2] for arn in called}
    outcomes = {"RecordOutcome", "RecordExceptionOutcome"}

    assert {state["Resource"] for state in TASKS.values() if "lambda:" in state["Resource"]} == {
        "arn:aws:states:::lambda:invoke"
    }
    assert functions == {"ValidateApplication", "OpenTask", "SendEmail", "IssueKey", "ChangeKey"} | outcomes
    for name in functions:
        assert FUNCTIONS[name]["Timeout"] <= 30, name


def test_functions_have_the_memory_that_the_guide_gives_reasons_for() -> None:
    reasons = " ".join((ROOT / "docs/deploy.md").read_text("utf-8").partition("\n## How much memory\n")[2].split())
    sizes = {name: function["MemorySize"] for name, function in FUNCTIONS.items()}

    assert reasons.startswith(f"{sizes['PublicPages']} MB for each function, and 1,024 for `ReceiveEmail`.")
    assert sizes == dict.fromkeys(FUNCTIONS, 512) | {"ReceiveEmail": 1024}


def test_every_function_has_a_role_of_its_own_and_a_handler_that_exists() -> None:
    roles = [one["Role"]["Fn::GetAtt"] for one in FUNCTIONS.values()]

    assert len({json.dumps(role) for role in roles}) == len(FUNCTIONS)
    for name, one in FUNCTIONS.items():
        module = one["Handler"].removesuffix(".handler").replace(".", "/")
        assert (ROOT / "functions" / f"{module}.py").is_file(), name


def statements() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, role in ROLES.items():
        for policy in role.get("Policies", []):
            yield from ((name, _of_condition(statement)) for statement in policy["PolicyDocument"]["Statement"])
    for name, policy in SHARED.items():
        yield from ((name, _of_condition(statement)) for statement in policy["PolicyDocument"]["Statement"])


def _of_condition(statement: dict[str, Any]) -> dict[str, Any]:
    """The statement that holds where its condition does."""
    found: dict[str, Any] = statement["Fn::If"][1] if "Fn::If" in statement else statement
    return found


# What AWS authorises on no resource at all (Service Authorization Reference).
ON_NOTHING_SMALLER = {"states:SendTaskSuccess", "dynamodb:ListStreams"}
ON_NOTHING_SMALLER_OF = ("xray:", "logs:")


@pytest.mark.parametrize(
    ("role", "statement"), list(statements()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_an_action_is_allowed_on_one_resource_and_on_all_only_where_aws_knows_no_other(
    role: str, statement: dict[str, Any]
) -> None:
    actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]

    assert all("*" not in action for action in actions), role
    resource = statement["Resource"]
    if resource == "*":
        assert all(one in ON_NOTHING_SMALLER or one.startswith(ON_NOTHING_SMALLER_OF) for one in actions), role
        return
    # The machines call some functions by one action; the objects of received mail, and the executions, have names that
    # nobody knows before.
    assert not isinstance(resource, list) or (role in MACHINE_ROLES and actions == ["lambda:InvokeFunction"])
    if role == "SendsEmail" and "identity/*" in json.dumps(resource):
        return  # one address to send from, and any recipient: test_mail_stack.py
    machines = r"((Review|Exception)\.Name\}|AWS::StackName\}-(review|exception|key))"
    unknown = rf"\$\{{ReceivedMail\.Arn\}}/received/\*|:execution:\$\{{{machines}:\*"
    assert "*" not in re.sub(unknown, "", json.dumps(resource)), role


def test_every_star_says_why() -> None:
    stars = [line for line in transformed.TEMPLATE.read_text("utf-8").splitlines() if 'Resource: "*"' in line]

    assert stars
    assert all("# AWS knows no resource" in line for line in stars)


def test_no_trace_keeps_the_address_of_a_link() -> None:
    (stage,) = transformed.resources("AWS::ApiGateway::Stage").values()

    assert stage["TracingEnabled"] is False


def methods(function: str) -> set[str]:
    return {method for method, _ in transformed.routes_of(function)}


def allowed_to(function: str) -> list[tuple[set[str], Any]]:
    """What the template lets a function do beside telemetry: actions, and the resource."""
    role = ROLES[FUNCTIONS[function]["Role"]["Fn::GetAtt"][0]]
    assert role["ManagedPolicyArns"] == [{"Ref": "Telemetry"}]
    own = [statement for policy in role.get("Policies", []) for statement in policy["PolicyDocument"]["Statement"]]
    assert all(statement["Effect"] == "Allow" for statement in own)
    return [({*_listed(statement["Action"])}, statement["Resource"]) for statement in own]


def _listed(actions: str | list[str]) -> list[str]:
    return [actions] if isinstance(actions, str) else actions


READING = {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "s3:GetObject"}
LOOK_UP = FUNCTIONS["LinkPages"]["Environment"]["Variables"]["ACCOUNT_LOOKUP_FUNCTION"]
SHOWING = [name for name in FUNCTIONS if methods(name) and methods(name) <= {"GET", "HEAD"}]


def test_every_page_is_shown_by_a_function_that_does_nothing_else() -> None:
    assert SHOWING == ["PublicPages", "LinkPages", "ConsolePages"]
    assert all(not methods(name) & {"GET", "HEAD"} for name in FUNCTIONS if name not in SHOWING)


@pytest.mark.parametrize("function", SHOWING)
def test_function_that_shows_pages_cannot_write(function: str) -> None:
    for actions, resource in allowed_to(function):
        assert actions <= READING or (actions == {"lambda:InvokeFunction"} and resource == LOOK_UP)


def test_public_forms_can_only_ask_for_a_link_to_be_sent_and_an_icon_to_be_read() -> None:
    given = FUNCTIONS["PublicForms"]["Environment"]["Variables"]

    assert allowed_to("PublicForms") == [
        ({"lambda:InvokeFunction"}, given["SEND_REQUESTED_LINK_FUNCTION"]),
        ({"lambda:InvokeFunction"}, given["READ_ICON_FUNCTION"]),
    ]
    assert allowed_to("PublicPages") == []


def test_function_that_decodes_images_can_do_nothing_and_is_invoked_by_those_that_take_applications() -> None:
    invoking = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": {"Fn::GetAtt": ["ReadIcon", "Arn"]}}
    callers = [role for role, statement in statements() if statement == invoking]

    assert allowed_to("ReadIcon") == []
    assert callers == ["PublicFormsRole", "LinkActionsRole", "PartnerApiRole"]
    assert FUNCTIONS["ReadIcon"]["Timeout"] == 10


def test_the_table_is_recoverable_encrypted_and_forgets() -> None:
    table = RESOURCES["Table"]["Properties"]

    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert "SSESpecification" not in table, "AWS's own key encrypts, at no cost; any other is billed for each use"
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert RESOURCES["Table"]["DeletionPolicy"] == "RetainExceptOnCreate"


def test_no_interval_can_be_given_that_turns_the_order_of_things_around() -> None:
    """Escalation comes before the 6 weeks that applicants are told, overdue after, and within a link's 90 days."""
    remind, escalate, overdue = (TEMPLATE["Parameters"][f"{name}Days"] for name in ("Remind", "Escalate", "Overdue"))

    assert remind["Default"] < escalate["Default"] < overdue["Default"] == 56
    assert 1 <= remind["MinValue"] <= remind["MaxValue"] < 42
    assert 1 <= escalate["MinValue"] <= escalate["MaxValue"] < 42 <= overdue["MinValue"] <= overdue["MaxValue"] <= 90
