"""``python -m infra.local``: run Keydesk on this machine until Ctrl-C."""

import signal
import sys
from contextlib import suppress

from infra.local.desk import LocalDesk
from infra.local.local_settings import CannotRun, LocalSettings, from_environment, marketplace_file
from infra.marketplace import use

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
READY = """
Keydesk is ready.

  The desk          {url}
  Apply             {url}/apply
  Console           {url}/console     (for the staff; the mailbox has the link to sign in with)
  Mailbox           {url}/inbox       (all mail that the desk sends, and the demo accounts)
  Gallery           {url}/inbox/gallery  (every mail that there is)
  Replies by SMTP   localhost:{smtp_port}
  Embedded AWS      {aws_url}  (key: {folder}/aws-key, log: {folder}/aws.log)

A first walk through: docs/walkthrough.md. Stop with Ctrl-C.
"""


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
        print(_ready(settings), flush=True)
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


def _ready(settings: LocalSettings) -> str:
    folder = settings.work.name
    return READY.format(url=settings.url, smtp_port=settings.smtp_port, aws_url=settings.aws_url, folder=folder)


if __name__ == "__main__":
    sys.exit(main())
