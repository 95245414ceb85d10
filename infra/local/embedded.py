"""The embedded AWS as a child process, with IAM enforced, on 127.0.0.1."""

import json
import os
import shutil
import subprocess
import sys
import time
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import httpx
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import BotoCoreError, ClientError

from infra.local import embedded_process
from infra.local.guard import owner_key
from infra.local.local_settings import REGION, ROOT, STACK, CannotRun, LocalSettings, from_environment

STARTS_WITHIN = 60  # seconds
STOPS_WITHIN = 30  # seconds: it writes its state
ONE_TRY = Config(retries={"total_max_attempts": 1})  # whatever does not answer on this machine is not running


def running_desk(alternative: str) -> tuple["EmbeddedAws", dict[str, str]]:
    """The embedded AWS of the desk that ``make run`` runs, and the outputs of its stack.

    Raises:
        CannotRun: if none runs. Its message names the ``alternative``.
    """
    settings = from_environment()
    aws = EmbeddedAws(settings)
    try:
        stack = aws.client("cloudformation", ONE_TRY).describe_stacks(StackName=STACK)["Stacks"][0]
        return aws, {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    except (ClientError, BotoCoreError, KeyError, OSError):
        raise CannotRun(
            f"Keydesk isn't running at {settings.aws_url} with the key in {settings.work}. Start it (make run), name "
            f"its port and folder (AWS_PORT=<port> KEYDESK_FOLDER=<folder>), or name {alternative}."
        ) from None


def invoke(functions: Any, function: str, event: Any, failure: type[Exception]) -> dict[str, Any]:
    """Invoke a function; returns what it returned. Raises ``failure`` if it failed."""
    response = functions.invoke(FunctionName=function, Payload=json.dumps(event))
    payload: dict[str, Any] = json.loads(response["Payload"].read())
    if "FunctionError" in response:
        raise failure(f"The function failed: {payload.get('errorMessage') or payload}")
    return payload


class EmbeddedAws:
    """``program`` is the module that is run as the embedded AWS, and its arguments."""

    def __init__(self, settings: LocalSettings, program: tuple[str, ...] = ("ministack",)) -> None:
        self._settings = settings
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it responds."""
        work = self._settings.work
        work.mkdir(parents=True, exist_ok=True)
        self._delete_workers()  # of a run that was killed
        self._unpacked.mkdir()
        self.owner = owner_key.renew(self._settings.key_file)
        with (work / "aws.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "infra.local.embedded_process", *self._program],
                cwd=ROOT,
                env=self._environment(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C must not reach it: it is stopped in order
            )
        deadline = time.monotonic() + STARTS_WITHIN
        while not self._responds():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise CannotRun(f"The embedded AWS did not start; {work / 'aws.log'} says why.")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop it and the processes of its functions."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._clean_up()

    def kill(self) -> None:
        """End it as in a power failure."""
        assert self._process
        self._process.kill()
        self._clean_up()

    def save(self) -> None:
        """Wait until all of its state is on the disk."""
        asked = self._settings.state / embedded_process.REQUEST
        asked.parent.mkdir(parents=True, exist_ok=True)
        asked.touch()
        deadline = time.monotonic() + STOPS_WITHIN
        while asked.exists():
            if time.monotonic() > deadline:
                raise CannotRun(f"The embedded AWS cannot write to {asked.parent}.")
            time.sleep(0.05)

    def _clean_up(self) -> None:
        assert self._process
        assert self._process.stdin
        self._process.wait()
        self._process.stdin.close()
        self._process = None
        self._delete_workers()

    @property
    def _unpacked(self) -> Path:
        """Where each worker unpacks its archive. The embedded AWS does not delete them."""
        return self._settings.work / "workers"

    def _delete_workers(self) -> None:
        shutil.rmtree(self._unpacked, ignore_errors=True)

    @cached_property
    def owner(self) -> Credentials:
        """The key of the account's owner, who has all rights."""
        return owner_key.read(self._settings.key_file)

    def client(self, service: Any, config: Config | None = None) -> Any:
        """A client with the owner's key."""
        return boto3.client(
            service,
            config=config,
            endpoint_url=self._settings.aws_url,
            region_name=REGION,
            aws_access_key_id=self.owner.access_key,
            aws_secret_access_key=self.owner.secret_key,
        )

    def _responds(self) -> bool:
        try:
            return httpx.get(f"{self._settings.aws_url}/_ministack/health", timeout=1).is_success
        except httpx.HTTPError:
            return False

    def _environment(self) -> dict[str, str]:
        # The user's own AWS settings must reach neither the embedded AWS nor the functions.
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "PYTHON"))}
        state = {"PERSIST_STATE": "1", "S3_PERSIST": "1", "STATE_DIR": str(self._settings.state)}
        return (
            (state if self._settings.keeps_state else {})
            | kept
            | {
                "TMPDIR": str(self._unpacked),
                "AUTH": "true",
                "AWS_ACCESS_KEY_ID": self.owner.access_key,
                "AWS_SECRET_ACCESS_KEY": self.owner.secret_key,
                "BIND_HOST": "127.0.0.1",
                "GATEWAY_PORT": str(self._settings.aws_port),
                "MINISTACK_REGION": REGION,
                "S3_DATA_DIR": str(self._settings.state / "objects"),
                "SMTP_HOST": f"127.0.0.1:{self._settings.relay_port}",
                "IOT_MTLS_ENABLED": "0",
                "SFTP_ENABLED": "0",
            }
        )
