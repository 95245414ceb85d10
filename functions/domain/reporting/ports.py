"""What this package needs from the outside world: ``adapters/`` has it on AWS, the tests have fakes."""

from typing import Protocol

from domain.reporting.outcomes import OutcomeRecord


class OutcomeRecords(Protocol):
    """How rounds and exceptions ended."""

    def list_outcomes(self, month: str, most: int, before: str = "") -> tuple[OutcomeRecord, ...]:
        """Those of a month (``2026-11``, by UTC), ``most`` at the most, the last first; ``before`` a moment of it."""
