"""What EventBridge takes, refuses in part, or refuses."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.aws import event_bus
from adapters.aws.event_bus import EventBus
from domain.cases.case import Status
from domain.events.details import DetailType, Event, ReviewDetail
from domain.model.errors import EventsNotPublished


class EventBridge:
    """Takes at most ten entries a call, and refuses each ``refusals`` times before it takes it."""

    def __init__(self, refusals: dict[str, int] | None = None) -> None:
        self.taken: list[str] = []
        self.calls: list[int] = []
        self._refusals = dict(refusals or {})

    def put_events(self, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 (as botocore names it)
        assert 1 <= len(Entries) <= 10
        self.calls.append(len(Entries))
        results = [self._result(json.loads(entry["Detail"])["event_id"]) for entry in Entries]
        return {"FailedEntryCount": sum("ErrorCode" in result for result in results), "Entries": results}

    def _result(self, event_id: str) -> dict[str, str]:
        if self._refusals.get(event_id, 0):
            self._refusals[event_id] -= 1
            return {"ErrorCode": "ThrottlingException", "ErrorMessage": "Rate exceeded"}
        self.taken.append(event_id)
        return {"EventId": "1"}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_bus, "PAUSES", (0.001, 0.001, 0.001))


def event(name: str) -> Event:
    facts = {"application_id": "kabcdefghij234567", "account_id": "acct-in-order", "round": 1}
    at = datetime(2026, 11, 27, 14, 5, tzinfo=UTC)
    return Event(
        DetailType.APPLICATION_APPROVED,
        ReviewDetail.model_validate({**facts, "event_id": name, "at": at, "status": Status.APPROVED}),
    )


def test_events_are_put_ten_at_a_time_in_their_order() -> None:
    bridge, names = EventBridge(), [f"event-{number}" for number in range(23)]

    EventBus(bridge, "bus").publish([event(name) for name in names])

    assert bridge.taken == names
    assert bridge.calls == [10, 10, 3]


def test_what_is_refused_of_a_call_is_put_again_and_the_others_are_not() -> None:
    bridge = EventBridge({"b": 2})

    EventBus(bridge, "bus").publish([event(name) for name in "abc"])

    assert bridge.taken == ["a", "c", "b"]
    assert bridge.calls == [3, 1, 1]


def test_what_is_refused_again_and_again_fails_with_the_codes_alone() -> None:
    bridge = EventBridge({"b": 99})

    with pytest.raises(EventsNotPublished, match=r"^1 events: ThrottlingException$"):
        EventBus(bridge, "bus").publish([event(name) for name in "abc"])

    assert bridge.taken == ["a", "c"]


def test_nothing_is_put_where_there_is_nothing_to_put() -> None:
    bridge = EventBridge()

    EventBus(bridge, "bus").publish([])

    assert bridge.calls == []
