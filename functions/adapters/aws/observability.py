"""Logs, metrics and traces of a function, by Powertools: structured, with application and round, no personal data."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import Metrics, MetricUnit

import settings

Handler = Callable[[Any, Any], Any]


@cache
def logger() -> Logger:
    """Its keys last for one invocation."""
    return Logger(service="keydesk")


@cache
def metrics() -> Metrics:
    """Written to the log in CloudWatch's embedded metric format."""
    return Metrics(namespace="Keydesk", service="keydesk")


def count(name: str) -> None:
    measure(name, 1)


def measure(name: str, value: int) -> None:
    metrics().add_metric(name=name, unit=MetricUnit.Count, value=value)


def about(application_id: str, round_number: int | None = None) -> None:
    """Add application id and round to every further log line of this invocation."""
    keys: dict[str, Any] = {"application_id": application_id}
    if round_number is not None:
        keys["round"] = round_number
    logger().append_keys(**keys)


def log(message: str, **facts: str | int | bool) -> None:
    """Write a line for operators; ``facts`` must contain no personal data."""
    logger().info(message, extra=facts)


def observed(handler: Handler) -> Handler:
    """Log, count and trace every invocation. Nothing is built before the first one."""

    @cache
    def instrumented() -> Handler:
        return logger().inject_lambda_context(_traced(_counted(handler)), clear_state=True)

    @wraps(handler)
    def invoke(event: Any, context: Any) -> Any:
        return instrumented()(event, context)

    return invoke


def _counted(handler: Handler) -> Handler:
    def invoke(event: Any, context: Any) -> Any:
        try:
            return handler(event, context)
        finally:
            if metrics().metric_set:  # Powertools warns about invocations without metrics
                metrics().flush_metrics()

    return invoke


def _traced(handler: Handler) -> Handler:
    if not settings.has_trace_daemon():
        return handler
    from aws_lambda_powertools.tracing import Tracer  # slow to load, and useless without the daemon

    # Neither response nor error is traced: both may contain personal data.
    tracer = Tracer(service="keydesk", auto_patch=False)
    return tracer.capture_lambda_handler(handler, capture_response=False, capture_error=False)
