"""Publishes what happens to cases on the event bus, from the table's stream: what is stored is announced.

Nothing that changes a case waits for it or can fail by it. A batch that fails is repeated by Lambda, so an event can be
published twice.
"""

from typing import Any

from adapters.aws.observability import about, count, logger, measure, observed
from adapters.aws.table_stream import read_change
from domain.events.details import Event
from domain.events.milestones import events_of
from wiring import clients, events

Record = dict[str, Any]


@observed
def handler(event: dict[str, Any], context: Any) -> None:
    """In: ``Records`` of the table's stream, or ``DDBStreamBatchInfo``, a batch of them that Lambda gave up.

    Safe to repeat: the events have the same ids then.

    A record that can't be read goes to the queue of what could not be done: repeating the batch would not help, and
    would keep back all later records.

    Raises:
        EventsNotPublished: if EventBridge doesn't take them. Lambda repeats the batch for hours.
    """
    found: list[Event] = []
    unread: list[tuple[Record, Exception]] = []
    given = event.get("DDBStreamBatchInfo")
    for record in events.table_stream().read_batch(given) if given else event["Records"]:
        try:
            change = read_change(record)
            found += events_of(change) if change else ()
        except Exception as error:
            unread.append((record, error))
    events.event_bus().publish(found)
    measure("EventsPublished", len(found))
    for record, why in unread:
        _set_aside(record, why, context.invoked_function_arn)


def _set_aside(record: Record, error: Exception, function: str) -> None:
    keys = record.get("dynamodb", {}).get("Keys", {})
    about(str(keys.get("pk", {}).get("S", "")).removeprefix("CASE#"))
    logger().error("a record of the stream can't be read", extra={"error": type(error).__name__})
    count("RecordsNotRead")
    events.unhandled_queue(function).add({"Records": [record]}, error)


clients.warm("events")
