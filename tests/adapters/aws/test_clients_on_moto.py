"""The adapters of SES and Step Functions, on moto: the fakes behave as they do."""

import json
from collections.abc import Callable
from datetime import timedelta

import boto3
import pytest

from adapters.aws.ses import SesEmailSender
from adapters.aws.step_functions import (
    StepFunctionsExceptionMachine,
    StepFunctionsExecutions,
    StepFunctionsKeyMachine,
    StepFunctionsReviewMachine,
    StepFunctionsWaits,
)
from domain.cases.case import TaskKey, TaskKind
from domain.cases.ports import ReviewMachine
from domain.model.email_message import Email
from domain.notifications.ports import EmailSender
from domain.operations.unfinished_rounds import RoundKey, Unfinished
from tests.adapters.stores import table
from tests.fakes import NOON, FakeEmailSender, FakeReviewMachine

ID = "kabcdefghij234567"
EXCEPTION_ID = "xabcdefghij234567"
WAITING = {
    "QueryLanguage": "JSONata",
    "StartAt": "Wait",
    "States": {"Wait": {"Type": "Wait", "Seconds": 900, "End": True}},
}


class Machines:
    """The state machines, whose executions last until they are stopped."""

    def __init__(self) -> None:
        self.client = boto3.client("stepfunctions", region_name="us-east-1")
        role = "arn:aws:iam::123456789012:role/machine"
        made = [
            self.client.create_state_machine(name=name, definition=json.dumps(WAITING), roleArn=role)
            for name in ("review", "exception", "key")
        ]
        self.arns = [machine["stateMachineArn"] for machine in made]
        self.executions = StepFunctionsExecutions(self.client, *self.arns)

    def names_and_inputs(self, machine: int) -> dict[str, str]:
        listed = self.client.list_executions(stateMachineArn=self.arns[machine])["executions"]
        arns = {execution["name"]: execution["executionArn"] for execution in listed}
        return {name: self.client.describe_execution(executionArn=arn)["input"] for name, arn in arns.items()}

    def stop(self, machine: int, name: str) -> None:
        arn = self.arns[machine].replace(":stateMachine:", ":execution:")
        self.client.stop_execution(executionArn=f"{arn}:{name}", error="Operator")


def real_machine() -> ReviewMachine:
    machines = Machines()
    return StepFunctionsReviewMachine(machines.client, machines.arns[0])


def real_sender() -> EmailSender:
    client = boto3.client("ses", region_name="us-east-1")
    client.verify_domain_identity(Domain="desk.example")
    return SesEmailSender(client, "desk@desk.example")


@pytest.mark.parametrize("make", [FakeReviewMachine, real_machine])
def test_review_that_is_started_again_is_no_error(aws: None, make: Callable[[], ReviewMachine]) -> None:
    machine = make()
    for _ in range(2):
        machine.start_review(ID, "acct-in-order", 1)
    machine.start_review(ID, "acct-in-order", 2)


def test_machine_that_does_not_wait_is_resumed_without_error(aws: None) -> None:
    key = TaskKey(case_id=ID, round=1, kind=TaskKind.REVIEW)

    assert not StepFunctionsWaits(boto3.client("stepfunctions", region_name="us-east-1"), table()).resume(key)


@pytest.mark.parametrize("make", [FakeEmailSender, real_sender])
def test_every_email_gets_its_own_message_id_without_a_domain(aws: None, make: Callable[[], EmailSender]) -> None:
    sender = make()
    email = Email(
        to="avery@client.example",
        subject="Hello",
        text="Hello",
        html="<p>Hello</p>",
        reply_to="reply+x@desk.example",
        thread_id="thread-1@desk.example",
    )

    ids = {sender.send_email(email), sender.send_email(email)}

    assert len(ids) == 2
    assert not any("@" in message_id for message_id in ids)


def test_execution_has_the_name_of_its_round_and_is_found(aws: None) -> None:
    machines = Machines()
    first = Unfinished(key=RoundKey(case_id=ID), account_id="acct-in-order", started_at=NOON)
    assert machines.executions.get_execution(first) is None

    machines.executions.start_execution(first)
    StepFunctionsReviewMachine(machines.client, machines.arns[0]).start_review(ID, "acct-in-order", 1)

    assert set(machines.names_and_inputs(0)) == {f"{ID}-1"}, "one name, one execution"
    assert json.loads(machines.names_and_inputs(0)[f"{ID}-1"]) == {
        "application_id": ID,
        "account_id": "acct-in-order",
        "round": 1,
    }
    found = machines.executions.get_execution(first)
    assert found and not found.ended
    machines.stop(0, f"{ID}-1")
    ended = machines.executions.get_execution(first)
    assert ended and ended.ended
    assert ended.lived < timedelta(minutes=1)


def test_execution_that_is_started_again_gets_the_input_of_the_first(aws: None) -> None:
    machines = Machines()
    key = RoundKey(case_id=ID, round=2)

    machines.executions.start_execution(Unfinished(key=key, account_id="a", started_at=NOON, restarts=3))

    given = json.loads(machines.names_and_inputs(0)[f"{ID}-2-r3"])
    assert given == {"application_id": ID, "account_id": "a", "round": 2}


def test_change_of_a_key_has_its_own_machine_and_starts_once(aws: None) -> None:
    machines = Machines()
    change = Unfinished(key=RoundKey(case_id=ID, key_change=2), account_id="acct-in-order", started_at=NOON)

    StepFunctionsKeyMachine(machines.client, machines.arns[2]).start_change(ID, 2)
    machines.executions.start_execution(change)
    assert set(machines.names_and_inputs(2)) == {f"{ID}-key-2"}, "one name, one execution"
    machines.executions.start_execution(change.model_copy(update={"restarts": 1}))

    found = machines.names_and_inputs(2)
    assert set(found) == {f"{ID}-key-2", f"{ID}-key-2-r1"}
    assert {json.dumps(json.loads(text)) for text in found.values()} == {
        json.dumps({"application_id": ID, "number": 2})
    }
    assert machines.names_and_inputs(0) == {}


def test_exception_has_its_own_machine_and_starts_once(aws: None) -> None:
    machines = Machines()
    first = Unfinished(key=RoundKey(case_id=EXCEPTION_ID), account_id="a", started_at=NOON)
    for _ in range(2):
        StepFunctionsExceptionMachine(machines.client, machines.arns[1]).start_exception(EXCEPTION_ID)
    assert machines.executions.get_execution(first)

    machines.executions.start_execution(first.model_copy(update={"restarts": 1}))

    start = json.dumps({"case_id": EXCEPTION_ID})
    assert machines.names_and_inputs(1) == {EXCEPTION_ID: start, f"{EXCEPTION_ID}-r1": start}
