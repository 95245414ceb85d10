"""The description of the API says what is there, and what the models take."""

import base64
import json
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from io import BytesIO
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from PIL import Image

from adapters.web.images import read_icon
from domain.cases.exception import parse_exception
from domain.model.account import parse_facts
from domain.model.application import parse_request
from domain.model.errors import InvalidInput
from infra import transformed
from infra.openapi import PLACE, as_text, document
from tests.examples import ROOT
from tests.handlers.lambda_context import MODULES

DOCUMENT: dict[str, Any] = json.loads(PLACE.read_text("utf-8"))
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
CALLS: dict[tuple[str, str], Any] = {
    (path, method): call for path, methods in DOCUMENT["paths"].items() for method, call in methods.items()
}


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    """Checks with a schema that points into the document."""
    whole = {**schema, "components": DOCUMENT["components"]}
    return Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_the_document_is_of_the_models_as_they_are() -> None:
    assert PLACE.read_text("utf-8") == as_text(document()), "make api writes it"


def test_the_document_is_openapi() -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []


def test_an_error_in_the_document_would_be_found() -> None:
    assert list(OpenAPIV31SpecValidator({**DOCUMENT, "paths": {"/a/{b}": {"get": {}}}}).iter_errors())


def routes() -> Iterator[tuple[str, str, bool]]:
    """The routes that programs call, those of routers named ``api``, and whether the template has them signed."""
    for module in sorted({MODULES[route.function] for route in transformed.routes()}):
        if not (api := getattr(import_module(f"handlers.{module}"), "api", None)):
            continue
        declared = {
            (re.sub("<(.*?)>", r"{\1}", rule), method) for rule, methods, *_ in api._routes for method in methods
        }
        for route in transformed.routes():
            if MODULES[route.function] == module and (route.path, route.method) in declared:
                yield route.path, route.method.lower(), route.is_signed


def test_every_route_for_programs_is_described_and_no_other() -> None:
    described = {(path, method, call.get("security") == [{"signature": []}]) for (path, method), call in CALLS.items()}

    assert described == set(routes())


@pytest.mark.parametrize("call", CALLS.values(), ids=lambda call: call["operationId"])
def test_every_call_says_what_it_does_takes_and_answers(call: dict[str, Any]) -> None:
    answers = [DOCUMENT["components"]["responses"].get(status, one) for status, one in call["responses"].items()]

    assert "/" not in call["summary"], "Powertools writes method and path where a route has no summary"
    assert all(part["description"] for part in (call, call["requestBody"], *answers))


def test_every_field_says_what_it_means() -> None:
    objects = {name: one for name, one in SCHEMAS.items() if "properties" in one}

    assert len(objects) > 10
    for name, one in objects.items():
        assert one["description"], name
        for field, schema in one["properties"].items():
            assert schema.get("description"), f"{name}.{field}"


def examples() -> Iterator[Any]:
    for (path, _), call in CALLS.items():
        good = min(call["responses"])
        for part, where in ((call["requestBody"], "body"), (call["responses"][good], "answer")):
            content = part["content"]["application/json"]
            yield pytest.param(content["schema"], content["example"], id=f"{path} {where}")


@pytest.mark.parametrize(("schema", "example"), list(examples()))
def test_every_example_is_as_its_schema_says(schema: dict[str, Any], example: Any) -> None:
    assert [error.message for error in validator(schema).iter_errors(example)] == []


def png() -> str:
    """A small image, in base64."""
    file = BytesIO()
    Image.new("RGB", (16, 16), "#884422").save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


WHOLE = {
    "ApplicationRequest": {
        "account_id": "acct-in-order",
        "applicant": {"name": "Avery Example", "email": "avery@client.example", "role": "admin"},
        "owner": {"name": "Robin Example", "email": "robin@client.example", "agreed": True},
        "project": {
            "name": "Weekly hours report",
            "use": "We read our own hours.",
            "exposure": "private",
            "commercial": False,
            "website": "https://analytics.client.example",
            "theme_colours": ["#1a2b3c"],
            "icon": png(),
        },
        "requests_per_hour": 200,
        "hours_per_day": 8,
    },
    "AccountFacts": json.loads((ROOT / "docs/examples/account.json").read_text("utf-8")),
    "ExceptionRequest": json.loads((ROOT / "docs/examples/exception.json").read_text("utf-8")),
}
PARSERS: dict[str, Callable[[Any], Any]] = {
    "ApplicationRequest": lambda data: parse_request(data, read_icon=read_icon),
    "AccountFacts": parse_facts,
    "ExceptionRequest": parse_exception,
}
TRIED: dict[str, list[Any]] = {
    "string": [
        "",
        " ",
        "=?utf-8?q?a?=",
        "=?utf-8?q?a?=@b.example",
        "who is it?=",
        "two\nlines",
        "a\u0007b",
        "Ünïcode 株式会社",
        "nobody",
        "2026-13-01",
        7,
        True,
        None,
        [],
        {},
    ],
    "integer": [1.5, True, "many", None, [], -1, 10**16],
    "number": ["high", True, None, [], -0.1],
    "boolean": ["perhaps", 7, 1, 0, None, []],
    "array": ["text", None, {}, [None]],
    "object": [None, [], "text", {}],
}


def meant(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema itself, behind ``or null`` and behind a name."""
    one = next((option for option in schema.get("anyOf", []) if option.get("type") != "null"), schema)
    return SCHEMAS[one["$ref"].rpartition("/")[2]] if "$ref" in one else one


def tried(schema: dict[str, Any], value: Any) -> Iterator[Any]:
    """Values to try in place of one: what is near the schema's limits, and what is of another kind."""
    yield from TRIED[schema["type"]]
    yield from schema.get("enum", [])
    if "maxLength" in schema and "format" not in schema and "contentEncoding" not in schema:
        yield from ("x" * (schema["maxLength"] + more) for more in (0, 1))
    for limit, beyond in (("minimum", -1), ("maximum", 1)):
        if limit in schema:
            yield from (schema[limit], schema[limit] + beyond)
    if "maxItems" in schema:
        yield from (value[:1] * (schema["maxItems"] + more) for more in (0, 1))


def variations(schema: dict[str, Any], value: Any) -> Iterator[Any]:
    """The value with one thing changed in it, in every way that is worth a try."""
    yield from tried(schema, value)
    if schema["type"] == "array":
        for other in variations(meant(schema["items"]), value[0]):
            yield [other, *value[1:]]
    if schema["type"] == "object":
        yield {**value, "unknown": 1}
        for name, one in schema["properties"].items():
            yield {key: kept for key, kept in value.items() if key != name}
            for other in variations(meant(one), value[name]):
                yield {**value, name: other}


@pytest.mark.parametrize("name", WHOLE)
def test_what_the_schema_takes_the_desk_takes_and_what_it_refuses_the_desk_refuses(name: str) -> None:
    schema = validator({"$ref": f"#/components/schemas/{name}"})
    assert schema.is_valid(WHOLE[name])
    seen = {True: 0, False: 0}

    for data in variations(SCHEMAS[name], WHOLE[name]):
        try:
            PARSERS[name](data)
            is_taken = True
        except InvalidInput:
            is_taken = False
        assert schema.is_valid(data) is is_taken, data
        seen[is_taken] += 1

    assert min(seen.values()) > 20
