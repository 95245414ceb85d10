"""Protocols that ``adapters/`` implements on AWS, and the tests with fakes."""

from typing import Protocol

from domain.reporting.forecast import Forecast
from domain.reporting.outcomes import OutcomeRecord


class OutcomeRecords(Protocol):
    def list_outcomes(self, month: str, limit: int, before: str = "") -> tuple[OutcomeRecord, ...]:
        """Those of a month (``2026-11``, in UTC), newest first; with ``before`` (ISO 8601), only earlier ones."""


class Forecasts(Protocol):
    def get_forecast(self) -> Forecast | None:
        """The last one that was stored."""

    def put_forecast(self, forecast: Forecast) -> None:
        """Store a forecast in place of the one before."""
