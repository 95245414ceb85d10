"""The edge to API Gateway (REST API, proxy integration): requests in, answers out, the same headers on each."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from review.errors import FieldProblem

if TYPE_CHECKING:
    from python_multipart.multipart import File

LARGEST_BODY = 64 * 1024  # bytes; an application is a few kilobytes
LARGEST_BODY_WITH_ICON = 1_500_000  # bytes; an icon has up to 1 MB, and JSON holds it in base64
MOST_FIELDS = 100  # of a form

Event = dict[str, Any]
Answer = dict[str, Any]


@dataclass(eq=False)
class Problem(Exception):
    """An answer that says what is wrong (RFC 9457)."""

    status: int
    title: str
    detail: str
    errors: list[FieldProblem] = field(default_factory=list)


@dataclass(frozen=True)
class Form:
    """A submitted HTML form: the last value of each field, and what each file holds that was chosen."""

    fields: dict[str, str]
    files: dict[str, bytes]


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
    if _content_type(event) != "application/json":
        raise Problem(415, "Not JSON", "Send the body as application/json.")
    try:
        return json.loads(body(event, largest))
    except (ValueError, RecursionError) as error:
        raise Problem(400, "The JSON cannot be read", f"Mend the body: {error}.") from None


def form_body(event: Event) -> Form:
    """A submitted HTML form, with or without files (RFC 7578). Raises ``Problem`` where it is none."""
    readers = {"application/x-www-form-urlencoded": _urlencoded, "multipart/form-data": _multipart}
    reader = readers.get(_content_type(event))
    if reader is None:
        raise Problem(415, "Not a form", "Use the form on the page.")
    try:
        form = reader(event)
        if any("\0" in text for pair in form.fields.items() for text in pair):
            raise ValueError("a field holds a NUL")
    except ValueError as error:  # too many fields, not UTF-8, or parts that are malformed
        raise Problem(400, "The form cannot be read", f"Use the form on the page: {error}.") from None
    return form


def _urlencoded(event: Event) -> Form:
    text = body(event).decode()
    return Form(dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)), {})


def _multipart(event: Event) -> Form:
    """All of it stays in memory: ``body`` bounds it. The file part of a page on which no file was chosen is empty."""
    from python_multipart.multipart import Field, File, FormParser, parse_options_header

    parts: list[Field | File] = []
    ends: list[bool] = []

    def keep(part: Field | File) -> None:
        parts.append(part)
        if len(parts) > MOST_FIELDS:
            raise ValueError(f"it has more than {MOST_FIELDS} fields")

    content_type, options = parse_options_header(header(event, "content-type"))
    config = {"MAX_MEMORY_FILE_SIZE": LARGEST_BODY_WITH_ICON, "UPLOAD_ERROR_ON_BAD_CTE": True}
    parser = FormParser(
        content_type.decode(), keep, keep, lambda: ends.append(True), options.get(b"boundary"), config=config
    )
    parser.write(body(event, LARGEST_BODY_WITH_ICON))
    if not ends:
        raise ValueError("its end is missing")
    fields = {_text(part.field_name): _text(part.value) for part in parts if isinstance(part, Field)}
    files = {_text(part.field_name): _content(part) for part in parts if isinstance(part, File) and part.size}
    return Form(fields, files)


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode()


def _content(file: "File") -> bytes:
    file.file_object.seek(0)
    return file.file_object.read()


def header(event: Event, name: str) -> str:
    """A request header's value, or nothing."""
    headers = event.get("headers") or {}
    return next((value for key, value in headers.items() if key.lower() == name), "")


def _content_type(event: Event) -> str:
    return header(event, "content-type").partition(";")[0].strip().lower()


def path_parameter(event: Event, name: str) -> str:
    """A path parameter's value."""
    return str((event.get("pathParameters") or {}).get(name, ""))


def json_answer(status: int, value: Any) -> Answer:
    """A JSON answer."""
    return _answer(status, "application/json", json.dumps(value))


def problem_answer(problem: Problem) -> Answer:
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


def html_answer(status: int, html: str, style_source: str) -> Answer:
    """A page. Nothing may load but its own stylesheet; no address of it leaks to another site."""
    policy = (
        f"default-src 'none'; style-src '{style_source}'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    answer = _answer(status, "text/html; charset=utf-8", html)
    answer["headers"]["Content-Security-Policy"] = policy
    return answer


def see_other(location: str) -> Answer:
    """An answer that sends the browser on (303) to a location relative to this page's own."""
    answer = _answer(303, "text/plain; charset=utf-8", "")
    answer["headers"]["Location"] = location
    return answer


def _answer(status: int, content_type: str, text: str) -> Answer:
    headers = {
        "Content-Type": content_type,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=63072000",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }
    return {"statusCode": status, "headers": headers, "body": text}
