"""The clock of the tests, and what they all share."""

from datetime import UTC, datetime, timedelta

from domain.model.icon import Icon

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def no_image(_: bytes) -> Icon:
    """Reads no image: the test submits none."""
    raise AssertionError("no image was submitted")


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time

    def move(self, by: timedelta) -> None:
        self.time += by
