"""Writes ``docs/openapi.json`` (OpenAPI 3.1) from the routes and the models: ``make api``.

Keydesk serves it at ``/openapi.json`` and draws it at ``/api``.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from adapters.web.api_docs import (
    ExceptionFiled,
    Problem,
    Refused,
    Submitted,
    TaskDecided,
    UsageTaken,
    Verdict,
    ref,
)
from adapters.web.requests import LARGEST_BODY, LARGEST_BODY_WITH_ICON
from domain.applications.submission import MAX_KEY_LENGTH
from domain.cases.exception import ExceptionRequest
from domain.keys.key_changes import UsageReport
from domain.model.account import AccountFacts
from domain.model.application import MAX_SUBMISSIONS, Application, ApplicationRequest
from domain.model.field_types import ACCOUNT_ID
from domain.notifications.safety_check import SafetyAnswer
from domain.policy import evaluate_for_stranger, load_policy
from domain.presentation.case_view import verdict_values
from handlers import partner_api
from handlers.public import forms
from infra.local.local_settings import ROOT

Part = dict[str, Any]
PLACE = ROOT / "docs" / "openapi.json"
MODELS = (
    *(ApplicationRequest, AccountFacts, ExceptionRequest, UsageReport, SafetyAnswer),
    *(Submitted, ExceptionFiled, UsageTaken, TaskDecided, Verdict, Problem, Refused),
)
"""In the order in which ``/api`` shows them, each followed by its parts."""
APPLICATION_ID = "kabcdefghij234567"
ABOUT = """Submit applications for an API key, check them first, and keep Keydesk's account data up to date. Bodies \
are JSON in UTF-8. Unknown fields are refused. Errors are returned as a problem (RFC 9457). If a call is \
stopped before it reaches Keydesk (403, 413, 429, 5xx), the body can be a short page for people: go by the status."""
SIGNATURE = {
    "type": "apiKey",
    "in": "header",
    "name": "Authorization",
    "description": "AWS Signature Version 4 for the service `execute-api`. The caller needs "
    "`execute-api:Invoke` on the "
    "route.",
    "x-amazon-apigateway-authtype": "awsSigv4",
}
PARAMETERS: dict[str, Part] = {
    "account_id": {
        "name": "account_id",
        "in": "path",
        "required": True,
        "description": "The account ID. If the body contains an `account_id`, it must be the same.",
        "schema": {"type": "string", "pattern": ACCOUNT_ID},
        "example": "acct-in-order",
    },
    "task_id": {
        "name": "task_id",
        "in": "path",
        "required": True,
        "description": "The `task_id` of the question that your safety check got.",
        "schema": {"type": "string"},
        "example": f"{APPLICATION_ID}-1-safety",
    },
    "idempotency_key": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "A key that you choose for this call. If you repeat the call with the same key and body, you "
        "get the same response, and nothing happens twice. If the first call was accepted, the same key with a "
        "different body is refused.",
        "schema": {"type": "string", "maxLength": MAX_KEY_LENGTH},
    },
}
PROBLEMS = {
    "400": "The body is not valid JSON.",
    "403": "The signature is wrong, or the caller isn't allowed to make this call.",
    "404": "There is no such route or task, or the signature is missing.",
    "409": "The account has an open application, or can't apply again yet after a rejection. Or the task has another "
    "decision.",
    "413": f"The body is larger than {LARGEST_BODY // 1024} KB, or {LARGEST_BODY_WITH_ICON // 1024:,} KB for "
    f"calls that "
    "accept an icon.",
    "415": "The body is not `application/json`.",
    "422": "Some fields are wrong. `errors` lists them. Nothing was stored.",
    "429": f"The account has already submitted {MAX_SUBMISSIONS} applications today (UTC), which is the limit.",
    "500": "The problem is on our side. Repeat the call, with the same `Idempotency-Key` if it accepts one.",
    "503": "The account couldn't be looked up, and nothing was stored. Repeat the call in a few minutes.",
}


class FieldDescriptions(GenerateJsonSchema):
    """Keeps the description of each field; pydantic leaves out what its type says in the same words."""

    def handle_ref_overrides(self, json_schema: Part) -> Part:
        return json_schema


def document() -> Part:
    """The whole document."""
    responses = {status: _problem(status, description) for status, description in PROBLEMS.items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Keydesk", "version": "1", "description": ABOUT},
        "servers": [{"url": ".", "description": "The location of this document"}],
        "paths": _paths(forms.app) | _paths(partner_api.app, security=[{"signature": []}]),
        "components": {
            "schemas": _schemas(),
            "parameters": PARAMETERS,
            "responses": responses,
            "securitySchemes": {"signature": SIGNATURE},
        },
    }


def as_text(value: Part) -> str:
    """The document as it is written."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _paths(app: APIGatewayRestResolver, **more: Any) -> Part:
    """The operations of an app whose routes say what they take: the others are pages and forms."""
    examples = _examples()
    paths = app.get_openapi_schema().model_dump(mode="json", by_alias=True, exclude_none=True)["paths"]
    return {
        path: {
            method: _operation(operation, *examples[operation["operationId"]]) | more
            for method, operation in methods.items()
        }
        for path, methods in paths.items()
        if all("requestBody" in operation for operation in methods.values())
    }


def _operation(operation: Part, body: Part, answer: Part) -> Part:
    """An operation as Powertools describes it, with what it can't describe, and examples."""
    of_path = [parameter["name"] for parameter in operation.get("parameters", [])]
    names = [*of_path, *operation.pop("x-headers")]
    operation["parameters"] = [{"$ref": f"#/components/parameters/{name}"} for name in names]
    for response in operation["responses"].values():
        if "$ref" in response:
            del response["content"]
    operation["requestBody"]["content"]["application/json"]["example"] = body
    operation["responses"][min(operation["responses"])]["content"]["application/json"]["example"] = answer
    return operation


def _problem(status: str, description: str) -> Part:
    """A 403 comes from API Gateway itself, before it invokes a function."""
    kind, schema = ("application/json", Refused) if status == "403" else ("application/problem+json", Problem)
    return {"description": description, "content": {kind: {"schema": ref(schema)}}}


def _schemas() -> dict[str, Part]:
    """The models with all their parts, by name."""
    adapters: list[tuple[str, Literal["validation"], TypeAdapter[Any]]] = [
        (model.__name__, "validation", TypeAdapter(model)) for model in MODELS
    ]
    _, made = TypeAdapter.json_schemas(
        adapters, ref_template="#/components/schemas/{model}", schema_generator=FieldDescriptions
    )
    found: dict[str, Part] = made["$defs"]
    for schema in found.values():
        for part in (schema, *schema.get("properties", {}).values()):
            part.pop("title", None)  # pydantic makes one of each name
    names = [name for model in MODELS for name in _with_parts(model.__name__, found)]
    return {name: found[name] for name in names}


def _with_parts(name: str, schemas: dict[str, Part]) -> Iterator[str]:
    """A schema's name, then those of the schemas in it."""
    yield name
    for part in re.findall(r'"#/components/schemas/(\w+)"', json.dumps(schemas[name])):
        yield from _with_parts(part, schemas)


def _examples() -> dict[str, tuple[Part, Part]]:
    """The body and the response of each operation, by its ID."""
    names = ("application", "account", "exception", "usage", "safety-answer")
    application, account, exception, usage, safety = map(_example, names)
    verdict = _verdict(application)
    return {
        "submit": (application, {"application_id": APPLICATION_ID, "status": "waits_for_confirmation"}),
        "check": (application, verdict),
        "submitForAccount": (application, {"application_id": APPLICATION_ID, "status": "in_review"}),
        "checkForAccount": (application, verdict),
        "putAccount": (account, account),
        "reportUsage": (usage, {"over_limit": True, "daily_limit": load_policy().daily_limit}),
        "fileException": (exception, {"exception_id": "xabcdefghij234567", "status": "in_review"}),
        "answerTask": (safety, {"task_id": f"{APPLICATION_ID}-1-safety", "answer": safety["answer"]}),
    }


def _example(name: str) -> Any:
    return json.loads((ROOT / "docs" / "examples" / f"{name}.json").read_text("utf-8"))


def _verdict(data: Part) -> Part:
    """The result of the policy check for a commercial application; shortened to two rules in each list."""
    request = ApplicationRequest.model_validate({**data, "project": {**data["project"], "commercial": True}})
    application = Application(id=APPLICATION_ID, submitted_at=datetime(2026, 3, 2, tzinfo=UTC), request=request)
    values = verdict_values(evaluate_for_stranger(application))
    return {**values, "findings": values["findings"][:2], "not_checked": values["not_checked"][:2]}


if __name__ == "__main__":
    PLACE.write_text(as_text(document()), "utf-8")
