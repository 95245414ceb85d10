"""What the calls share: parameters, bodies with their examples, answers."""

import json
from datetime import UTC, datetime
from typing import Any

from adapters.web.requests import LARGEST_BODY, LARGEST_BODY_WITH_ICON
from domain.applications.submission import MAX_KEY_LENGTH
from domain.model.application import Application, ApplicationRequest
from domain.model.field_types import ACCOUNT_ID
from domain.policy import evaluate_for_stranger
from domain.presentation.case_view import verdict_values
from infra.local.local_settings import ROOT
from infra.openapi.schemas import ref

Part = dict[str, Any]
APPLICATION_ID = "kabcdefghij234567"
PARAMETERS: dict[str, Part] = {
    "account_id": {
        "name": "account_id",
        "in": "path",
        "required": True,
        "description": "The account. The body names the same one.",
        "schema": {"type": "string", "pattern": ACCOUNT_ID},
    },
    "idempotency_key": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Your own name for this call. The same name with the same body is answered as before, and "
        "nothing is done twice. With another body it is refused where the first was taken.",
        "schema": {"type": "string", "maxLength": MAX_KEY_LENGTH},
    },
}
PROBLEMS = {
    "400": "The body cannot be read as JSON.",
    "409": "The account has an application open, and can have one at a time.",
    "413": f"The body has more than {LARGEST_BODY // 1024} KB, or {LARGEST_BODY_WITH_ICON // 1024:,} KB where it can "
    "bring an icon.",
    "415": "The body is not `application/json`.",
    "422": "Some fields are not right. `errors` names every one of them, and nothing is stored.",
    "404": "There is no such call, or the signature is missing.",
    "500": "The fault is ours. Send the call again, with the same `Idempotency-Key` where it takes one.",
    "503": "The account could not be looked up, and nothing was stored. Send the call again in a few minutes.",
}


def problems() -> dict[str, Part]:
    """The answers that say what is wrong, by status."""
    found: dict[str, Part] = {
        status: {"description": text, "content": {"application/problem+json": {"schema": ref("Problem")}}}
        for status, text in PROBLEMS.items()
    }
    text = "The signature is wrong, or it may not make this call."
    return {**found, "403": {"description": text, "content": {"application/json": {"schema": ref("Refused")}}}}


def parameter(name: str) -> Part:
    """Points at a parameter."""
    return {"$ref": f"#/components/parameters/{name}"}


def body(schema: str, shown: Any, largest: int) -> Part:
    """A JSON body of at most so many bytes."""
    return {
        "required": True,
        "description": f"JSON of at most {largest // 1024:,} KB.",
        "content": {"application/json": {"schema": ref(schema), "example": shown}},
    }


def application_body() -> Part:
    """An application, which can bring an icon."""
    return body("ApplicationRequest", example("application"), LARGEST_BODY_WITH_ICON)


def answers(status: str, text: str, schema: str, shown: Any, *others: str) -> Part:
    """The answer that one hopes for, and the others by their status."""
    good = {"description": text, "content": {"application/json": {"schema": ref(schema), "example": shown}}}
    return {status: good, **{other: {"$ref": f"#/components/responses/{other}"} for other in sorted(others)}}


def example(name: str) -> Any:
    """One of ``docs/examples``."""
    return json.loads((ROOT / "docs" / "examples" / f"{name}.json").read_text("utf-8"))


def handed_in(status: str) -> Part:
    """What is answered to an application that was taken."""
    return {"application_id": APPLICATION_ID, "status": status}


def verdict() -> Part:
    """What the policy says of the example, were it commercial; cut after two rules of each list."""
    data = example("application")
    data["project"]["commercial"] = True
    request = ApplicationRequest.model_validate(data)
    handed_in_then = Application(id=APPLICATION_ID, submitted_at=datetime(2026, 3, 2, tzinfo=UTC), request=request)
    values = verdict_values(evaluate_for_stranger(handed_in_then))
    return {**values, "findings": values["findings"][:2], "not_checked": values["not_checked"][:2]}
