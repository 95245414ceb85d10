"""The local stand-in for the Slack channel: what was posted."""

import html
import json
import threading
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from infra.local.journal import Journal


class NotAPost(Exception):
    """What came is no post that Slack would take."""


class Channel:
    """The posts of one local desk, with those of the runs before that its journal holds."""

    def __init__(self, journal: Journal | None = None) -> None:
        self._journal = journal or Journal()
        self._posts = self._journal.entries()
        self._lock = threading.Lock()

    def add(self, body: bytes) -> None:
        """Take what was sent to the webhook; raises ``NotAPost`` where Slack would answer 400."""
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
        """Every post as people see it: ``id``, ``date``, ``text``."""
        with self._lock:
            return self._posts[::-1]
