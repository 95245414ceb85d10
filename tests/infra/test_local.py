"""The local runner, as a person at a terminal sees it."""

import fcntl
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from domain.cases.staff import StaffMember, StaffRole
from infra.local import __main__ as local
from infra.local.local_settings import LocalSettings, free_port, from_environment
from infra.local.seeds import STAFF
from infra.local.welcome import welcome
from tests.e2e.people import eventually
from tests.examples import ROOT

Refused = Callable[..., str]


def environment(**changes: str) -> dict[str, str]:
    ports = {name: str(free_port()) for name in ("PORT", "SMTP_PORT", "AWS_PORT")}
    return {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": "functions", **ports, **changes}


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Runs the local desk with these settings, which it refuses; returns what it says."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    def run(**changes: str) -> str:
        for name, value in environment(**changes).items():
            monkeypatch.setenv(name, value)
        assert local.main() == 1
        return capsys.readouterr().err

    return run


@pytest.mark.parametrize("name", ["PORT", "SMTP_PORT", "AWS_PORT"])
def test_port_that_is_taken_is_named_with_a_way_out(refused: Refused, name: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        said = refused(**{name: str(port)})

    assert f"Port {port} is taken" in said
    assert f"make run {name}=" in said


def test_folder_in_which_another_desk_runs_is_named_with_a_way_out(refused: Refused, tmp_path: Path) -> None:
    with (tmp_path / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        said = refused(KEYDESK_FOLDER=str(tmp_path))

    assert f"Keydesk is already running in {tmp_path}" in said
    assert "make run KEYDESK_FOLDER=" in said


@pytest.mark.parametrize("port", ["eight", "0", "70000", "-1"])
def test_value_that_is_no_port_is_named(refused: Refused, port: str) -> None:
    assert f"PORT={port} isn't a port" in refused(PORT=port)


@pytest.mark.parametrize("python", ["", "./old-python"])
def test_python_that_is_too_old_is_named(tmp_path: Path, python: str) -> None:
    old = tmp_path / "old-python"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.1\nexit 1\n')
    old.chmod(0o755)
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")

    answer = subprocess.run(
        ["make", "run", f"PYTHON={python}"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert answer.returncode != 0
    assert "needs Python 3.11 or newer" in answer.stdout
    assert "found Python 3" in answer.stdout


def test_welcome_fits_a_terminal_and_says_who_can_sign_in() -> None:
    roles: dict[StaffRole, tuple[str, ...]] = STAFF
    staff = [StaffMember(address=one, roles=frozenset({role})) for role, people in roles.items() for one in people]
    both = StaffMember(address="both@staff.example", roles=frozenset({StaffRole.OPERATOR, StaffRole.REVIEWER}))

    printed = welcome(LocalSettings(18_000, 18_025, 14_566), [*staff, both])

    assert max(map(len, printed.splitlines())) <= 80
    first, *_ = re.findall(r"http://\S+", printed)
    assert first == "http://localhost:18000/inbox/tour"
    assert re.search(r"reviewer\.one@staff\.example +Reviewer", printed)
    assert re.search(r"both@staff\.example +.*Operator", printed)
    assert "lead@staff.example" not in printed, "escalation contacts cannot sign in"


def test_welcome_does_not_list_a_large_staff() -> None:
    staff = [StaffMember(address=f"{n}@staff.example", roles=frozenset({StaffRole.REVIEWER})) for n in range(90)]

    printed = welcome(LocalSettings(8000, 8025, 4566), staff)

    assert "and 70 more" in printed


@pytest.mark.parametrize(("value", "has_demo"), [("", True), ("1", False)])
def test_demo_data_can_be_left_out(monkeypatch: pytest.MonkeyPatch, value: str, has_demo: bool) -> None:
    monkeypatch.setenv("KEYDESK_NO_DEMO", value)

    assert from_environment().has_demo is has_demo


def test_run_says_where_it_is_and_stops_cleanly_by_ctrl_c(tmp_path: Path) -> None:
    settings = environment(KEYDESK_FOLDER=str(tmp_path), KEYDESK_NO_DEMO="1")
    url = f"http://localhost:{settings['PORT']}"
    command = [sys.executable, "-m", "infra.local"]
    with subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        printed = ""
        while "Stop with Ctrl-C" not in printed and (line := process.stdout.readline()):
            printed += line
        try:
            assert "- Deploying template.yaml" in printed
            assert f"{url}/inbox/tour" in printed
            assert re.search(r"operator@staff\.example +Operator", printed)
            assert httpx.get(f"{url}/inbox", timeout=60).status_code == 200
            assert stat.S_IMODE((tmp_path / "aws-key").stat().st_mode) == 0o600
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
    eventually(lambda: not open_ports(settings), lambda: f"still open: {open_ports(settings)}")
    assert not (tmp_path / "workers").exists(), "unpacked archives are left behind"


@pytest.mark.parametrize("ending", local.ENDINGS)
def test_every_signal_that_ends_it_stops_the_desk(ending: signal.Signals) -> None:
    script = (
        "import os, sys; from infra.local import __main__ as main\n"
        "class Desk:\n"
        "    def __init__(self, *_, **__): pass\n"
        f"    def start(self): os.kill(os.getpid(), {ending:d})\n"
        "    def stop(self): print('stopped')\n"
        "main.LocalDesk = Desk\n"
        "sys.exit(main.main())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )

    assert "stopped" in ran.stdout


def test_embedded_aws_ends_with_a_desk_that_is_killed() -> None:
    command = [sys.executable, "-m", "infra.local.embedded_process", "http.server", "--bind", "127.0.0.1", "0"]
    starter = (
        "import subprocess, time\n"
        f"print(subprocess.Popen({command}, stdin=subprocess.PIPE).pid, flush=True)\n"
        "time.sleep(60)"
    )
    given = environment(AWS_ACCESS_KEY_ID="of nobody", AWS_SECRET_ACCESS_KEY="of nobody")
    with subprocess.Popen(
        [sys.executable, "-c", starter], cwd=ROOT, env=given, stdout=subprocess.PIPE, text=True
    ) as desk:
        assert desk.stdout
        started = int(desk.stdout.readline())
        assert "Serving" in desk.stdout.readline()
        desk.kill()

    eventually(lambda: not is_running(started), lambda: "it has outlived its desk")


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return not Path(f"/proc/{process}/stat").exists() or " Z " not in Path(f"/proc/{process}/stat").read_text()


def open_ports(settings: dict[str, str]) -> list[str]:
    found = []
    for name in ("PORT", "SMTP_PORT", "AWS_PORT"):
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", int(settings[name]))) == 0:
                found.append(name)
    return found


def test_state_is_saved_only_after_that_of_the_last_run_was_read(tmp_path: Path) -> None:
    """On a slow machine the embedded AWS was still reading it when it was first written over."""
    script = (
        "import threading\n"
        "from ministack import app\n"
        "from infra.local import embedded_process\n"
        "threads = lambda: [thread.name for thread in threading.enumerate()]\n"
        "embedded_process.begin_snapshots()\n"
        "before = embedded_process.THREAD in threads()\n"
        "app._load_persisted_state()\n"
        "print(before, embedded_process.THREAD in threads())\n"
    )
    environment = {**os.environ, "PERSIST_STATE": "1", "STATE_DIR": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    assert ran.stdout.split()[-2:] == ["False", "True"]
