"""Reading the header of a message that anybody may have written."""

import re
from email.message import Message
from email.policy import default
from typing import Any

# What Python's email package raises on messages that are badly formed.
UNREADABLE = (LookupError, ValueError, AttributeError, AssertionError, TypeError)
LONGEST_VALUE = 2_000  # characters of a field that is decoded or taken apart
# Control characters and lone surrogates, and what makes a text run backwards or lie about its length.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


class Fields:
    """The fields of a message's header, read once, in their order; names in small letters, values unfolded."""

    def __init__(self, message: Message) -> None:
        self.all = [(name.lower(), _unfolded(str(value))) for name, value in message.raw_items()]

    def values(self, name: str) -> list[str]:
        """A field's values as they stand there, encoded words and all; ``name`` in small letters."""
        return [value for known, value in self.all if known == name]

    def single(self, name: str) -> Any:
        """The value of a field that is there once, as the email package reads it; None where it is badly formed."""
        values = self.values(name)
        if len(values) != 1 or len(values[0]) > LONGEST_VALUE:
            return None
        try:
            return default.header_fetch_parse(name, values[0])
        except UNREADABLE:
            return None

    def text(self, name: str, longest: int) -> str:
        """A field's first value, decoded, on one line, of at most so many characters; empty where there is none."""
        return one_line(decoded(next(iter(self.values(name)), "")), longest)


def decoded(value: str) -> str:
    """A value with its encoded words (RFC 2047) and raw UTF-8 decoded, as far as they can be."""
    value = value[:LONGEST_VALUE].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return str(default.header_factory("subject", value))
    except UNREADABLE:
        return value


def one_line(text: str, longest: int) -> str:
    """A text of somebody else as one line, without control characters, of at most so many characters."""
    line = " ".join(without_unseen(text[: 4 * longest]).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def without_unseen(text: str) -> str:
    """A text without control characters (line breaks and tabs stay) and without what cannot be written as UTF-8."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _unfolded(value: str) -> str:
    return value.replace("\r", "").replace("\n", "").strip()
