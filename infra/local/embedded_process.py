"""``python -m infra.local.embedded_process MODULE``: run the embedded AWS, end it with its starter, and keep its state.

It is changed to enforce more of what AWS does, and to refuse calls of websites (``infra.local.guard``).

Standard input is a pipe from the starter, to which nothing is ever written: it ends when the starter ends, even if that
was killed. So no embedded AWS outlives its desk.

The embedded AWS writes its state to files only when it is stopped in order. So a thread of its process writes what
changes with every review each second, and all of it on request. A killed process loses what happened since the last
writing, except in DynamoDB, which loses nothing that it has acknowledged. Streams of tables are not kept: what was not
read of them when the process ended is lost.
"""

import os
import runpy
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CHANGING = ("dynamodb", "stepfunctions", "sqs", "apigateway_v1")  # objects are files already
"""The others change by deployments only."""
PAUSE = 1.0  # seconds; longer where writing takes more than a tenth of the time
THREAD = "state snapshots"
REQUEST = "save-all"  # a file of this name asks for all, and is deleted when all is written


def begin_snapshots() -> None:
    """Write the state to ``STATE_DIR``, but only after the old state was read from there."""
    from ministack import app

    read = app._load_persisted_state

    def read_and_begin() -> None:
        read()
        _begin_streams_anew()
        threading.Thread(
            target=_write_repeatedly, args=(Path(os.environ["STATE_DIR"]),), name=THREAD, daemon=True
        ).start()

    app._load_persisted_state = read_and_begin


def _begin_streams_anew() -> None:
    """Forget how far each function had read its table's stream, which is not kept: its next record is the first."""
    from ministack.services import lambda_svc

    lambda_svc._dynamodb_stream_positions.clear()


def _write_repeatedly(folder: Path) -> None:
    took = 0.0
    while True:
        time.sleep(max(PAUSE, 10 * took) if not (folder / REQUEST).exists() else 0)
        began = time.monotonic()
        _write(folder)
        took = time.monotonic() - began


def _write(folder: Path) -> None:
    from ministack import app
    from ministack.core import persistence

    states: dict[str, Callable[[], Any]] = app._build_persistence_save_dict()
    is_asked = (folder / REQUEST).exists()
    for name in states if is_asked else [name for name in states if name in CHANGING]:
        persistence.save_state(name, _read(states[name]))
    if is_asked:
        (folder / REQUEST).unlink()


def _read(state: Callable[[], Any]) -> Any:
    """A copy of a service's state, which fails while the service changes it."""
    while True:
        try:
            return state()
        except RuntimeError:
            time.sleep(0.01)


def _end_with_the_starter() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    from infra.local.guard import enforcement  # it imports all of the embedded AWS, which the starter does without

    threading.Thread(target=_end_with_the_starter, daemon=True).start()
    if os.environ.get("PERSIST_STATE"):
        begin_snapshots()
    enforcement.install()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
