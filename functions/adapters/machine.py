"""The review state machine on AWS Step Functions."""

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from adapters.cases import task_key
from adapters.dynamodb import Table
from review.lifecycle import TaskKey

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class StepFunctionsMachine:
    """``review.ports.Machine`` on Step Functions. The task token goes from the table to Step Functions only."""

    def __init__(self, client: "SFNClient", table: Table, state_machine_arn: str) -> None:
        self._client = client
        self._table = table
        self._state_machine_arn = state_machine_arn

    def start(self, application_id: str, account_id: str, round_number: int) -> None:
        """See the port. AWS itself refuses a second execution of the same name."""
        start = {"application_id": application_id, "account_id": account_id, "round": round_number}
        with suppress(self._client.exceptions.ExecutionAlreadyExists):
            self._client.start_execution(
                stateMachineArn=self._state_machine_arn,
                name=f"{application_id}-{round_number}",
                input=json.dumps(start),
            )

    def wake(self, key: TaskKey) -> None:
        """See the port. A state that waits finds the decision in the table; so the token carries none."""
        item = self._table.get(task_key(key))
        if item is None or "task_token" not in item:
            return  # the state has yet to come to its wait, and will find the decision there
        errors = self._client.exceptions
        # These two: it was woken before, or it waits anew with another token and finds the decision.
        with suppress(errors.TaskTimedOut, errors.TaskDoesNotExist):
            self._client.send_task_success(taskToken=str(item["task_token"]), output="{}")
