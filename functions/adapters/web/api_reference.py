"""The description of the API as a page shows it: every reference followed, every limit in words."""

import json
from pathlib import Path
from typing import Any

from adapters.web.api_words import fields, type_words

Part = dict[str, Any]
_DOCUMENT = Path(__file__).resolve().parents[2] / "templates" / "pages" / "openapi.json"
_SIGNING = (
    '--aws-sigv4 "aws:amz:$AWS_REGION:execute-api"',
    '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
    '--header "X-Amz-Security-Token: $AWS_SESSION_TOKEN"',
)


def api_document() -> Part:
    """The description of the API (OpenAPI 3.1) as it was written from the models: a request makes nothing of it."""
    document: Part = json.loads(_DOCUMENT.read_text("utf-8"))
    return document


def api_values(document: Part) -> dict[str, object]:
    """What the page needs of an OpenAPI document: the calls, and what their bodies and answers hold."""
    calls = [
        _call(document, path, method, call)
        for path, methods in document["paths"].items()
        for method, call in methods.items()
    ]
    objects = {name: one for name, one in document["components"]["schemas"].items() if "properties" in one}
    return {
        "about": _plain(document["info"]["description"]),
        "signature": _plain(document["components"]["securitySchemes"]["signature"]["description"]),
        "calls": calls,
        "problems": [_answer(status, one) for status, one in sorted(document["components"]["responses"].items())],
        "bodies": [
            {"name": name, "description": _plain(one["description"]), "fields": fields(document, one)}
            for name, one in objects.items()
        ],
    }


def _call(document: Part, path: str, method: str, call: Part) -> Part:
    content = call["requestBody"]["content"]["application/json"]
    good = min(call["responses"])
    takes = [_followed(document, one) for one in call.get("parameters", [])]
    return {
        "id": call["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": call["summary"],
        "description": _plain(call["description"]),
        "is_signed": "security" in call,
        "takes": [_parameter(document, one) for one in takes],
        "body": _name(content["schema"]),
        "size": call["requestBody"]["description"],
        "example": _json(content["example"]),
        "curl": _curl(path, method, call, content["example"]),
        "answer": _answer(good, call["responses"][good]),
        "problems": [status for status in call["responses"] if status != good],
    }


def _parameter(document: Part, one: Part) -> Part:
    return {
        "name": one["name"],
        "where": {"path": "in the address", "header": "a header, if you like"}[one["in"]],
        "type": type_words(document, one["schema"]),
        "description": _plain(one["description"]),
    }


def _answer(status: str, answer: Part) -> Part:
    content: Part = next(iter(answer["content"].values()))
    shown = _json(content["example"]) if "example" in content else ""
    text = _plain(answer["description"])
    return {"status": status, "description": text, "body": _name(content["schema"]), "example": shown}


def _curl(path: str, method: str, call: Part, example: Part) -> str:
    account_id = example["account_id"]
    lines = [f'curl "$DESK{path.replace("{account_id}", account_id)}"']
    lines += [] if method == "post" else [f"--request {method.upper()}"]
    lines += _SIGNING if "security" in call else ()
    lines += ['--header "Content-Type: application/json"', "--data @body.json"]
    return " \\\n  ".join(lines)


def _followed(document: Part, one: Part) -> Part:
    """What a reference points at."""
    if "$ref" not in one:
        return one
    found: Part = document
    for step in one["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found


def _name(schema: Part) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _plain(text: str) -> str:
    """Descriptions mark code as Markdown does; the page is text."""
    return text.replace("`", "")
