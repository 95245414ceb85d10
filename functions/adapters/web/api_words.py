"""JSON Schemas in words."""

from typing import Any

Part = dict[str, Any]
_SIMPLE = {"integer": "whole number", "number": "number", "boolean": "true or false", "string": "text"}
_FORMATS = {"email": "mail address", "date": "date like 2026-01-15"}
_LONGEST_PATTERN = 40  # characters; longer ones say in their description what they are about


def fields(document: Part, schema: Part) -> list[Part]:
    """The fields of an object; ``body`` is the name of what a field holds, where the page tells of that elsewhere."""
    return [
        {
            "name": name,
            "is_required": name in schema.get("required", []),
            "type": type_words(document, one),
            "body": _body(document, one),
            "description": one.get("description", "").replace("`", ""),
        }
        for name, one in schema["properties"].items()
    ]


def type_words(document: Part, schema: Part) -> str:
    """What a value may be, with its limits: ``whole number, 1 to 24``."""
    one = _meant(document, schema)
    if "enum" in one:
        return "one of " + ", ".join(one["enum"])
    if "const" in one:
        return f"always {one['const']}"
    if one["type"] == "array":
        return ", ".join(["list", *_limit("at most {}", one.get("maxItems"))])
    if one["type"] == "object":
        return "object"
    kind = _FORMATS.get(one.get("format", ""), _SIMPLE[one["type"]])
    return ", ".join([kind, *_limits(one)])


def _limits(one: Part) -> list[str]:
    return [
        *_limit("{} characters at least", one.get("minLength") if one.get("minLength", 0) > 1 else None),
        *_limit("{} characters at most", one.get("maxLength")),
        *_limit("from {}", one.get("minimum")),
        *_limit("up to {}", one.get("maximum")),
        *([f"like {one['pattern']}"] if len(one.get("pattern", "")) in range(1, _LONGEST_PATTERN) else []),
    ]


def _limit(words: str, number: int | float | None) -> list[str]:
    return [] if number is None else [words.format(f"{number:,.10g}")]


def _meant(document: Part, schema: Part) -> Part:
    """The schema itself, behind ``or null`` and behind a name."""
    one: Part = next((option for option in schema.get("anyOf", []) if option.get("type") != "null"), schema)
    return document["components"]["schemas"][_name(one)] if "$ref" in one else one


def _body(document: Part, schema: Part) -> str:
    """The object's name that a field holds, or holds many of."""
    one: Part = next((option for option in schema.get("anyOf", []) if option.get("type") != "null"), schema)
    one = one.get("items", one)
    if "$ref" not in one or "properties" not in document["components"]["schemas"][_name(one)]:
        return ""
    return _name(one)


def _name(schema: Part) -> str:
    return str(schema["$ref"]).rpartition("/")[2]
