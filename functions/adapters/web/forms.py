"""Submitted HTML forms, with or without files."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from adapters.web.requests import Event, body, content_type, header
from adapters.web.responses import Problem

if TYPE_CHECKING:
    from python_multipart.multipart import File

MAX_FIELDS = 100
LARGEST_TEXTS = 128 * 1024  # bytes; a page that comes back holds all of them again, escaped
LARGEST_FORM = 4_400_000  # bytes; Lambda's limit in base64. A too large icon must not lose the text


@dataclass(frozen=True)
class Form:
    """A submitted HTML form: the last value of each field, and the content of each chosen file."""

    fields: dict[str, str]
    files: dict[str, bytes]


def form_body(event: Event) -> Form:
    """Parse a form, with or without files (RFC 7578). Raises ``Problem`` if the body is no form."""
    readers = {"application/x-www-form-urlencoded": _urlencoded, "multipart/form-data": _multipart}
    reader = readers.get(content_type(event))
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
    return Form(dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)), {})


def _multipart(event: Event) -> Form:
    """All of it is kept in memory, which ``body`` bounds. The part of a file that was not chosen is empty."""
    from python_multipart.multipart import Field, File, FormParser, parse_options_header

    parts: list[Field | File] = []
    ends: list[bool] = []

    def keep(part: Field | File) -> None:
        parts.append(part)
        if len(parts) > MAX_FIELDS:
            raise ValueError(f"it has more than {MAX_FIELDS} fields")

    kind, options = parse_options_header(header(event, "content-type"))
    config = {"MAX_MEMORY_FILE_SIZE": LARGEST_FORM, "UPLOAD_ERROR_ON_BAD_CTE": True}
    parser = FormParser(kind.decode(), keep, keep, lambda: ends.append(True), options.get(b"boundary"), config=config)
    parser.write(body(event, LARGEST_FORM))
    if not ends:
        raise ValueError("its end is missing")
    texts = [part for part in parts if isinstance(part, Field)]
    if sum(len(part.value or b"") for part in texts) > LARGEST_TEXTS:
        raise Problem(
            413, "The texts are too long", f"Send at most {LARGEST_TEXTS // 1024} KB of text beside the icon."
        )
    fields = {_text(part.field_name): _text(part.value) for part in texts}
    files = {_text(part.field_name): _content(part) for part in parts if isinstance(part, File) and part.size}
    return Form(fields, files)


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode()


def _content(file: "File") -> bytes:
    file.file_object.seek(0)
    return file.file_object.read()
