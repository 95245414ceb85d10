"""The executions of both state machines on AWS Step Functions."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from adapters.machine import execution_name, start_once
from review.case_ids import CaseKind, kind_of
from review.unfinished import Execution, Unfinished

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

RUNNING = ("RUNNING", "PENDING_REDRIVE")


class StepFunctions:
    """``review.ports.Executions``. What AWS says of an execution may be behind by a moment."""

    def __init__(self, client: "SFNClient", review_arn: str, exception_arn: str) -> None:
        self._client = client
        self._arns = {CaseKind.APPLICATION: review_arn, CaseKind.EXCEPTION: exception_arn}

    def of(self, one: Unfinished) -> Execution | None:
        """See the port."""
        arn = self._arn(one).replace(":stateMachine:", ":execution:")
        try:
            found = self._client.describe_execution(executionArn=f"{arn}:{_name(one)}")
        except self._client.exceptions.ExecutionDoesNotExist:
            return None
        ended = "" if found["status"] in RUNNING else found.get("error") or found["status"]
        lived = found.get("stopDate", datetime.now(UTC)) - found["startDate"]
        return Execution(lived=max(lived, timedelta()), ended=ended)

    def start(self, one: Unfinished) -> None:
        """See the port."""
        start_once(self._client, self._arn(one), _name(one), _input(one))

    def _arn(self, one: Unfinished) -> str:
        return self._arns[kind_of(one.key.case_id)]


def _name(one: Unfinished) -> str:
    return execution_name(one.key.case_id, one.key.round, one.restarts)


def _input(one: Unfinished) -> dict[str, Any]:
    """That of the first execution is what its round was, or would have been, started with at the front desk."""
    if kind_of(one.key.case_id) is CaseKind.EXCEPTION:
        return {"case_id": one.key.case_id}
    start = {"application_id": one.key.case_id, "account_id": one.account_id, "round": one.key.round}
    return {**start, "is_judged": True} if one.restarts and one.is_judged else start
