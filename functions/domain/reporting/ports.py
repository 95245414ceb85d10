"""What this package needs from the outside world: ``adapters/`` has it on AWS, the tests have fakes."""

from typing import Protocol

from domain.reporting.outcomes import Answered


class Answers(Protocol):
    """How rounds and exceptions ended."""

    def of(self, month: str, most: int, before: str = "") -> tuple[Answered, ...]:
        """Those of a month (``2026-11``, by UTC), ``most`` at the most, the last first; ``before`` a moment of it."""
