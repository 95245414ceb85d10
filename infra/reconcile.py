"""Has the desk compare what runs with what the table says, and mend it, now: ``make reconcile``."""

import argparse
import json
import sys
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.local.embedded import EmbeddedAws
from infra.local.local_settings import CannotRun, from_environment
from infra.local.running import outputs

PATIENCE = Config(read_timeout=900, retries={"total_max_attempts": 1})  # as long as the function may take


def reconcile(functions: Any, function: str) -> int:
    """Invoke the function as an operator; answers with how much was mended.

    Raises:
        CannotRun: if it failed, with its error.
    """
    answer = functions.invoke(FunctionName=function, Payload=json.dumps({"at_once": True}))
    payload = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise CannotRun(f"{payload.get('errorMessage', payload)}; the function's log names each case")
    return int(payload["mended"])


def of_local_desk() -> tuple[Any, str]:
    """A client of the desk that ``make run`` runs, and its function.

    Raises:
        CannotRun: where none runs.
    """
    settings = from_environment()
    aws = EmbeddedAws(settings)
    found = outputs(aws, settings, "the function on AWS (FUNCTION=<arn>)")
    return aws.client("lambda", PATIENCE), found["ReconcileFunction"]


def on_aws(arn: str) -> tuple[Any, str]:
    """A client with the caller's own credentials, in the function's own region, and the function."""
    region = arn.split(":")[3] if arn.startswith("arn:") else None
    return boto3.client("lambda", region_name=region, config=PATIENCE), arn


def main() -> int:
    """Print how much was mended; answers with the exit status: 1 where something could not be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("function", nargs="?", help="the function's ARN on AWS; the running local desk's unless given")
    given = parser.parse_args()
    try:
        mended = reconcile(*(on_aws(given.function) if given.function else of_local_desk()))
    except (CannotRun, ClientError, BotoCoreError) as error:
        print(f"Not everything could be mended: {error}", file=sys.stderr)
        return 1
    print(f"{mended} mended")
    return 0


if __name__ == "__main__":
    sys.exit(main())
