"""A system of the marketplace that subscribes to the events of a desk."""

import json
from typing import Any

import jsonschema

from domain.events.details import DetailType
from infra.events.pages import FOLDER, file_name
from tests.e2e.people import eventually

SCHEMAS = {kind: json.loads((FOLDER / file_name(kind)).read_text("utf-8")) for kind in DetailType}


class Listener:
    """A system of the marketplace that subscribes to all events, by a queue of its own."""

    def __init__(self, sqs: Any, url: str) -> None:
        self._sqs = sqs
        self._url = url
        self._caught: dict[str, dict[str, Any]] = {}

    def hears(self, case_id: str, of: str) -> dict[str, Any]:
        """Wait for an event about an application or exception; a repetition counts as the same."""

        def found() -> dict[str, Any] | None:
            return next((event for event in self.about(case_id) if event["detail-type"] == of), None)

        return eventually(found, lambda: f"no event '{of}', but {self.types(case_id)}")

    def types(self, case_id: str) -> list[str]:
        """What came about a case until now, sorted: the order in which events come is open."""
        return sorted(named(event) for event in self.about(case_id))

    def about(self, case_id: str) -> list[dict[str, Any]]:
        self._receive()
        ids = ("application_id", "exception_id", "case_id")
        return [one for one in self._caught.values() if case_id in [one["detail"].get(name) for name in ids]]

    def _receive(self) -> None:
        while messages := self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                event = json.loads(message["Body"])
                assert event["source"] == "keydesk"
                jsonschema.validate(event["detail"], SCHEMAS[event["detail-type"]])
                assert set(event["detail"]) == set(SCHEMAS[event["detail-type"]]["properties"]), "nothing beyond"
                known = self._caught.setdefault(event["detail"]["event_id"], event)
                assert known["detail"] == event["detail"], "an event comes again as it was"
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])


def named(event: dict[str, Any]) -> str:
    """An event in short: its type, and of a task also whose it is and how it was decided."""
    detail = event["detail"]
    task = [str(detail[name]) for name in ("kind", "decision") if name in detail]
    return " ".join([event["detail-type"], *(task if "case_id" in detail else ())])
