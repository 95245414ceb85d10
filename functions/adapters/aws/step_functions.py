"""The state machines on AWS Step Functions."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from adapters.dynamodb.items import task_key
from adapters.dynamodb.table import Table
from domain.cases.case import TaskKey
from domain.model.ids import CaseKind, kind_of
from domain.operations.unfinished_rounds import Execution, Unfinished

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class StepFunctionsReviewMachine:
    def __init__(self, client: "SFNClient", arn: str) -> None:
        self._client = client
        self._arn = arn

    def start_review(self, application_id: str, account_id: str, round_number: int) -> None:
        start: dict[str, Any] = {"application_id": application_id, "account_id": account_id, "round": round_number}
        start_once(self._client, self._arn, execution_name(application_id, round_number), start)


class StepFunctionsExceptionMachine:
    def __init__(self, client: "SFNClient", arn: str) -> None:
        self._client = client
        self._arn = arn

    def start_exception(self, case_id: str) -> None:
        start_once(self._client, self._arn, execution_name(case_id), {"case_id": case_id})


class StepFunctionsKeyMachine:
    def __init__(self, client: "SFNClient", arn: str) -> None:
        self._client = client
        self._arn = arn

    def start_change(self, application_id: str, number: int) -> None:
        start_once(self._client, self._arn, change_name(application_id, number), _change(application_id, number))


def _change(application_id: str, number: int) -> dict[str, Any]:
    return {"application_id": application_id, "number": number}


def change_name(application_id: str, number: int, restarts: int = 0) -> str:
    """The name of the execution that carries out a change of a key."""
    return _restarted(f"{application_id}-key-{number}", restarts)


def execution_name(case_id: str, round_number: int = 1, restarts: int = 0) -> str:
    """Unique: AWS refuses a name until 90 days after the end of its execution."""
    first = f"{case_id}-{round_number}" if kind_of(case_id) is CaseKind.APPLICATION else case_id
    return _restarted(first, restarts)


def _restarted(first: str, restarts: int) -> str:
    return f"{first}-r{restarts}" if restarts else first


def start_once(client: "SFNClient", arn: str, name: str, start: dict[str, Any]) -> None:
    """AWS refuses a second execution of the same name."""
    with suppress(client.exceptions.ExecutionAlreadyExists):
        client.start_execution(stateMachineArn=arn, name=name, input=json.dumps(start))


class StepFunctionsWaits:
    """Task tokens go from the table to Step Functions, and nowhere else."""

    def __init__(self, client: "SFNClient", table: Table) -> None:
        self._client = client
        self._table = table

    def resume(self, key: TaskKey) -> bool:
        """The waiting state reads the decision from the table, so the call carries none."""
        item = self._table.get(task_key(key))
        if item is None or "task_token" not in item:
            return False  # the state does not wait yet, and will find the decision
        errors = self._client.exceptions
        # It was resumed before, or waits again with another token and finds the decision.
        with suppress(errors.TaskTimedOut, errors.TaskDoesNotExist):
            self._client.send_task_success(taskToken=str(item["task_token"]), output="{}")
            return True
        return False


RUNNING = ("RUNNING", "PENDING_REDRIVE")


class StepFunctionsExecutions:
    """Eventually consistent."""

    def __init__(self, client: "SFNClient", review_arn: str, exception_arn: str, key_arn: str) -> None:
        self._client = client
        self._arns = {CaseKind.APPLICATION: review_arn, CaseKind.EXCEPTION: exception_arn}
        self._key_arn = key_arn

    def get_execution(self, unfinished: Unfinished) -> Execution | None:
        arn = self._arn(unfinished).replace(":stateMachine:", ":execution:")
        try:
            found = self._client.describe_execution(executionArn=f"{arn}:{_name(unfinished)}")
        except self._client.exceptions.ExecutionDoesNotExist:
            return None
        ended = "" if found["status"] in RUNNING else found.get("error") or found["status"]
        lived = found.get("stopDate", datetime.now(UTC)) - found["startDate"]
        return Execution(lived=max(lived, timedelta()), ended=ended)

    def start_execution(self, unfinished: Unfinished) -> None:
        start_once(self._client, self._arn(unfinished), _name(unfinished), _input(unfinished))

    def _arn(self, unfinished: Unfinished) -> str:
        return self._key_arn if unfinished.key.key_change else self._arns[kind_of(unfinished.key.case_id)]


def _name(unfinished: Unfinished) -> str:
    if unfinished.key.key_change:
        return change_name(unfinished.key.case_id, unfinished.key.key_change, unfinished.restarts)
    return execution_name(unfinished.key.case_id, unfinished.key.round, unfinished.restarts)


def _input(unfinished: Unfinished) -> dict[str, Any]:
    """For the first execution, the same input as each machine's start gives."""
    if unfinished.key.key_change:
        return _change(unfinished.key.case_id, unfinished.key.key_change)
    if kind_of(unfinished.key.case_id) is CaseKind.EXCEPTION:
        return {"case_id": unfinished.key.case_id}
    return {
        "application_id": unfinished.key.case_id,
        "account_id": unfinished.account_id,
        "round": unfinished.key.round,
    }
