"""The local mailbox: every mail that SES sent, and the two SMTP ports."""

import base64
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cached_property
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from infra.local.journal import Journal


@dataclass(frozen=True)
class StoredMail:
    """One mail as it arrived; ``recipients`` and ``sender`` are of the envelope. It is parsed once, when it is read."""

    id: str
    raw: bytes
    recipients: tuple[str, ...]
    sender: str

    @cached_property
    def message(self) -> EmailMessage:
        """The mail, parsed."""
        return message_from_bytes(self.raw, policy=policy.default)

    @cached_property
    def text(self) -> str:
        """The plain text part."""
        return _content(self.message, "plain")

    @cached_property
    def html(self) -> str:
        """The HTML part."""
        return _content(self.message, "html")

    def as_json(self) -> dict[str, Any]:
        """The mail as ``GET /inbox/api/messages`` lists it."""
        message = self.message
        return {
            "id": self.id,
            "from": str(message["From"]),
            "to": str(message["To"]),
            "subject": str(message["Subject"]),
            "date": str(message["Date"]),
            "text": self.text,
            "html": self.html,
            "headers": [[name, str(value)] for name, value in message.items()],
        }


class Mailbox:
    """The mails of one local desk, with those of the runs before that its journal holds."""

    def __init__(self, journal: Journal | None = None) -> None:
        self._journal = journal or Journal()
        self._mails: list[StoredMail] = []
        self._lock = threading.Lock()
        for kept in self._journal.entries():
            self._put(base64.b64decode(kept["raw"]), tuple(kept["recipients"]), kept["sender"])

    def add(self, raw: bytes, recipients: tuple[str, ...], sender: str) -> None:
        """Keep a mail. It gets its Date here, as SES would set it."""
        if message_from_bytes(raw, policy=policy.compat32)["Date"] is None:
            raw = f"Date: {format_datetime(datetime.now(UTC))}\r\n".encode() + raw
        with self._lock:
            self._put(raw, recipients, sender)
            kept = {"raw": base64.b64encode(raw).decode(), "recipients": recipients, "sender": sender}
            self._journal.add(kept)

    def _put(self, raw: bytes, recipients: tuple[str, ...], sender: str) -> None:
        self._mails.append(StoredMail(str(len(self._mails) + 1), raw, recipients, sender))

    def newest_first(self) -> list[StoredMail]:
        """Every mail."""
        with self._lock:
            return self._mails[::-1]

    def get(self, mail_id: str) -> StoredMail | None:
        """One mail."""
        return next((mail for mail in self.newest_first() if mail.id == mail_id), None)


Take = Callable[[bytes, tuple[str, ...], str], str]
"""Takes a message, its envelope recipients and its envelope sender; answers with an SMTP reply line."""


class _Handler:
    def __init__(self, take: Take) -> None:
        self._take = take

    async def handle_DATA(  # noqa: N802 (aiosmtpd calls it by this name)
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        raw = envelope.original_content or b""
        return self._take(raw, tuple(envelope.rcpt_tos), envelope.mail_from or "")


def smtp_port(port: int, take: Take) -> Controller:
    """An SMTP server on 127.0.0.1, in a thread of its own; ``start`` and ``stop`` it."""
    return Controller(_Handler(take), hostname="127.0.0.1", port=port, data_size_limit=40 * 1024 * 1024)


def reply_to(mail: StoredMail, text: str) -> EmailMessage:
    """A reply as a mail program writes it: In-Reply-To, References (RFC 5322), the quoted text below."""
    original = mail.message
    reply = EmailMessage(policy=policy.SMTP)
    reply["From"] = str(original["To"])
    reply["To"] = str(original["Reply-To"] or original["From"])
    subject = str(original["Subject"])
    reply["Subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}"
    reply["Date"] = format_datetime(datetime.now(UTC))
    reply["Message-ID"] = f"<{datetime.now(UTC):%Y%m%d%H%M%S%f}@mailbox.example>"
    reply["In-Reply-To"] = str(original["Message-ID"])
    reply["References"] = f"{original['References'] or ''} {original['Message-ID']}".strip()
    quoted = "\n".join(f"> {line}" for line in mail.text.splitlines())
    reply.set_content(f"{text.strip()}\n\nOn {original['Date']}, {original['From']} wrote:\n{quoted}\n")
    return reply


def _content(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if isinstance(part, EmailMessage) else ""
