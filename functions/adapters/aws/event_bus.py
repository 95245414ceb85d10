"""The EventBridge bus on which other systems subscribe to what happens.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
"""

import random
import time
from collections.abc import Sequence
from typing import Any

from domain.events.details import Event
from domain.model.errors import EventsNotPublished

SOURCE = "keydesk"
MOST_AT_ONCE = 10
PAUSES = (0.1, 0.2, 0.4)  # seconds at most, before EventBridge is given again what it did not take


class EventBus:
    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def publish(self, events: Sequence[Event]) -> None:
        """Publish events. EventBridge can take some of a call and refuse others: those are repeated.

        Raises:
            EventsNotPublished: if it doesn't take one of them, again and again.
        """
        entries = [self._entry(event) for event in events]
        for start in range(0, len(entries), MOST_AT_ONCE):
            self._put(entries[start : start + MOST_AT_ONCE])

    def _entry(self, event: Event) -> dict[str, Any]:
        detail = event.detail.model_dump_json()
        return {"EventBusName": self._name, "Source": SOURCE, "DetailType": str(event.type), "Detail": detail}

    def _put(self, entries: list[dict[str, Any]]) -> None:
        for pause in (*PAUSES, None):
            results = self._client.put_events(Entries=entries)["Entries"]
            codes = [result.get("ErrorCode") for result in results]
            entries = [entry for entry, code in zip(entries, codes, strict=True) if code]
            if not entries:
                return
            if pause:
                time.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 (no secret: it spreads the retries)
        raise EventsNotPublished(f"{len(entries)} events: {', '.join(sorted({code for code in codes if code}))}")
