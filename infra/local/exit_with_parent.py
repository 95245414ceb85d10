"""``python -m infra.local.exit_with_parent MODULE``: run a module, and end it when whoever started it is gone.

Standard input is a pipe from the starter that nothing is ever written to: its end is the starter's end, however it
came. So no embedded AWS outlives its desk, not even one that was killed.
"""

import os
import runpy
import signal
import sys
import threading

from infra.local import state_snapshots


def _end_with_the_starter() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_starter, daemon=True).start()
    if os.environ.get("PERSIST_STATE"):
        state_snapshots.begin()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
