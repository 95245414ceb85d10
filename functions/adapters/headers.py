"""Reading the headers of a message that anybody may have written."""

from email.message import EmailMessage
from typing import Any

# What Python's email package raises on messages that are badly formed.
UNREADABLE = (LookupError, ValueError, AttributeError, AssertionError, TypeError)


def parsed(message: EmailMessage, name: str) -> list[Any]:
    """A header's values as the email package reads them; none where one is so badly formed that it cannot."""
    try:
        return message.get_all(name, [])
    except UNREADABLE:
        return []


def values(message: EmailMessage, name: str) -> list[str]:
    """A header's values as text, without the white space around them."""
    return [str(value).strip() for value in parsed(message, name)]
