"""An SES in front of the embedded one that has reached its daily quota, until it answered so often."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

THROTTLED = b"""
<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
  <Error><Type>Sender</Type><Code>Throttling</Code><Message>Daily message quota exceeded.</Message></Error>
  <RequestId>0</RequestId>
</ErrorResponse>""".lstrip()


class ThrottlingSes(ThreadingHTTPServer):
    """Refuses the first ``times`` requests as AWS does, and passes the others on; keeps what it was asked."""

    def __init__(self, aws_url: str, times: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.aws_url = aws_url
        self.times = times
        self.bodies: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: ThrottlingSes

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.bodies.append(body.decode())
        if len(self.server.bodies) <= self.server.times:
            self._answer(400, THROTTLED)
            return
        headers = dict(self.headers.items())  # Host, too: the signature covers it
        answer = httpx.post(self.server.aws_url, content=body, headers=headers, timeout=60)
        self._answer(answer.status_code, answer.content)

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@contextmanager
def throttling_ses(aws_url: str, times: int) -> Iterator[ThrottlingSes]:
    """One that runs while it is used."""
    with ThrottlingSes(aws_url, times) as ses:
        thread = threading.Thread(target=ses.serve_forever)
        thread.start()
        try:
            yield ses
        finally:
            ses.shutdown()
            thread.join()
