"""Protocols that ``adapters/`` implements on AWS, and the tests with fakes."""

from typing import Protocol

from domain.reporting.outcomes import OutcomeRecord


class OutcomeRecords(Protocol):
    def list_outcomes(self, month: str, limit: int, before: str = "") -> tuple[OutcomeRecord, ...]:
        """Those of a month (``2026-11``, in UTC), newest first; with ``before`` (ISO 8601), only earlier ones."""
