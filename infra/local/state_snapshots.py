"""Keeps what the embedded AWS knows while it runs, so that not even its sudden end loses it.

The embedded AWS writes its state to files when it is stopped in order, and at no other time. This is a thread of its
process that writes what changes with every review each second, and all of it when it is asked to. What happened since
the last writing is lost with a process that is killed; DynamoDB loses nothing for which it has answered.
"""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CHANGES = ("dynamodb", "stepfunctions", "sqs")  # the others change with a deployment; objects are written as they come
EVERY = 1.0  # seconds; and at most a tenth of the time goes into it
THREAD = "keeping"
ASKED = "save-all"  # a file of this name asks for all, and goes when all is written


def begin() -> None:
    """Keep the state in ``STATE_DIR``, once what is there has been read: else a slow start would write over it."""
    from ministack import app

    read = app._load_persisted_state

    def read_and_keep() -> None:
        read()
        threading.Thread(target=_keep, args=(Path(os.environ["STATE_DIR"]),), name=THREAD, daemon=True).start()

    app._load_persisted_state = read_and_keep


def _keep(folder: Path) -> None:
    took = 0.0
    while True:
        time.sleep(max(EVERY, 10 * took) if not (folder / ASKED).exists() else 0)
        began = time.monotonic()
        _write(folder)
        took = time.monotonic() - began


def _write(folder: Path) -> None:
    from ministack import app
    from ministack.core import persistence

    states: dict[str, Callable[[], Any]] = app._build_persistence_save_dict()
    is_asked = (folder / ASKED).exists()
    for name in states if is_asked else [name for name in states if name in CHANGES]:
        persistence.save_state(name, _read(states[name]))
    if is_asked:
        (folder / ASKED).unlink()


def _read(state: Callable[[], Any]) -> Any:
    """A service's state: a copy, which fails where the service changes it meanwhile."""
    while True:
        try:
            return state()
        except RuntimeError:
            time.sleep(0.01)
