"""Requests of API Gateway (REST API, proxy integration), with bounds on what is read."""

import base64
import binascii
import json
from typing import Any

from aws_lambda_powertools.utilities.data_classes.common import BaseProxyEvent

from adapters.web.responses import Problem

LARGEST_BODY = 64 * 1024  # bytes; an application is a few kilobytes
LARGEST_BODY_WITH_ICON = 1_500_000  # bytes; an icon has up to 1 MB, and JSON holds it in base64

Event = BaseProxyEvent


def body(event: Event, largest: int = LARGEST_BODY) -> bytes:
    """The request's body. Raises ``Problem`` if it has more than ``largest`` bytes."""
    text = event.body or ""
    try:
        raw = base64.b64decode(text, validate=True) if event.is_base64_encoded else text.encode()
    except binascii.Error:
        raise Problem(400, "The body cannot be read", "Send the body as it is, not encoded.") from None
    if len(raw) > largest:
        raise Problem(413, "The body is too large", f"Send at most {largest // 1024} KB.")
    return raw


def json_body(event: Event, largest: int = LARGEST_BODY) -> Any:
    """The request's JSON of at most ``largest`` bytes. Raises ``Problem`` if it is not JSON."""
    if content_type(event) != "application/json":
        raise Problem(415, "Not JSON", "Send the body as application/json.")
    try:
        return json.loads(body(event, largest))
    except (ValueError, RecursionError) as error:
        raise Problem(400, "The JSON cannot be read", f"Fix the body: {error}.") from None


def root(event: Event) -> str:
    """The relative URL that leads from a page to the stage's root; empty for a page that is there."""
    return "../" * (event.path.count("/") - 1)


def header(event: Event, name: str) -> str:
    """A request header's value, or nothing."""
    return event.headers.get(name) or ""


def content_type(event: Event) -> str:
    """The media type of the request's body, without its parameters."""
    return header(event, "content-type").partition(";")[0].strip().lower()


def query(event: Event, name: str) -> str:
    """A query parameter's last value, or nothing. What is no character (a lone surrogate) becomes a question mark."""
    return (event.query_string_parameters.get(name) or "").encode(errors="replace").decode()
