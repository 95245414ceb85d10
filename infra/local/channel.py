"""The local stand-in for the Slack channel: what was posted, kept in memory while the desk runs."""

import html
import json
import threading
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any


class NotAPost(Exception):
    """What came is no post that Slack would take."""


class Channel:
    """The posts of one local desk."""

    def __init__(self) -> None:
        self._posts: list[dict[str, Any]] = []
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

    def newest_first(self) -> list[dict[str, Any]]:
        """Every post as people see it: ``id``, ``date``, ``text``."""
        with self._lock:
            return self._posts[::-1]
