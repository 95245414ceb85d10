"""Folders, ports and names of the local desk."""

import os
import random
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAIL_DOMAIN = "desk.example"
ACCOUNT = "000000000000"  # of the embedded AWS
REGION = "us-east-1"
STACK = "keydesk"
KEYS_STACK = "keydesk-keys"
SAFETY_TEAM = ("safety@staff.example",)
REVIEWERS = ("reviewer.one@staff.example", "reviewer.two@staff.example")
EXCEPTION_APPROVERS = ("approver@staff.example",)
ESCALATION = ("lead@staff.example",)
ACCOUNT_MANAGERS = ("marlow@staff.example",)
OPERATORS = ("operator@staff.example",)


class CannotRun(Exception):
    """The message says what is wrong on this machine, and how to fix it."""


def _port(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotRun(f"{name}={text} isn't a port. Use a number from 1 to 65535: make run {name}={default}")
    return int(text)


def free_port() -> int:
    """An unused port, outside of the range for outgoing connections."""
    while True:
        port = random.randrange(15_000, 30_000)
        with socket.socket() as sock, suppress(OSError):
            sock.bind(("127.0.0.1", port))
            return port


def _answers(address: str, port: int) -> bool:
    """Whether something listens on a port."""
    try:
        socket.create_connection((address, port), timeout=1).close()
    except OSError:
        return False
    return True


@dataclass(frozen=True)
class LocalSettings:
    """Everything listens on 127.0.0.1 only. With ``keeps_state``, the next desk in the folder continues this one.

    With ``has_demo``, ``make run`` adds the demo data to a fresh folder.
    """

    port: int
    smtp_port: int
    aws_port: int
    relay_port: int = field(default_factory=free_port)
    work: Path = ROOT / ".keydesk"
    keeps_state: bool = True
    has_demo: bool = False

    @property
    def state(self) -> Path:
        return self.work / "state"

    @property
    def key_file(self) -> Path:
        """Where the access key for the embedded AWS is."""
        return self.work / "aws-key"

    def kept(self, name: str) -> Path | None:
        """The path of a file that is kept between runs, if anything is."""
        return self.state / name if self.keeps_state else None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def slack_url(self) -> str:
        """The stand-in for Slack's incoming webhook."""
        return f"http://127.0.0.1:{self.port}/inbox/slack"

    @property
    def aws_url(self) -> str:
        return f"http://127.0.0.1:{self.aws_port}"

    def api_url(self, api_id: str) -> str:
        """The stage of the REST API on the embedded AWS."""
        return f"{self.aws_url}{self.stage(api_id)}"

    def stage(self, api_id: str) -> str:
        """The path of the stage there."""
        return f"/_aws/execute-api/{api_id}/desk"

    def check_ports(self) -> None:
        """Raise ``CannotRun`` if a port is in use."""
        for name, port in (("PORT", self.port), ("SMTP_PORT", self.smtp_port), ("AWS_PORT", self.aws_port)):
            if any(_answers(address, port) for address in ("127.0.0.1", "::1")):
                raise CannotRun(
                    f"Port {port} is taken by another program. Stop it, or choose another port: "
                    f"make run {name}={free_port()}"
                )


def from_environment() -> LocalSettings:
    """The settings in PORT, SMTP_PORT, AWS_PORT, KEYDESK_FOLDER and KEYDESK_NO_DEMO."""
    work = ROOT / (os.environ.get("KEYDESK_FOLDER") or ".keydesk")
    has_demo = not os.environ.get("KEYDESK_NO_DEMO")
    ports = (_port("PORT", 8000), _port("SMTP_PORT", 8025), _port("AWS_PORT", 4566))
    return LocalSettings(*ports, work=work, has_demo=has_demo)


def marketplace_file() -> Path:
    """The file in MARKETPLACE, which says whose Keydesk it is."""
    return ROOT / (os.environ.get("MARKETPLACE") or "functions/marketplace.toml")


def for_tests(work: Path, *, keeps_state: bool = False) -> LocalSettings:
    """Settings that collide with no running desk."""
    return LocalSettings(free_port(), free_port(), free_port(), work=work, keeps_state=keeps_state)
