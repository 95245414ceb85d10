"""Reading the header of an untrusted message."""

import re
from email.message import Message
from email.policy import default
from typing import NamedTuple

# What Python's email package raises on badly formed messages.
UNREADABLE = (LookupError, ValueError, AttributeError, AssertionError, TypeError)
LONGEST_VALUE = 2_000  # characters of a field that is decoded or parsed
# Control characters, lone surrogates, and characters that reverse the direction of a text or have no width.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


class Field(NamedTuple):
    """A header field: its name in lower case, its value unfolded, and the value's ``lines`` as they came."""

    name: str
    value: str
    lines: tuple[str, ...]


class Fields:
    """The header fields in their order, not decoded."""

    def __init__(self, message: Message) -> None:
        self.all = [_field(name, str(value)) for name, value in message.raw_items()]

    def values(self, name: str) -> list[str]:
        """The values of a field; ``name`` in lower case."""
        return [field.value for field in self.all if field.name == name]

    def text(self, name: str, longest: int) -> str:
        """A field's first value, decoded, as one line of at most ``longest`` characters; empty if there is none."""
        return one_line(decoded(next(iter(self.values(name)), "")), longest)


def decoded(value: str) -> str:
    """A value with encoded words (RFC 2047) and raw UTF-8 decoded, as far as possible."""
    value = value[:LONGEST_VALUE].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return str(default.header_factory("subject", value))
    except UNREADABLE:
        return value


def one_line(text: str, longest: int) -> str:
    """An untrusted text as one line, without control characters, of at most ``longest`` characters."""
    line = " ".join(without_invisible(text[: 4 * longest]).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def without_invisible(text: str) -> str:
    """A text without control characters (line breaks and tabs stay) and without lone surrogates."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _field(name: str, value: str) -> Field:
    return Field(name.lower(), value.replace("\r", "").replace("\n", "").strip(), tuple(value.split("\r\n")))
