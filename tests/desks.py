"""A desk for tests: the embedded AWS with shorter pauses, and nothing that begins by itself."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from infra.local.desk import LocalDesk
from infra.local.local_settings import LocalSettings


@contextmanager
def running(
    settings: LocalSettings, pauses: str, aws: tuple[str, ...], wait_seconds: str, **parameters: str
) -> Iterator[LocalDesk]:
    """A desk that runs. ``pauses`` is what part of its time the machine waits before a retry: ``0.001`` of it.

    ``parameters`` are further ones of the template.

    The tests look for what is due, and for what is to be mended, themselves.
    """
    os.environ["SFN_WAIT_SCALE"] = pauses
    os.environ["LAMBDA_ASYNC_RETRY_BASE_SECONDS"] = "0.05"  # Lambda's pauses, before it invokes again
    local = LocalDesk(
        settings,
        lambda _: None,
        aws,
        WaitSeconds=wait_seconds,
        ReminderSchedule="rate(1 day)",
        ReconcileSchedule="rate(1 day)",
        **parameters,
    )
    try:
        local.start()
        yield local
    finally:
        local.stop()
