"""Posts to a Slack channel by an incoming webhook.

https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
"""

import json
import re
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from domain.model.errors import SlackPostFailed

TIMEOUT = 10  # seconds, to connect and for each answer


class SlackChannel:
    """``domain.notifications.ports.Channel`` on an incoming webhook.

    Who knows its address can post, so it lies in Secrets Manager alone and in no log or error. It is read each time:
    announcements are few, and a new address counts at once.
    """

    def __init__(self, read_address: Callable[[], str]) -> None:
        self._read_address = read_address

    def post_text(self, text: str) -> None:
        """Slack answers 200 for a post that it took, and for nothing else.

        It takes about one post a second. Where it asks to wait (429), the caller tries again later, as after any error.
        """
        address = self._read_address().strip()
        try:
            status, answer = _send(address, json.dumps({"text": text}))
        except (OSError, HTTPException, ValueError) as error:  # their messages may quote the address
            raise SlackPostFailed(f"Slack could not be reached: {type(error).__name__}") from None
        if status != 200:
            raise SlackPostFailed(f"Slack answered {status} {answer}".rstrip())


def _send(address: str, body: str) -> tuple[int, str]:
    """One POST, which follows no redirect; answers with the status and Slack's word for the error."""
    parts = urlsplit(address)
    with_query = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection = _connection(parts.scheme, parts.hostname, parts.port)
    try:
        connection.request("POST", with_query, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, _word(answer)
    finally:
        connection.close()


def _connection(scheme: str, host: str | None, port: int | None) -> HTTPConnection:
    """Encrypted, but for a stand-in on the same machine."""
    if scheme == "https" and host:
        return HTTPSConnection(host, port, timeout=TIMEOUT)
    if scheme == "http" and host == "127.0.0.1":
        return HTTPConnection(host, port, timeout=TIMEOUT)
    raise SlackPostFailed("The secret holds no https address")


def _word(answer: HTTPResponse) -> str:
    """What Slack says is wrong is one word (``channel_is_archived``); an answer of anybody else may say anything."""
    text = answer.read(100).decode("ascii", "replace").strip()
    return text if re.fullmatch("[a-z_]+", text) else ""
