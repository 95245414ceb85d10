"""The OpenAPI document as the page ``/api`` shows it: every reference followed, every limit in words."""

import json
from pathlib import Path
from typing import Any

Part = dict[str, Any]
_DOCUMENT = Path(__file__).resolve().parents[2] / "templates" / "pages" / "openapi.json"
_SIGNING = (
    '--aws-sigv4 "aws:amz:$AWS_REGION:execute-api"',
    '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
    '--header "X-Amz-Security-Token: $AWS_SESSION_TOKEN"',
)
_WHERE = {"path": "in the path", "header": "optional header"}
_SIMPLE = {"integer": "whole number", "number": "number", "boolean": "true or false", "string": "text"}
_FORMATS = {"email": "email address", "date": "date like 2026-01-15"}
_LONGEST_PATTERN = 40  # characters; fields with longer ones are explained in their description


def api_document() -> Part:
    """The OpenAPI 3.1 document, as ``infra/openapi.py`` wrote it."""
    document: Part = json.loads(_DOCUMENT.read_text("utf-8"))
    return document


def api_values(document: Part) -> dict[str, object]:
    """What the page needs of an OpenAPI document: the calls, and what their bodies and responses contain."""
    components = document["components"]
    return {
        "about": _plain(document["info"]["description"]),
        "signature": _plain(components["securitySchemes"]["signature"]["description"]),
        "calls": [
            _call(document, path, method, call)
            for path, methods in document["paths"].items()
            for method, call in methods.items()
        ],
        "problems": [_answer(status, response) for status, response in sorted(components["responses"].items())],
        "bodies": [
            {"name": name, "description": _plain(schema["description"]), "fields": _fields(document, schema)}
            for name, schema in components["schemas"].items()
            if "properties" in schema
        ],
    }


def _call(document: Part, path: str, method: str, call: Part) -> Part:
    content = call["requestBody"]["content"]["application/json"]
    success = min(call["responses"])
    parameters = [_followed(document, parameter) for parameter in call.get("parameters", [])]
    return {
        "id": call["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": call["summary"],
        "description": _plain(call["description"]),
        "is_signed": "security" in call,
        "takes": [
            {
                "name": parameter["name"],
                "where": _WHERE[parameter["in"]],
                "type": _type_words(document, parameter["schema"]),
                "description": _plain(parameter["description"]),
            }
            for parameter in parameters
        ],
        "body": _name(content["schema"]),
        "size": call["requestBody"]["description"],
        "example": _json(content["example"]),
        "curl": _curl(_example_path(path, parameters, content["example"]), method, call),
        "answer": _answer(success, call["responses"][success]),
        "problems": [status for status in call["responses"] if status != success],
    }


def _answer(status: str, response: Part) -> Part:
    content: Part = next(iter(response["content"].values()))
    example = _json(content["example"]) if "example" in content else ""
    description = _plain(response["description"])
    return {"status": status, "description": description, "body": _name(content["schema"]), "example": example}


def _example_path(path: str, parameters: list[Part], body: Part) -> str:
    """A path with the values of the example body, or else of the parameters' own examples."""
    examples = {parameter["name"]: parameter["example"] for parameter in parameters if "example" in parameter}
    return path.format(**{**examples, **body})


def _curl(path: str, method: str, call: Part) -> str:
    lines = [f'curl "$KEYDESK{path}"']
    lines += [] if method == "post" else [f"--request {method.upper()}"]
    lines += _SIGNING if "security" in call else ()
    lines += ['--header "Content-Type: application/json"', "--data @body.json"]
    return " \\\n  ".join(lines)


def _fields(document: Part, schema: Part) -> list[Part]:
    """The fields of an object; ``body`` is the name of the object in a field, if the page describes it elsewhere."""
    return [
        {
            "name": name,
            "is_required": name in schema.get("required", []),
            "type": _type_words(document, field),
            "body": _body(document, field),
            "description": _plain(field.get("description", "")),
        }
        for name, field in schema["properties"].items()
    ]


def _type_words(document: Part, schema: Part) -> str:
    """The type of a value with its limits: ``whole number, from 1, up to 24``."""
    schema = _followed(document, _not_null(schema))
    if "enum" in schema:
        return "one of " + ", ".join(schema["enum"])
    if "const" in schema:
        return f"always {schema['const']}"
    if schema["type"] == "array":
        return ", ".join(["list", *_limit("at most {}", schema.get("maxItems"))])
    if schema["type"] == "object":
        return "object"
    kind = _FORMATS.get(schema.get("format", ""), _SIMPLE[schema["type"]])
    return ", ".join([kind, *_limits(schema)])


def _limits(schema: Part) -> list[str]:
    return [
        *_limit("at least {} characters", schema.get("minLength") if schema.get("minLength", 0) > 1 else None),
        *_limit("at most {} characters", schema.get("maxLength")),
        *_limit("from {}", schema.get("minimum")),
        *_limit("up to {}", schema.get("maximum")),
        *([f"like {schema['pattern']}"] if len(schema.get("pattern", "")) in range(1, _LONGEST_PATTERN) else []),
    ]


def _limit(words: str, number: int | float | None) -> list[str]:
    return [] if number is None else [words.format(f"{number:,.10g}")]


def _body(document: Part, schema: Part) -> str:
    """The name of the object in a field, or in its list."""
    schema = _not_null(schema)
    item = schema.get("items", schema)
    return _name(item) if "$ref" in item and "properties" in _followed(document, item) else ""


def _not_null(schema: Part) -> Part:
    """The schema itself, behind ``or null``."""
    return next((option for option in schema.get("anyOf", []) if option.get("type") != "null"), schema)


def _followed(document: Part, part: Part) -> Part:
    """What a reference points to."""
    if "$ref" not in part:
        return part
    _, _, kind, name = part["$ref"].split("/")
    found: Part = document["components"][kind][name]
    return found


def _name(schema: Part) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _plain(text: str) -> str:
    """Descriptions mark code as Markdown does; the page is text."""
    return text.replace("`", "")
