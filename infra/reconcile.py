"""Runs the reconciliation now: ``make reconcile``."""

import argparse
import json
import sys
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.local.embedded import running_desk
from infra.local.local_settings import CannotRun

PATIENCE = Config(read_timeout=900, retries={"total_max_attempts": 1})  # as long as the function may take


def reconcile(functions: Any, function: str) -> int:
    """Invoke the function as an operator; returns the number of repairs.

    Raises:
        CannotRun: if it failed, with its error.
    """
    response = functions.invoke(FunctionName=function, Payload=json.dumps({"at_once": True}))
    payload = json.loads(response["Payload"].read())
    if "FunctionError" in response:
        raise CannotRun(f"{payload.get('errorMessage') or payload}; the function's log names each case")
    return int(payload["repaired"])


def of_local_desk() -> tuple[Any, str]:
    aws, outputs = running_desk("the function on AWS (FUNCTION=<arn>)")
    return aws.client("lambda", PATIENCE), outputs["ReconcileFunction"]


def on_aws(arn: str) -> tuple[Any, str]:
    """A client with the caller's credentials, in the region of the function."""
    region = arn.split(":")[3] if arn.startswith("arn:") else None
    return boto3.client("lambda", region_name=region, config=PATIENCE), arn


def main() -> int:
    """The exit status is 1 if something could not be repaired."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "function", nargs="?", help="the function's ARN on AWS; default: the local Keydesk that is running"
    )
    arguments = parser.parse_args()
    try:
        repaired = reconcile(*(on_aws(arguments.function) if arguments.function else of_local_desk()))
    except (CannotRun, ClientError, BotoCoreError) as error:
        print(f"Not everything could be repaired: {error}", file=sys.stderr)
        return 1
    print(f"{repaired} repaired")
    return 0


if __name__ == "__main__":
    sys.exit(main())
