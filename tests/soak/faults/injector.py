"""``injector FOLDER``: the embedded AWS, whose calls fail while there is a file ``seed`` in the folder.

The calls of functions and of state machines fail, and no others: each function names itself in the trace header that
every call of an AWS SDK carries. ``calls.jsonl`` in the folder gets a line for each fault, also for those of a slow
machine (a function that its limit of time ends), for each mail that SES took, and each mail that was marked as sent.

Two things of the embedded AWS are put right on the way: an error of a function has its own name, as a state machine
sees it on AWS; and what takes 45 seconds on AWS (``LONGEST_TRY``) takes five, as all other pauses are shorter here.
"""

import asyncio
import contextvars
import json
import re
import runpy
import sys
import threading
from dataclasses import astuple
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from ministack import app
from ministack.core import iam_actions, lambda_runtime
from ministack.core.router import detect_service
from ministack.services import lambda_svc, stepfunctions

from tests.soak.faults import answers
from tests.soak.faults.fault_plan import KILLED, OF_CALLS, OF_EVENTS, OF_TASKS, Caller, FaultPlan, PlannedFault, about

MARK = "faults"
CUT = 0  # no status of HTTP: the answer is cut off
TOO_LATE = 0.3  # seconds; the connection ends then, as the SDK would end it after five
SHORT_TRY = """
    from datetime import timedelta
    for name in ("domain.notifications.messages", "adapters.dynamodb.outbox"):  # where it is, and where it is read
        if name in sys.modules:
            sys.modules[name].LONGEST_TRY = timedelta(seconds=5)
"""
FOLDER = Path()
_lock = threading.Lock()
_fates: list[FaultPlan] = []
_workers: dict[str, Any] = {}
_machine: contextvars.ContextVar[str] = contextvars.ContextVar("_machine", default="")


def fate_of(caller: Caller, call: str, kinds: tuple[PlannedFault, ...]) -> PlannedFault:
    """What becomes of a call; it is written down."""
    seed = FOLDER / "seed"
    with _lock:
        if not seed.exists():
            return PlannedFault.WELL
        if not _fates:
            _fates.append(FaultPlan(seed.read_text("utf-8")))
        fate = _fates[0].of(caller, call, kinds)
    if fate is not PlannedFault.WELL:
        write(caller, call, fate=fate.name)
    return fate


def write(caller: Caller, call: str, **facts: str) -> None:
    """One line of ``calls.jsonl``."""
    line = {"request": caller.request, "function": caller.function, "about": caller.about, "call": call, **facts}
    with _lock, (FOLDER / "calls.jsonl").open("ab", buffering=0) as file:
        file.write(json.dumps(line).encode() + b"\n")


def let_calls_of_functions_fail() -> None:
    """Every call that a function makes comes through one function of the embedded AWS, and is answered by another."""
    dispatch, send = app._dispatch_service_request, app._send_response

    async def dispatched(method: str, path: str, headers: Any, body: bytes, query: Any, request: str) -> Any:
        mark, _, named = headers.get("x-amzn-trace-id", "").partition(";")
        if mark != MARK:
            return await dispatch(method, path, headers, body, query, request)
        params = app._routing_params(method, path, headers, body, query)
        service = detect_service(method, path, headers, params)
        call = str(iam_actions.extract_iam_action(service, method, path, headers, body, params))
        request_id, function, subject = named.split(";")
        caller = Caller(request_id, function, subject or about(body.decode("utf-8", "replace")))
        fate = fate_of(caller, call, OF_CALLS)
        answer = None
        if fate.has_effect:
            answer = await dispatch(method, path, headers, body, query, request)
            _write_what_was_sent(caller, call, body, answer[0])
        return answer if fate is PlannedFault.WELL else await _ended(fate, service, request_id)

    async def sent(sending: Any, status: int, headers: Any, body: Any, **more: Any) -> None:
        if status != CUT:
            await send(sending, status, headers, body, **more)
            return
        # An answer that ends before it is whole: the server closes the connection.
        await sending({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"9999")]})

    app._dispatch_service_request, app._send_response = dispatched, sent


async def _ended(fate: PlannedFault, service: str, request_id: str) -> Any:
    """What the caller gets."""
    if fate is PlannedFault.THROTTLED:
        return answers.throttled(service)
    if fate is PlannedFault.LATE:
        await asyncio.sleep(TOO_LATE)
    if fate in KILLED and (worker := _workers.get(request_id)):
        worker._proc.kill()
    if fate in (PlannedFault.REFUSED, PlannedFault.FAILED_AFTER):
        return answers.refused(service)
    return CUT, {}, b""


def _write_what_was_sent(caller: Caller, call: str, body: bytes, status: int) -> None:
    if status >= 400:
        return
    if call == "ses:SendRawEmail":
        write(caller, call, to=parse_qs(body.decode())["Destinations.member.1"][0])
    elif call == "dynamodb:UpdateItem" and b":message_id" in body:
        write(caller, call, to=json.loads(body)["Key"]["sk"]["S"].rpartition("#")[2])


def let_tasks_of_machines_fail() -> None:
    """A state machine's tasks are done inside the embedded AWS: as calls of the SDK and of functions."""
    execute, call_sdk, call_lambda = (
        stepfunctions._execute_task,
        stepfunctions._invoke_aws_sdk_integration,
        stepfunctions._call_lambda,
    )

    def executed(state: Any, given: Any, execution: Any, context: Any) -> Any:
        _machine.set(f"{execution['name']} {context['State']['Name']}")
        return execute(state, given, execution, context)

    stepfunctions._execute_task = executed
    stepfunctions._invoke_aws_sdk_integration = lambda *call: _task("dynamodb", call_sdk, *call)
    stepfunctions._call_lambda = lambda *call: _task("lambda", call_lambda, *call)


def _task(service: str, do: Any, *call: Any) -> Any:
    execution, _, state = _machine.get().partition(" ")
    fate = fate_of(Caller(execution, "machine", execution), state, OF_TASKS)
    result = do(*call) if fate.has_effect else None
    if fate is not PlannedFault.WELL:
        error = answers.task_error(service, fate is PlannedFault.THROTTLED)
        raise stepfunctions._ExecutionError(error, "injected")
    return result


def let_functions_name_themselves() -> None:
    """A function's own calls carry who it is; its errors carry their names; some events come twice."""
    invoke, execute, without_waiting = (
        lambda_runtime.Worker.invoke,
        lambda_svc._execute_function_warm,
        lambda_svc.invoke_async_with_retry,
    )

    def invoked(self: Any, event: Any, request_id: str, **more: Any) -> Any:
        function = self.config["Handler"].split(".")[-2]
        caller = Caller(request_id, function, about(json.dumps(event)))
        _workers[request_id] = self
        try:
            result = invoke(self, event, request_id, **{**more, "trace_id": f"{MARK};{';'.join(astuple(caller))}"})
        finally:
            del _workers[request_id]
        if str(result.get("error")).startswith("Task timed out"):
            write(caller, "its own limit of time", fate="TIMED_OUT")
        return result

    def executed(function: Any, event: Any, request_id: str) -> Any:
        result = execute(function, event, request_id)
        names = re.findall(r"^domain\.model\.errors\.(\w+)", result.get("log", ""), re.MULTILINE)
        if names and result.get("error"):
            result["body"]["errorType"] = names[-1]
        return result

    def taken(function: Any, event: Any) -> None:
        name = (function.get("config") or function)["Handler"].split(".")[-2]
        fate = fate_of(Caller("", name, about(json.dumps(event))), "event", OF_EVENTS)
        for _ in range(2 if fate is PlannedFault.TWICE else 1):
            without_waiting(function, event)

    lambda_runtime.Worker.invoke = invoked
    lambda_svc._execute_function_warm = executed
    lambda_svc.invoke_async_with_retry = taken
    script = lambda_runtime._PYTHON_WORKER_SCRIPT
    loaded = "        mod = importlib.import_module(module_name)\n"
    assert loaded in script
    shorter = SHORT_TRY.replace("\n    ", "\n        ")
    lambda_runtime._PYTHON_WORKER_SCRIPT = script.replace(loaded, loaded + shorter)


if __name__ == "__main__":
    FOLDER = Path(sys.argv.pop(1))
    let_calls_of_functions_fail()
    let_tasks_of_machines_fail()
    let_functions_name_themselves()
    runpy.run_module("ministack", run_name="__main__", alter_sys=True)
