"""Posts to a Slack channel by an incoming webhook.

https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
"""

import json
import re
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from domain.model.errors import SlackPostFailed

TIMEOUT = 10  # seconds, to connect and for each response


class SlackChannel:
    """Posts to the webhook whose URL ``read_url`` returns.

    Whoever knows the URL can post, so it is kept in Secrets Manager, and out of logs and errors. It is read for each
    post: there are few, and a new URL is used at once.
    """

    def __init__(self, read_url: Callable[[], str]) -> None:
        self._read_url = read_url

    def post_text(self, text: str) -> None:
        """Slack returns 200 for a post that it took, and for nothing else.

        It takes about one post per second. After 429, as after any error, the caller retries later.
        """
        url = self._read_url().strip()
        try:
            status, answer = _send(url, json.dumps({"text": text}))
        except (OSError, HTTPException, ValueError) as error:  # their messages may quote the URL
            raise SlackPostFailed(f"Slack could not be reached: {type(error).__name__}") from None
        if status != 200:
            raise SlackPostFailed(f"Slack answered {status} {answer}".rstrip())


def _send(url: str, body: str) -> tuple[int, str]:
    """POST without following redirects. Returns the status and Slack's word for the error."""
    parts = urlsplit(url)
    with_query = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection = _connection(parts.scheme, parts.hostname, parts.port)
    try:
        connection.request("POST", with_query, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, _word(response)
    finally:
        connection.close()


def _connection(scheme: str, host: str | None, port: int | None) -> HTTPConnection:
    """Encrypted, except to a stand-in on the same machine."""
    if scheme == "https" and host:
        return HTTPSConnection(host, port, timeout=TIMEOUT)
    if scheme == "http" and host == "127.0.0.1":
        return HTTPConnection(host, port, timeout=TIMEOUT)
    raise SlackPostFailed("The secret holds no https address")


def _word(response: HTTPResponse) -> str:
    """Slack's errors are one word (``channel_is_archived``); any other response may contain anything."""
    text = response.read(100).decode("ascii", "replace").strip()
    return text if re.fullmatch("[a-z_]+", text) else ""
