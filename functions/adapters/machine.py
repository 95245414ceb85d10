"""The state machines on AWS Step Functions."""

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from adapters.case_items import task_key
from adapters.dynamodb import Table
from review.case_ids import CaseKind, kind_of
from review.lifecycle import TaskKey

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class ReviewMachine:
    """``review.ports.Machine`` on Step Functions."""

    def __init__(self, client: "SFNClient", arn: str) -> None:
        self._client = client
        self._arn = arn

    def start(self, application_id: str, account_id: str, round_number: int) -> None:
        """See the port."""
        start: dict[str, Any] = {"application_id": application_id, "account_id": account_id, "round": round_number}
        start_once(self._client, self._arn, execution_name(application_id, round_number), start)


class ExceptionMachine:
    """``review.ports.ExceptionMachine`` on Step Functions."""

    def __init__(self, client: "SFNClient", arn: str) -> None:
        self._client = client
        self._arn = arn

    def start(self, case_id: str) -> None:
        """See the port."""
        start_once(self._client, self._arn, execution_name(case_id), {"case_id": case_id})


def execution_name(case_id: str, round_number: int = 1, restarts: int = 0) -> str:
    """The name of an execution: AWS takes each once, and keeps it for 90 days after the execution's end."""
    first = f"{case_id}-{round_number}" if kind_of(case_id) is CaseKind.APPLICATION else case_id
    return f"{first}-r{restarts}" if restarts else first


def start_once(client: "SFNClient", arn: str, name: str, start: dict[str, Any]) -> None:
    """AWS itself refuses a second execution of the same name."""
    with suppress(client.exceptions.ExecutionAlreadyExists):
        client.start_execution(stateMachineArn=arn, name=name, input=json.dumps(start))


class TaskTokens:
    """``review.ports.Waits``. The task token goes from the table to Step Functions, and nowhere else."""

    def __init__(self, client: "SFNClient", table: Table) -> None:
        self._client = client
        self._table = table

    def wake(self, key: TaskKey) -> bool:
        """See the port. A state that waits finds the decision in the table; so the token carries none."""
        item = self._table.get(task_key(key))
        if item is None or "task_token" not in item:
            return False  # the state has yet to come to its wait, and will find the decision there
        errors = self._client.exceptions
        # These two: it was woken before, or it waits anew with another token and finds the decision.
        with suppress(errors.TaskTimedOut, errors.TaskDoesNotExist):
            self._client.send_task_success(taskToken=str(item["task_token"]), output="{}")
            return True
        return False
