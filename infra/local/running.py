"""The desk that ``make run`` runs, for commands that an operator gives beside it."""

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.local.embedded import EmbeddedAws
from infra.local.local_settings import STACK, CannotRun, LocalSettings

ONCE = Config(retries={"total_max_attempts": 1})  # who does not answer on this machine does not run


def outputs(aws: EmbeddedAws, settings: LocalSettings, or_name: str) -> dict[str, str]:
    """The outputs of its stack. ``or_name`` says what names a desk on AWS instead.

    Raises:
        CannotRun: where none runs.
    """
    try:
        stack = aws.client("cloudformation", ONCE).describe_stacks(StackName=STACK)["Stacks"][0]
        return {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
    except (ClientError, BotoCoreError, KeyError):
        raise CannotRun(
            f"No local desk answers at {settings.aws_url}. Start it (make run), name its port (AWS_PORT=<port>), "
            f"or name {or_name}."
        ) from None
