"""The parts of a message, parsed within bounds: its text, and its attachments, which are listed and never opened."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32
from itertools import count
from typing import Any, cast

from adapters.inbound_email.charsets import text_of
from adapters.inbound_email.headers import UNREADABLE, decoded, one_line, without_invisible
from adapters.inbound_email.html_to_text import html_to_text, is_no_text
from domain.cases.inbound_message import Attachment
from domain.model.errors import UnreadableMessage

LONGEST_TEXT = 40_000  # characters
LONGEST_FIELD, LONGEST_CONTENT_FIELD = 20_000, 2_000  # characters of a field; a longer one is emptied
LONGEST_PART = 400_000  # bytes of a part that is read as text
MAX_LINES, MAX_FIELDS, MAX_PARTS = 1_500_000, 20_000, 300
MAX_STEPS = 10_000_000  # lines, multiplied by the multiparts that each may belong to
MAX_TEXTS, MAX_ATTACHMENTS = 10, 50
LONGEST_NAME, LONGEST_TYPE = 150, 100  # characters
_TEXTS = ("text/plain", "text/html")
Part = Message
"""A message, or a part of one."""


class _Bounded(Compat32):
    """The email package's old policy, which parses the least, with limits on the number and length of fields."""

    def __init__(self) -> None:
        super().__init__()
        vars(self)["fields"] = count()  # policies are immutable otherwise

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """See ``email.policy.Policy``."""
        if next(vars(self)["fields"]) >= MAX_FIELDS:
            raise UnreadableMessage("too many fields")
        name, value = super().header_source_parse(sourcelines)
        longest = LONGEST_CONTENT_FIELD if name.lower().startswith("content-") else LONGEST_FIELD
        return name, value if len(value) <= longest else ""


def parsed_message(raw: bytes) -> Part:
    """Parse a message.

    Raises:
        UnreadableMessage: if so many lines, fields or parts would use up the function's time or memory.
    """
    lines, multiparts = raw.count(b"\n"), raw.lower().count(b"multipart/")
    if lines > MAX_LINES or lines * multiparts > MAX_STEPS:
        raise UnreadableMessage("too many lines")
    parts = count()

    def part(**options: Any) -> Part:
        if next(parts) >= MAX_PARTS:
            raise UnreadableMessage("too many parts")
        return Part(**options)

    return message_from_bytes(raw, _class=part, policy=_Bounded())


def leaves(message: Part) -> Iterator[Part]:
    """The parts without parts of their own, in order. An attached message is one such part."""
    stack = [message]
    while stack:
        part = stack.pop()
        if part.get_content_maintype() == "multipart":
            stack += reversed(_children(part))
        else:
            yield part


def text_and_attachments(message: Part) -> tuple[str, tuple[Attachment, ...]]:
    """What a mail program would show, as text, and what it would list.

    Of alternative texts (RFC 2046, 5.1.4) one is shown, and the others are not listed.
    """
    texts: list[str] = []
    listed: list[Part] = []
    for unit in _units(message):
        shown = [part for part in unit if _is_text(part)]
        listed += [part for part in unit if not _is_text(part)]
        texts.append(_best_of(shown[:MAX_TEXTS]) if len(texts) < MAX_TEXTS else "")
    # Again at the end: HTML's character references (&#1;) are characters now.
    text = without_invisible("\n\n".join(text for text in texts if text))[:LONGEST_TEXT].strip()
    return text, _listed(listed)


def _units(message: Part) -> Iterator[list[Part]]:
    """Parts one by one, and those of an alternative together."""
    stack = [message]
    while stack:
        part = stack.pop()
        if part.get_content_type() == "multipart/alternative":
            yield list(leaves(part))
        elif part.get_content_maintype() == "multipart":
            stack += reversed(_children(part))
        else:
            yield [part]


def _children(part: Part) -> list[Part]:
    return cast("list[Part]", part.get_payload()) if part.is_multipart() else []


def _is_text(part: Part) -> bool:
    """Whether it is shown. Apple's mail programs, for example, send text between attachments as separate parts."""
    return part.get_content_type() in _TEXTS and part.get_content_disposition() != "attachment" and not _file_name(part)


def _best_of(alternatives: list[Part]) -> str:
    """The plain texts, unless they are empty or only say that the message is HTML."""
    plain, html = ([part for part in alternatives if part.get_content_type() == media_type] for media_type in _TEXTS)
    text = _together(without_invisible(_content(part)) for part in plain)
    if not html or (text and not is_no_text(text)):
        return text
    return _together(html_to_text(without_invisible(_content(part))) for part in html) or text


def _together(texts: Iterator[str]) -> str:
    return "\n\n".join(text for text in (text.strip() for text in texts) if text)


def _content(part: Part) -> str:
    try:
        charset = part.get_content_charset() or ""
    except UNREADABLE:
        charset = ""
    return text_of(_bytes(part)[:LONGEST_PART], charset)


def _bytes(part: Part) -> bytes:
    """The content, its transfer encoding (RFC 2045, 6) decoded."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _listed(parts: list[Part]) -> tuple[Attachment, ...]:
    listed = [
        Attachment(
            name=one_line(decoded(_file_name(part)), LONGEST_NAME),
            media_type=one_line(part.get_content_type(), LONGEST_TYPE),
            size=_size(part),
        )
        for part in parts
    ]
    more = listed[MAX_ATTACHMENTS:]
    if more:
        last = Attachment(name=f"and {len(more)} more", media_type="", size=sum(attachment.size for attachment in more))
        listed[MAX_ATTACHMENTS:] = [last]
    return tuple(listed)


def _file_name(part: Part) -> str:
    try:
        return str(part.get_filename() or "")
    except UNREADABLE:
        return ""


def _size(part: Part) -> int:
    """The decoded size; of an attached message, approximately that of its header and parts."""
    if not part.is_multipart():
        return len(_bytes(part))
    return sum(_size(child) + 2 + sum(map(_length, child.raw_items())) for child in _children(part))


def _length(field: tuple[str, Any]) -> int:
    return len(field[0]) + len(": \r\n") + len(str(field[1]))
