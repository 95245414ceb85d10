"""A desk on which nothing is left of the test before: no cases, no executions, nothing unhandled."""

from contextlib import suppress
from typing import Any

from infra.local import seeds
from infra.local.desk import LocalDesk
from tests.e2e.people import SESSIONS


def quiet_down(desk: LocalDesk) -> None:
    """Stop every execution, empty the table, the queue and the mailbox, and store staff and demo accounts again."""
    _stop_executions(desk.aws.client("stepfunctions"))
    _empty(desk.aws.client("dynamodb"), desk.outputs["TableName"])
    seeds.seed_staff(desk.aws.client("dynamodb"), desk.outputs["TableName"])
    desk.aws.client("sqs").purge_queue(QueueUrl=desk.outputs["UnhandledQueue"])
    desk.mailbox._mails.clear()  # the links in them lead nowhere any more
    SESSIONS.clear()
    seeds.seed(desk.aws.owner, desk.api_url)


def _stop_executions(machines: Any) -> None:
    for machine in machines.list_state_machines()["stateMachines"]:
        pages = machines.get_paginator("list_executions").paginate(
            stateMachineArn=machine["stateMachineArn"], statusFilter="RUNNING"
        )
        for execution in [one for page in pages for one in page["executions"]]:
            with suppress(machines.exceptions.ClientError):  # it has just ended
                machines.stop_execution(executionArn=execution["executionArn"])


def _empty(tables: Any, name: str) -> None:
    pages = tables.get_paginator("scan").paginate(TableName=name, ProjectionExpression="pk, sk")
    for item in [item for page in pages for item in page["Items"]]:
        tables.delete_item(TableName=name, Key=item)
