"""``python -m infra.local``: run Keydesk on this machine until Ctrl-C."""

import signal
import sys
from contextlib import suppress

from infra.local.desk import LocalDesk
from infra.local.local_settings import CannotRun, from_environment, marketplace_file
from infra.local.welcome import welcome
from infra.marketplace import use

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    desk = None
    for ending in ENDINGS:
        signal.signal(ending, _interrupt)
    try:
        settings = from_environment()
        if missing := use(marketplace_file()):
            print(f"- {missing}", flush=True)
        desk = LocalDesk(settings, say=lambda step: print(f"- {step}", flush=True))
        desk.start()
        print(welcome(settings, desk.staff()), flush=True)
        if settings.has_demo:
            desk.add_demo_data()
        signal.pause()
    except CannotRun as error:
        print(f"\nKeydesk cannot run: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        with suppress(OSError):  # the terminal may be gone
            print("\n- Stopping", flush=True)
    finally:
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_IGN)  # a second Ctrl-C must not stop the stopping
        if desk:
            desk.stop()
    return 0


def _interrupt(_number: int, _frame: object) -> None:
    """End as Ctrl-C does, so that the embedded AWS is stopped."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
