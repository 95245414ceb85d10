"""The local stand-in for the Slack channel."""

import html
import json
import threading
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from infra.local.mailbox import Journal


class NotAPost(Exception):
    """Slack would not accept this."""


class Channel:
    """The posts, with those of earlier runs in the journal."""

    def __init__(self, journal: Journal | None = None) -> None:
        self._journal = journal or Journal()
        self._posts = self._journal.entries()
        self._lock = threading.Lock()

    def add(self, body: bytes) -> None:
        """Take what was sent to the webhook. Raises ``NotAPost`` if Slack would return 400."""
        try:
            text = json.loads(body)["text"]
        except (ValueError, KeyError, TypeError):
            raise NotAPost("invalid_payload") from None
        if not isinstance(text, str) or not text:
            raise NotAPost("no_text")
        with self._lock:
            date = format_datetime(datetime.now(UTC))
            self._posts.append({"id": str(len(self._posts) + 1), "date": date, "text": html.unescape(text)})
            self._journal.add(self._posts[-1])

    def newest_first(self) -> list[dict[str, Any]]:
        """``id``, ``date`` and ``text`` of each post."""
        with self._lock:
            return self._posts[::-1]
