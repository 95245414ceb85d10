"""Whether a received message was sent by a machine: auto-replies, bounces, receipts and list mail.

By what the message says of itself in its headers (RFC 3834, RFC 3464, RFC 2919) and by what mail systems are known to
write. What only a subject or a text hints at is not looked at here.
"""

from collections.abc import Iterator
from email.message import EmailMessage

from adapters.headers import values

_MARKS = (
    *("x-autoreply", "x-auto-reply", "x-autorespond", "x-autoresponse", "x-autoreply-from", "x-vacation"),
    *("x-apple-action", "x-failed-recipients", "list-id"),
)
_PRECEDENCES = ("bulk", "junk", "auto_reply", "list")
_MACHINES = ("mailer-daemon", "postmaster", "mail-daemon")


def is_automatic(message: EmailMessage, envelope_sender: str, from_address: str) -> bool:
    """Whether any sign of a machine is there; ``envelope_sender`` is empty, or ``<>``, on bounces."""
    return any(_signs(message, envelope_sender, from_address))


def _signs(message: EmailMessage, envelope_sender: str, from_address: str) -> Iterator[bool]:
    yield any(_word(value) != "no" for value in values(message, "Auto-Submitted"))
    yield any(_word(value) != "no" for name in _MARKS for value in values(message, name))
    yield any(_word(value) in _PRECEDENCES for value in values(message, "Precedence"))
    yield _is_out_of_office_of_exchange(message)
    yield envelope_sender in ("", "<>") or any(value == "<>" for value in values(message, "Return-Path"))
    yield message.get_content_type() in ("multipart/report", "message/delivery-status")
    yield from_address.partition("@")[0].lower() in _MACHINES


def _is_out_of_office_of_exchange(message: EmailMessage) -> bool:
    """Only both together: the first alone stands in mail that people write."""
    suppressed = any(_word(value) == "all" for value in values(message, "X-Auto-Response-Suppress"))
    return suppressed and bool(values(message, "X-MS-Exchange-Inbox-Rules-Loop"))


def _word(value: str) -> str:
    return value.partition(";")[0].strip().lower()
