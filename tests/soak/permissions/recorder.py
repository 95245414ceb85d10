"""``recorder FILE``: the embedded AWS, which writes down whom it allowed and refused what, for tests.

The embedded AWS decides in one function on every call that is signed with a role's credentials; that function is
wrapped. Two kinds of calls it makes itself, with all rights, though AWS makes them with a role's: those of a state
machine's tasks, and a failed invocation's way into its queue. Both are held to their role here, as on AWS.

FILE gets a line of JSON for each decision: ``role`` (a name), ``action``, ``resource`` (an ARN), ``keys`` (the
partition keys that the request named) and ``allowed``.
"""

import contextvars
import json
import runpy
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ministack.core import iam_evaluator, lambda_runtime
from ministack.core.responses import get_account_id, get_region
from ministack.services import lambda_svc, stepfunctions

from infra.local.guard.enforcement import keys_of

_role_of_the_machine: contextvars.ContextVar[str] = contextvars.ContextVar("_role_of_the_machine")
_asked: contextvars.ContextVar[tuple[Any, ...]] = contextvars.ContextVar("_asked", default=())
FILE: Path


def record_decisions() -> None:
    """Write down what comes of every call that is signed by a role; what the resource's own policy says is in it."""
    evaluate, enforce = iam_evaluator.evaluate, iam_evaluator.enforce

    def evaluated(asked: Any, *policies: Any) -> Any:
        _asked.set((*_asked.get(), asked))
        return evaluate(asked, *policies)

    def enforced(*call: Any, **more: Any) -> Any:
        _asked.set(())
        refusal = enforce(*call, **more)
        for asked in _asked.get():  # each part of a transaction; the owner of the account is not asked
            _record(asked, refusal is None)
        return refusal

    iam_evaluator.evaluate, iam_evaluator.enforce = evaluated, enforced


def _record(asked: Any, allowed: bool) -> None:
    role = asked.principal_arn.split("/")[1]
    keys = asked.service_context.get("dynamodb:leadingkeys") or []
    line = {"role": role, "action": asked.action, "resource": asked.resource_arn, "keys": keys, "allowed": allowed}
    with FILE.open("ab", buffering=0) as file:
        file.write(json.dumps(line).encode() + b"\n")  # one write, so that lines of threads do not mix


def hold_machines_to_their_roles() -> None:
    """Every call of a task is decided on by the machine's role first."""
    execute, invoke, wait = (
        stepfunctions._execute_task,
        stepfunctions._invoke_resource,
        stepfunctions._invoke_with_callback,
    )

    def executed(state: Any, given: Any, execution: Any, context: Any) -> Any:
        machine = stepfunctions._state_machines[execution["stateMachineArn"]]
        _role_of_the_machine.set(machine["roleArn"])
        return execute(state, given, execution, context)

    def invoked(resource: str, arguments: Any) -> Any:
        _decide_on_task(resource, arguments)
        return invoke(resource, arguments)

    def waited(resource: str, arguments: Any, *more: Any) -> Any:
        _decide_on_task(resource, arguments)
        return wait(resource, arguments, *more)

    stepfunctions._execute_task = executed
    stepfunctions._invoke_resource = invoked
    stepfunctions._invoke_with_callback = waited


def _decide_on_task(resource: str, arguments: Any) -> None:
    called = resource.removeprefix("arn:aws:states:::").removesuffix(".waitForTaskToken")
    where = f"{get_region()}:{get_account_id()}"
    match called.removeprefix("aws-sdk:").split(":"):
        case ["lambda", "invoke"]:
            wanted = {("lambda:InvokeFunction", arguments["FunctionName"])}
        case ["dynamodb", action]:
            table = arguments["TableName"]
            wanted = {(f"dynamodb:{action[0].upper()}{action[1:]}", f"arn:aws:dynamodb:{where}:table/{table}")}
        case _:
            raise NotImplementedError(f"what {resource} needs on AWS is not known here")
    for action, arn in wanted:
        if not _allowed(_role_of_the_machine.get(), action, arn, arguments):
            raise stepfunctions._ExecutionError(
                "AccessDeniedException", f"not authorized to perform: {action} on {arn}"
            )


def hold_failed_invocations_to_their_roles() -> None:
    """A function's role decides whether a failed invocation reaches the queue; on AWS it is lost where it does not."""
    route = lambda_svc._route_async_failure

    def routed(target: str, function: str, *more: Any) -> None:
        if _allowed(lambda_svc._functions[function]["config"]["Role"], "sqs:SendMessage", target, {}):
            route(target, function, *more)

    lambda_svc._route_async_failure = routed


BEFORE_AN_EXECUTION = 0.15


def shorten_pauses() -> None:
    """Begin executions at once, and wait 10 ms, not 50, for the first log line of a function that logs nothing."""

    def sleep(seconds: float) -> None:
        if seconds != BEFORE_AN_EXECUTION:
            time.sleep(seconds)

    stepfunctions.time = SimpleNamespace(**{**vars(time), "sleep": sleep})
    lambda_runtime.Worker._drain_stderr_bounded.__defaults__ = (0.010, 0.005, 0.250)


def _allowed(role_arn: str, action: str, resource: str, arguments: Any) -> bool:
    """Whether a role may do this; ``arguments`` are those of the SDK, from which the condition keys are filled."""
    role, account = role_arn.rsplit("/", 1)[1], get_account_id()
    (keys,) = keys_of(action, resource, arguments)
    asked = iam_evaluator.EvalContext(
        principal_arn=f"arn:aws:sts::{account}:assumed-role/{role}/service",
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=get_region(),
        service_context=keys,
    )
    result = iam_evaluator.evaluate(asked, iam_evaluator._gather_role_policies(role, account))
    allowed: bool = result.decision == "Allow"
    _record(asked, allowed)
    return allowed


if __name__ == "__main__":
    FILE = Path(sys.argv.pop(1))
    record_decisions()
    hold_machines_to_their_roles()
    hold_failed_invocations_to_their_roles()
    shorten_pauses()
    runpy.run_module("ministack", run_name="__main__", alter_sys=True)
