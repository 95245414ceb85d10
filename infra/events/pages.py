"""Writes ``docs/events``: the JSON Schemas, and the table and the example of the page (``make events``)."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from adapters.aws.event_bus import SOURCE
from domain.cases.case import Status
from domain.cases.exception import ExceptionStatus
from domain.events.details import (
    DETAILS,
    EXCEPTION_OUTCOMES,
    KEY_CHANGES,
    OUTCOMES,
    Detail,
    DetailType,
    Event,
    ReviewDetail,
)
from domain.model.api_key import STATUS_AFTER, KeyStatus
from infra.local.local_settings import ROOT

FOLDER = ROOT / "docs" / "events"
PAGE = FOLDER / "README.md"
PLACE = re.compile(r"(<!-- made by make events: (\w+) -->\n\n).*?(\n\n<!-- end -->)", re.DOTALL)
WHEN = {
    DetailType.CONFIRMATION_REQUESTED: "someone submitted an application without a proof that the account authorised "
    "it: it is stored as an application only once the account holder confirms it",
    DetailType.APPLICATION_SUBMITTED: "an application is stored, with a proof or after the confirmation",
    DetailType.REVIEW_STARTED: "the policy was checked and no rule rejects: people will decide",
    DetailType.REVIEW_REOPENED: "the re-review starts: a rejected applicant asked for it, and no rule rejects any more",
    DetailType.TASK_OPENED: "someone is asked: the key owner, Trust & Safety, the reviewers or approvers, or the "
    "applicant by a reviewer's question",
    DetailType.TASK_DECIDED: "the task is closed: by a decision or an answer, because its time is over (`unanswered`), "
    "or because the applicant withdrew the application (`withdrawn`)",
    DetailType.APPLICATION_APPROVED: "the application is approved",
    DetailType.APPLICATION_REJECTED: "it is rejected for the first time, by the policy or by people; the applicant can "
    "ask for one re-review",
    DetailType.APPLICATION_REJECTED_FOR_GOOD: "it is rejected in the re-review",
    DetailType.APPLICATION_DECLINED: "the key owner declined to own the key",
    DetailType.APPLICATION_WITHDRAWN: "the applicant withdrew it; each of its open tasks is closed, too",
    DetailType.APPLICATION_EXPIRED: "the key owner didn't answer in time",
    DetailType.EXCEPTION_FILED: "an account manager filed an exception",
    DetailType.EXCEPTION_GRANTED: "the exception is granted",
    DetailType.EXCEPTION_REFUSED: "the exception is refused, by Trust & Safety or an approver",
    DetailType.KEY_ISSUED: "the key issuer made the key of an approved application",
    DetailType.KEY_SUSPENDED: "a member of staff suspended the key",
    DetailType.KEY_RESUMED: "a member of staff ended the suspension",
    DetailType.KEY_REVOKED: "a member of staff revoked the key for good",
    DetailType.KEY_OVER_LIMIT: "a report says that the app reached its daily limit; at most once for each day",
}
STATUSES: dict[DetailType, Status | ExceptionStatus | KeyStatus] = {
    DetailType.APPLICATION_SUBMITTED: Status.IN_REVIEW,
    DetailType.REVIEW_STARTED: Status.IN_REVIEW,
    DetailType.REVIEW_REOPENED: Status.IN_REVIEW,
    DetailType.EXCEPTION_FILED: ExceptionStatus.IN_REVIEW,
    **{kind: status for status, kind in OUTCOMES.items()},
    **{kind: status for status, kind in EXCEPTION_OUTCOMES.items()},
    **{KEY_CHANGES[action]: status for action, status in STATUS_AFTER.items()},
}
"""The one status that the events of a type have."""
EXAMPLE = Event(
    DetailType.APPLICATION_APPROVED,
    ReviewDetail(
        event_id="kabcdefghij234567/round/1/application-approved",
        at=datetime(2026, 11, 27, 14, 5, 3, tzinfo=UTC),
        account_id="acct-in-order",
        application_id="kabcdefghij234567",
        round=1,
        status=Status.APPROVED,
    ),
)


def file_name(kind: DetailType) -> str:
    return f"{kind.lower().replace(' ', '-')}.schema.json"


def schema(kind: DetailType) -> dict[str, Any]:
    """The JSON Schema of the ``detail`` of a type of events. It allows more fields: they may be added."""
    made = DETAILS[kind].model_json_schema(mode="serialization")
    values = {f"#/$defs/{name}": {"enum": part["enum"]} for name, part in made.get("$defs", {}).items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind,
        "description": f"When {WHEN[kind]}.",
        "type": "object",
        "required": made["required"],
        "properties": {name: _field(kind, name, part, values) for name, part in made["properties"].items()},
    }


def _field(kind: DetailType, name: str, part: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in part.items() if key not in ("title", "$ref")}
    if name == "status":
        return {**kept, "const": STATUSES[kind]}
    return {**kept, **values.get(part.get("$ref", ""), {})}


def table() -> str:
    """Every type of events: its schema, when it comes, and its detail."""
    rows = [f"| [`{kind}`]({file_name(kind)}) | {WHEN[kind]} | {', '.join(_detail(kind))} |" for kind in DetailType]
    return "\n".join(["| `detail-type` | when | `detail` |", "| --- | --- | --- |", *rows])


def _detail(kind: DetailType) -> list[str]:
    given = {"status": f"`status` (`{STATUSES[kind]}`)"} if kind in STATUSES else {}
    fields = list(DETAILS[kind].model_fields)
    return [given.get(name, f"`{name}`") for name in fields if name not in Detail.model_fields]


def example() -> str:
    """An event, as a subscriber gets it from EventBridge."""
    event = {
        "version": "0",
        "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
        "detail-type": EXAMPLE.type,
        "source": SOURCE,
        "account": "123456789012",
        "time": "2026-11-27T14:05:08Z",
        "region": "eu-west-1",
        "resources": [],
        "detail": EXAMPLE.detail.model_dump(mode="json"),
    }
    return f"```json\n{json.dumps(event, indent=2)}\n```"


MADE = {"events": table, "example": example}


def filled(page: str) -> str:
    """The text of the page with its generated parts updated."""
    return PLACE.sub(lambda place: place[1] + MADE[place[2]]() + place[3], page)


def schemas() -> dict[str, str]:
    """The text of each schema's file, by its name."""
    return {file_name(kind): json.dumps(schema(kind), indent=2) + "\n" for kind in DetailType}


def write() -> None:
    PAGE.write_text(filled(PAGE.read_text("utf-8")), "utf-8")
    for old in FOLDER.glob("*.schema.json"):
        old.unlink()
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, "utf-8")
