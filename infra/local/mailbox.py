"""The local mailbox: every email that SES sent; and SMTP servers."""

import base64
import json
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Journal:
    """A file with a line of JSON for each entry, kept between runs; without a path, nothing is kept."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    def entries(self) -> list[dict[str, Any]]:
        if self._path is None or not self._path.exists():
            return []
        found = []
        for line in self._path.read_text("utf-8").splitlines():
            with suppress(ValueError):  # an empty line, or one that its process did not finish
                found.append(json.loads(line))
        return found

    def add(self, entry: dict[str, Any]) -> None:
        if self._path:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write("\n" + json.dumps(entry))


@dataclass(frozen=True)
class StoredMail:
    """An email as it arrived; ``recipients`` and ``sender`` are those of the envelope."""

    id: str
    raw: bytes
    recipients: tuple[str, ...]
    sender: str

    @cached_property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    @cached_property
    def text(self) -> str:
        return _content(self.message, "plain")

    @cached_property
    def html(self) -> str:
        return _content(self.message, "html")

    @property
    def headers(self) -> list[list[str]]:
        return [[name, str(value)] for name, value in self.message.items()]

    @property
    def at(self) -> datetime:
        return self.message["Date"].datetime  # type: ignore[no-any-return]

    def links(self, page: str) -> list[str]:
        """The paths of the links to a page of Keydesk that have a token, in their order."""
        return re.findall(rf"(?<=[\w.])/{page}/\w+", self.text)

    def as_json(self) -> dict[str, Any]:
        """As ``GET /inbox/api/messages`` lists it."""
        message = self.message
        return {
            "id": self.id,
            "from": str(message["From"]),
            "to": str(message["To"]),
            "subject": str(message["Subject"]),
            "date": str(message["Date"]),
            "text": self.text,
            "html": self.html,
            "headers": self.headers,
        }


Mark = Literal["read", "replied", "bounced", "complained"]


class Mailbox:
    """The emails and their marks, with those of earlier runs in the journals."""

    def __init__(self, journal: Journal | None = None, marks: Journal | None = None) -> None:
        self._journal, self._marked = journal or Journal(), marks or Journal()
        self._marks: dict[str, set[str]] = {}
        for entry in self._marked.entries():
            self._marks.setdefault(entry["id"], set()).add(entry["mark"])
        self._mails: list[StoredMail] = []
        self._lock = threading.Lock()
        for kept in self._journal.entries():
            self._put(base64.b64decode(kept["raw"]), tuple(kept["recipients"]), kept["sender"])

    def add(self, raw: bytes, recipients: tuple[str, ...], sender: str) -> None:
        """Store an email, with a Date as SES would set it."""
        if message_from_bytes(raw, policy=policy.compat32)["Date"] is None:
            raw = f"Date: {format_datetime(datetime.now(UTC))}\r\n".encode() + raw
        with self._lock:
            self._put(raw, recipients, sender)
            kept = {"raw": base64.b64encode(raw).decode(), "recipients": recipients, "sender": sender}
            self._journal.add(kept)

    def _put(self, raw: bytes, recipients: tuple[str, ...], sender: str) -> None:
        self._mails.append(StoredMail(str(len(self._mails) + 1), raw, recipients, sender))

    def newest_first(self) -> list[StoredMail]:
        with self._lock:
            return self._mails[::-1]

    def marks(self, mail: StoredMail) -> frozenset[str]:
        """What its reader did with an email: see ``mark``."""
        with self._lock:
            return frozenset(self._marks.get(mail.id, ()))

    def mark(self, mail: StoredMail, mark: Mark) -> None:
        with self._lock:
            marks = self._marks.setdefault(mail.id, set())
            if mark not in marks:
                marks.add(mark)
                self._marked.add({"id": mail.id, "mark": mark})

    def find(self, about: str, person: str, page: str = "") -> list[StoredMail]:
        """The emails to a person that name a case or account and, if given, link to such a page; oldest first."""
        return [
            mail
            for mail in self.newest_first()[::-1]
            if mail.recipients == (person,)
            and about in f"{mail.message['Subject']} {mail.text}"
            and (not page or mail.links(page))
        ]

    def get(self, mail_id: str) -> StoredMail | None:
        return next((mail for mail in self.newest_first() if mail.id == mail_id), None)


Take = Callable[[bytes, tuple[str, ...], str], str]
"""Takes a message, its envelope recipients and its envelope sender; returns an SMTP reply."""


class _Handler:
    def __init__(self, take: Take) -> None:
        self._take = take

    async def handle_DATA(  # noqa: N802 (aiosmtpd calls it by this name)
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        raw = envelope.original_content or b""
        return self._take(raw, tuple(envelope.rcpt_tos), envelope.mail_from or "")


def smtp_port(port: int, take: Take) -> Controller:
    """An SMTP server on 127.0.0.1 in a thread, to ``start`` and ``stop``."""
    return Controller(_Handler(take), hostname="127.0.0.1", port=port, data_size_limit=40 * 1024 * 1024)


def reply_to(mail: StoredMail, text: str) -> EmailMessage:
    """A reply as an email program writes it: with In-Reply-To, References (RFC 5322) and the quoted text."""
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
