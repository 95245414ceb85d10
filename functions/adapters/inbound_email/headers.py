"""Reading the header of an untrusted message."""

import re
from email.message import Message
from email.policy import default
from typing import Any

# What Python's email package raises on badly formed messages.
UNREADABLE = (LookupError, ValueError, AttributeError, AssertionError, TypeError)
LONGEST_VALUE = 2_000  # characters of a field that is decoded or parsed
# Control characters, lone surrogates, and characters that reverse the direction of a text or have no width.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


class Fields:
    """The header fields in their order; names in lower case, values unfolded."""

    def __init__(self, message: Message) -> None:
        self.all = [(name.lower(), _unfolded(str(value))) for name, value in message.raw_items()]

    def values(self, name: str) -> list[str]:
        """The values of a field, not decoded; ``name`` in lower case."""
        return [value for known, value in self.all if known == name]

    def single(self, name: str) -> Any:
        """The parsed value of a field that occurs once; None if it doesn't, or is badly formed."""
        values = self.values(name)
        if len(values) != 1 or len(values[0]) > LONGEST_VALUE:
            return None
        try:
            return default.header_fetch_parse(name, values[0])
        except UNREADABLE:
            return None

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


def _unfolded(value: str) -> str:
    return value.replace("\r", "").replace("\n", "").strip()
