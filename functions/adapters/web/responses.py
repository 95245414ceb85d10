"""The edge to API Gateway (REST API, proxy integration): requests in, answers out, the same headers on each."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any

from domain.model.errors import FieldProblem

LARGEST_BODY = 64 * 1024  # bytes; an application is a few kilobytes
LARGEST_BODY_WITH_ICON = 1_500_000  # bytes; an icon has up to 1 MB, and JSON holds it in base64

Event = dict[str, Any]
Response = dict[str, Any]


@dataclass(eq=False)
class Problem(Exception):
    """An answer that says what is wrong (RFC 9457)."""

    status: int
    title: str
    detail: str
    errors: list[FieldProblem] = field(default_factory=list)


def body(event: Event, largest: int = LARGEST_BODY) -> bytes:
    """The request's body. Raises ``Problem`` where it has more than ``largest`` bytes."""
    text = event.get("body") or ""
    try:
        raw = base64.b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
    except binascii.Error:
        raise Problem(400, "The body cannot be read", "Send the body as it is, not encoded.") from None
    if len(raw) > largest:
        raise Problem(413, "The body is too large", f"Send at most {largest // 1024} KB.")
    return raw


def json_body(event: Event, largest: int = LARGEST_BODY) -> Any:
    """The request's JSON of at most ``largest`` bytes. Raises ``Problem`` where it is none."""
    if content_type(event) != "application/json":
        raise Problem(415, "Not JSON", "Send the body as application/json.")
    try:
        return json.loads(body(event, largest))
    except (ValueError, RecursionError) as error:
        raise Problem(400, "The JSON cannot be read", f"Mend the body: {error}.") from None


def header(event: Event, name: str) -> str:
    """A request header's value, or nothing."""
    headers = event.get("headers") or {}
    return next((value for key, value in headers.items() if key.lower() == name), "")


def content_type(event: Event) -> str:
    """The media type of the request's body, without its parameters."""
    return header(event, "content-type").partition(";")[0].strip().lower()


def path_parameter(event: Event, name: str) -> str:
    """A path parameter's value."""
    return str((event.get("pathParameters") or {}).get(name, ""))


def json_response(status: int, value: Any) -> Response:
    """A JSON answer."""
    return _answer(status, "application/json", json.dumps(value))


def problem_response(problem: Problem) -> Response:
    """A problem as RFC 9457 writes it; ``errors`` names every wrong field by JSON pointer."""
    value: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.errors:
        value["errors"] = [{"pointer": one.pointer, "detail": one.message} for one in problem.errors]
    return _answer(problem.status, "application/problem+json", json.dumps(value))


_NOTHING_LOADS = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def html_response(status: int, html: str, style_source: str, script_source: str = "") -> Response:
    """A page. Nothing may load but its own stylesheet and script; no address of it leaks to another site.

    A page with a script may ask the desk itself, and nobody else.
    """
    script = f"script-src '{script_source}'; connect-src 'self'; " if script_source else ""
    policy = (
        f"default-src 'none'; style-src '{style_source}'; {script}img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    answer = _answer(status, "text/html; charset=utf-8", html)
    answer["headers"]["Content-Security-Policy"] = policy
    return answer


def file_response(name: str, content_type: str, text: str) -> Response:
    """A file that the browser keeps, and does not show."""
    answer = _answer(200, content_type, text)
    answer["headers"]["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def see_other(location: str) -> Response:
    """An answer that sends the browser on (303) to an address, or to one relative to this page's own."""
    answer = _answer(303, "text/plain; charset=utf-8", "")
    answer["headers"]["Location"] = location
    return answer


def _answer(status: int, content_type: str, text: str) -> Response:
    headers = {
        "Content-Type": content_type,
        "Cache-Control": "no-store",
        "Content-Security-Policy": _NOTHING_LOADS,  # a page says what it needs
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }
    return {"statusCode": status, "headers": headers, "body": text}
