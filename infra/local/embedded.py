"""The embedded AWS as a process of ours: started with IAM enforced, on 127.0.0.1, and stopped with us."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import boto3
import httpx
from botocore.config import Config

from infra.local import state_snapshots
from infra.local.local_settings import REGION, ROOT, CannotRun, LocalSettings

STARTS_WITHIN = 60  # seconds
STOPS_WITHIN = 30  # seconds: it writes what it keeps


class EmbeddedAws:
    """One embedded AWS for one local desk; ``program`` is the module that is run as it, and what that is told."""

    def __init__(self, settings: LocalSettings, program: tuple[str, ...] = ("ministack",)) -> None:
        self._settings = settings
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        work = self._settings.work
        work.mkdir(parents=True, exist_ok=True)
        self._forget_workers()  # of a run that was killed
        self._unpacked.mkdir()
        with (work / "aws.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "infra.local.exit_with_parent", *self._program],
                cwd=ROOT,
                env=self._environment(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is ours: we stop it in order
            )
        deadline = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise CannotRun(f"The embedded AWS did not start; {work / 'aws.log'} says why.")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop it, and its functions' processes with it."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._gone()

    def kill(self) -> None:
        """Let it end as in a power failure: it can write nothing more."""
        assert self._process
        self._process.kill()
        self._gone()

    def save(self) -> None:
        """Wait until all that it knows now is on the disk."""
        asked = self._settings.state / state_snapshots.ASKED
        asked.parent.mkdir(parents=True, exist_ok=True)
        asked.touch()
        deadline = time.monotonic() + STOPS_WITHIN
        while asked.exists():
            if time.monotonic() > deadline:
                raise CannotRun(f"The embedded AWS cannot write to {asked.parent}.")
            time.sleep(0.05)

    def _gone(self) -> None:
        """Tidy up behind it: its functions' processes have ended with it."""
        assert self._process
        assert self._process.stdin
        self._process.wait()
        self._process.stdin.close()
        self._process = None
        self._forget_workers()

    @property
    def _unpacked(self) -> Path:
        """Where each worker unpacks its archive: the embedded AWS leaves them behind."""
        return self._settings.work / "workers"

    def _forget_workers(self) -> None:
        shutil.rmtree(self._unpacked, ignore_errors=True)

    def client(self, service: Any, config: Config | None = None) -> Any:
        """A client with the rights of the account's owner."""
        return boto3.client(
            service,
            config=config,
            endpoint_url=self._settings.aws_url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self._settings.aws_url}/_ministack/health", timeout=1).is_success
        except httpx.HTTPError:
            return False

    def _environment(self) -> dict[str, str]:
        # The person's own AWS settings must reach neither the embedded AWS nor the functions.
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "PYTHON"))}
        state = {"PERSIST_STATE": "1", "S3_PERSIST": "1", "STATE_DIR": str(self._settings.state)}
        return (
            (state if self._settings.keeps_state else {})
            | kept
            | {
                "TMPDIR": str(self._unpacked),
                "AUTH": "true",
                "BIND_HOST": "127.0.0.1",
                "GATEWAY_PORT": str(self._settings.aws_port),
                "MINISTACK_REGION": REGION,
                "S3_DATA_DIR": str(self._settings.state / "objects"),
                "SMTP_HOST": f"127.0.0.1:{self._settings.relay_port}",
                "IOT_MTLS_ENABLED": "0",
                "SFTP_ENABLED": "0",
            }
        )
