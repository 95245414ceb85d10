"""Events for other systems."""

import settings
from adapters.aws.event_bus import EventBus
from adapters.aws.table_stream import TableStream
from adapters.aws.unhandled import UnhandledQueue
from wiring import clients


def event_bus() -> EventBus:
    return EventBus(clients.client("events"), settings.event_bus_name())


def table_stream() -> TableStream:
    return TableStream(clients.client("dynamodbstreams"))


def unhandled_queue(function: str) -> UnhandledQueue:
    return UnhandledQueue(clients.client("sqs"), settings.unhandled_queue(), function)
