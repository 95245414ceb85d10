"""What has not ended well yet: the fake and the DynamoDB adapter behave alike, and executions on moto."""

import json
from datetime import timedelta

import boto3
import pytest

from adapters.aws.step_functions import (
    StepFunctionsExceptionMachine,
    StepFunctionsExecutions,
    StepFunctionsReviewMachine,
)
from domain.cases.case import Decision, DecisionType, Outcome, Reason, Status, Task, TaskKey, TaskKind
from domain.cases.exception import ExceptionCase, file_exception, parse_exception
from domain.cases.summary import summarize_application, summarize_exception
from domain.model.account import Plan
from domain.notifications.messages import EmailName, OutboxEntry, SentEmail
from domain.operations.unfinished_rounds import RoundKey, Unfinished
from tests.adapters.stores import Stores
from tests.examples import BRIEF, application, exception_data, facts
from tests.fakes import NOON

ID = application().id
FIRST, SECOND = RoundKey(case_id=ID), RoundKey(case_id=ID, round=2)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def running(stores: Stores) -> Stores:
    """One application that runs in its first round."""
    stores.cases.add_application(application(), "thread-1@desk.example")
    return stores


def one(stores: Stores, key: RoundKey = FIRST) -> Unfinished:
    found = stores.unfinished.get_round(key)
    assert found
    return found


def exception() -> ExceptionCase:
    request = parse_exception(exception_data(account_id="acct-in-order"))
    return file_exception(request, facts(plan=Plan.BUSINESS), NOON - timedelta(days=1), "thread-3@desk.example", "key")


def test_a_round_is_unfinished_from_its_start_until_its_machine_closes_it(running: Stores) -> None:
    assert list(running.unfinished.list_all()) == [FIRST]
    assert running.unfinished.list_of_case(ID) == (FIRST,)
    assert one(running) == Unfinished(key=FIRST, account_id="acct-in-order", started_at=NOON)

    running.cases.conclude(
        running.cases.get_case(ID), Outcome(status=Status.REJECTED, reasons=(Reason(message="No."),), at=NOON)
    )
    assert list(running.unfinished.list_all()) == [FIRST], "nobody was told yet"
    running.machine.close(FIRST)

    assert list(running.unfinished.list_all()) == []
    assert running.unfinished.list_of_case(ID) == ()
    assert running.unfinished.get_round(FIRST) is None
    running.cases.reopen(ID, "It is mended.", "receipt-1", LATER)
    assert running.unfinished.list_of_case(ID) == (SECOND,)
    assert one(running, SECOND).started_at == LATER


def test_it_is_known_whether_the_policy_was_checked(running: Stores) -> None:
    assert not one(running).is_judged

    running.machine.judge(FIRST)

    assert one(running).is_judged


def test_an_exception_is_unfinished_too_and_the_oldest_comes_first(running: Stores) -> None:
    case = exception()
    running.exceptions.add_exception(case)
    key = RoundKey(case_id=case.id)

    assert list(running.unfinished.list_all()) == [key, FIRST]
    assert running.unfinished.list_of_case(case.id) == (key,)
    assert one(running, key).account_id == "acct-in-order"
    assert not one(running, key).is_judged

    running.machine.fail(key, "States.Timeout")
    assert [(failed.key, failed.brief) for failed in running.failures.list_failures()] == [
        (key, summarize_exception(case))
    ]
    running.machine.close(key)
    assert list(running.unfinished.list_all()) == [FIRST]
    assert list(running.failures.list_failures()) == []


def test_what_failed_is_on_a_list_with_its_error_and_comes_after_what_runs(running: Stores) -> None:
    case = exception()
    running.exceptions.add_exception(case)
    running.machine.fail(RoundKey(case_id=case.id), "CaseNotStored")

    assert list(running.unfinished.list_all()) == [FIRST, RoundKey(case_id=case.id)]
    (failure,) = running.failures.list_failures()
    assert (failure.failure, failure.since) == ("CaseNotStored", case.filed_at)
    assert not one(running).is_failed
    assert one(running, RoundKey(case_id=case.id)).is_failed


def test_the_next_execution_has_one_number_whoever_asks_for_it(running: Stores) -> None:
    running.machine.fail(FIRST, "AccountLookupFailed")
    before = one(running)

    again = running.unfinished.record_next_try(before, 1, LATER)

    assert again == one(running)
    assert (again.restarts, again.tries, again.started_at, again.is_failed) == (1, 1, LATER, False)
    assert running.unfinished.record_next_try(before, 1, LATER) is None, "another one did that"
    third = running.unfinished.record_next_try(again, 2, LATER)
    assert third
    assert (third.restarts, third.tries) == (2, 2)
    assert running.unfinished.record_next_try(again, 2, LATER) is None
    running.machine.close(FIRST)
    assert running.unfinished.record_next_try(third, 3, LATER) is None, "it ended well"
    assert running.unfinished.get_round(FIRST) is None


def test_what_is_given_up_is_on_the_list_of_what_failed(running: Stores) -> None:
    before = one(running)
    running.unfinished.record_next_try(before, 1, LATER)
    running.unfinished.record_failure(before, "ABORTED")
    assert list(running.failures.list_failures()) == [], "it has another execution now"

    running.unfinished.record_failure(one(running), "ABORTED")
    running.unfinished.record_failure(one(running), "TIMED_OUT")

    (failure,) = running.failures.list_failures()
    assert (failure.key, failure.failure, failure.brief) == (FIRST, "ABORTED", summarize_application(application()))


def test_the_newest_task_is_found_up_to_the_round(running: Stores) -> None:
    assert running.unfinished.last_task(one(running)) is None
    safety, review = (TaskKey(case_id=ID, round=1, kind=kind) for kind in (TaskKind.SAFETY, TaskKind.REVIEW))
    running.cases.open_task(Task(key=safety, opened_at=NOON), BRIEF)
    decision = Decision(answer=DecisionType.CLEAR, by="safety@staff.example", at=LATER)
    running.cases.decide(safety, decision)
    assert running.unfinished.last_task(one(running)) == Task(key=safety, opened_at=NOON, decision=decision)

    running.cases.open_task(Task(key=review, opened_at=LATER), BRIEF)
    running.cases.open_task(
        Task(key=review.model_copy(update={"round": 2}), opened_at=LATER + timedelta(days=1)), BRIEF
    )

    assert running.unfinished.last_task(one(running)) == Task(key=review, opened_at=LATER)


def test_a_mail_is_due_until_it_is_sent_or_nobody_needs_it(running: Stores) -> None:
    first = OutboxEntry(name=EmailName.RECEIVED, case_id=ID, round=1, to="avery@client.example")
    second = OutboxEntry(
        name=EmailName.REPLY_NOT_ACCEPTED, case_id=ID, round=1, to="avery@client.example", occasion="approved"
    )
    third = first.model_copy(update={"to": "olive@client.example"})
    running.outbox.record_due(second, LATER)
    for _ in range(2):
        running.outbox.record_due(first, NOON)
        running.outbox.record_due(third, NOON + timedelta(minutes=1))

    assert list(running.outbox.list_due(NOON - timedelta(seconds=1))) == []
    assert list(running.outbox.list_due(NOON)) == [first]
    assert list(running.outbox.list_due(LATER)) == [first, third, second]
    running.outbox.mark_tried(first, NOON)
    assert list(running.outbox.list_due(NOON)) == [first], "nobody knows whether it was sent"
    running.outbox.mark_sent(first, SentEmail(message_id="id-1", at=NOON))
    running.outbox.mark_not_needed(third)

    assert list(running.outbox.list_due(LATER)) == [second]
    running.outbox.record_due(third, LATER)
    assert list(running.outbox.list_due(LATER)) == [second]


WAITING = {
    "QueryLanguage": "JSONata",
    "StartAt": "Wait",
    "States": {"Wait": {"Type": "Wait", "Seconds": 900, "End": True}},
}
X = "xabcdefghij234567"


class Machines:
    """Both machines on moto, whose executions last until they are stopped."""

    def __init__(self) -> None:
        self.client = boto3.client("stepfunctions", region_name="us-east-1")
        role = "arn:aws:iam::123456789012:role/machine"
        made = [
            self.client.create_state_machine(name=name, definition=json.dumps(WAITING), roleArn=role)
            for name in ("review", "exception")
        ]
        self.arns = [one["stateMachineArn"] for one in made]
        self.executions = StepFunctionsExecutions(self.client, *self.arns)

    def names_and_inputs(self, machine: int) -> dict[str, str]:
        listed = self.client.list_executions(stateMachineArn=self.arns[machine])["executions"]
        arns = {one["name"]: one["executionArn"] for one in listed}
        return {name: self.client.describe_execution(executionArn=arn)["input"] for name, arn in arns.items()}

    def stop(self, machine: int, name: str) -> None:
        arn = self.arns[machine].replace(":stateMachine:", ":execution:")
        self.client.stop_execution(executionArn=f"{arn}:{name}", error="Operator")


def test_an_execution_is_started_as_the_front_desk_does_and_found_until_it_ends(aws: None) -> None:
    machines = Machines()
    first = Unfinished(key=FIRST, account_id="acct-in-order", started_at=NOON, is_judged=True)
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
    assert found
    assert not found.ended
    machines.stop(0, f"{ID}-1")
    ended = machines.executions.get_execution(first)
    assert ended
    assert ended.ended
    assert ended.lived < timedelta(minutes=1)


def test_one_that_is_started_again_knows_whether_the_policy_was_checked(aws: None) -> None:
    machines = Machines()
    judged = Unfinished(key=SECOND, account_id="a", started_at=NOON, is_judged=True, restarts=3)

    machines.executions.start_execution(judged)
    machines.executions.start_execution(judged.model_copy(update={"restarts": 4, "is_judged": False}))

    inputs = machines.names_and_inputs(0)
    assert json.loads(inputs[f"{ID}-2-r3"])["is_judged"] is True
    assert "is_judged" not in json.loads(inputs[f"{ID}-2-r4"])


def test_an_exception_has_its_own_machine(aws: None) -> None:
    machines = Machines()
    first = Unfinished(key=RoundKey(case_id=X), account_id="a", started_at=NOON)
    StepFunctionsExceptionMachine(machines.client, machines.arns[1]).start_exception(X)
    assert machines.executions.get_execution(first)

    machines.executions.start_execution(first.model_copy(update={"restarts": 1}))

    assert machines.names_and_inputs(1) == {X: json.dumps({"case_id": X}), f"{X}-r1": json.dumps({"case_id": X})}
