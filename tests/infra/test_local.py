"""The local runner, as a person at a terminal sees it."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from infra import diagram
from infra.local import definition
from infra.local.local_settings import free_port
from tests.e2e.people import eventually
from tests.examples import ROOT


def environment(**changes: str) -> dict[str, str]:
    ports = {name: str(free_port()) for name in ("PORT", "SMTP_PORT", "AWS_PORT")}
    return {**os.environ, "PYTHONUNBUFFERED": "1", **ports, **changes}


def run(**changes: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "infra.local"]
    return subprocess.run(command, cwd=ROOT, env=environment(**changes), capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["PORT", "SMTP_PORT", "AWS_PORT"])
def test_a_port_that_is_taken_is_named_with_a_way_out(name: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        answer = run(**{name: str(port)})

    assert answer.returncode == 1
    assert f"Port {port} is taken" in answer.stderr
    assert f"make run {name}=" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_folder_in_which_another_desk_runs_is_named_with_a_way_out(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        answer = run(KEYDESK_FOLDER=str(tmp_path))

    assert answer.returncode == 1
    assert f"Another desk runs in {tmp_path}" in answer.stderr
    assert "make run KEYDESK_FOLDER=" in answer.stderr


@pytest.mark.parametrize("port", ["eight", "0", "70000", "-1"])
def test_what_is_no_port_is_named(port: str) -> None:
    answer = run(PORT=port)

    assert answer.returncode == 1
    assert f"PORT={port} is no port" in answer.stderr


@pytest.mark.parametrize("python", ["", "./old-python"])
def test_a_python_that_is_too_old_is_named(tmp_path: Path, python: str) -> None:
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


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, str], str]]:
    """A local desk that says it is ready, its settings, and what it printed."""
    settings = environment(KEYDESK_FOLDER=str(tmp_path))
    command = [sys.executable, "-m", "infra.local"]
    with subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            printed = ""
            for line in process.stdout:
                printed += line
                if "Stop with Ctrl-C" in line:
                    break
            yield process, settings, printed
        finally:
            process.terminate()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_says_what_it_does_and_where_it_is_and_stops_cleanly(
    started: tuple[subprocess.Popen[str], dict[str, str], str], ending: signal.Signals
) -> None:
    process, settings, printed = started
    url = f"http://localhost:{settings['PORT']}"
    assert "- Deploying template.yaml" in printed
    assert f"{url}/inbox" in printed
    assert httpx.get(f"{url}/inbox", timeout=60).status_code == 200

    process.send_signal(ending)

    assert process.wait(timeout=30) == (-9 if ending is signal.SIGKILL else 0)
    eventually(lambda: not open_ports(settings), lambda: f"still open: {open_ports(settings)}")
    if ending is not signal.SIGKILL:  # else the next run tidies up
        assert not (Path(settings["KEYDESK_FOLDER"]) / "workers").exists(), "unpacked archives are left behind"


def open_ports(settings: dict[str, str]) -> list[str]:
    found = []
    for name in ("PORT", "SMTP_PORT", "AWS_PORT"):
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", int(settings[name]))) == 0:
                found.append(name)
    return found


@pytest.mark.parametrize("machine", diagram.PAGES)
def test_the_picture_of_a_state_machine_is_of_it_as_it_is(machine: str) -> None:
    page = diagram.PAGES[machine].read_text("utf-8")

    assert diagram.draw(definition.load(definition.SOURCES[machine])) in page


def test_the_state_is_kept_only_once_that_of_the_last_run_has_been_read(tmp_path: Path) -> None:
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
