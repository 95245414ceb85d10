import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from adapters.aws.slack import SlackChannel
from domain.model.errors import SlackPostFailed
from infra.local.local_settings import free_port

SECRET = "services-T0-B0-secret"


class Webhook(HTTPServer):
    """A real HTTP server that returns ``answer`` and keeps the requests."""

    answer: tuple[int, str, dict[str, str]] = (200, "ok", {})

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Requests)
        self.taken: list[tuple[str, str, Any]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/{SECRET}"


class Requests(BaseHTTPRequestHandler):
    server: Webhook

    def do_POST(self) -> None:
        self.take()

    def do_GET(self) -> None:
        self.take()

    def take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.taken.append((self.path, self.headers["Content-Type"], json.loads(body or "{}")))
        status, text, headers = self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with Webhook() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def refusal(address: str) -> str:
    with pytest.raises(SlackPostFailed) as caught:
        SlackChannel(lambda: address).post_text("hello")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None, "no log shows what lies below"
    return str(caught.value)


def test_post_is_json_with_the_text(webhook: Webhook) -> None:
    SlackChannel(lambda: f"{webhook.address}?a=b\n").post_text("Approved: Zoë &amp; co")

    assert webhook.taken == [(f"/{SECRET}?a=b", "application/json", {"text": "Approved: Zoë &amp; co"})]


def test_new_url_is_used_at_once(webhook: Webhook) -> None:
    addresses = iter(["http://127.0.0.1:1/old", webhook.address])
    slack = SlackChannel(lambda: next(addresses))

    with pytest.raises(SlackPostFailed):
        slack.post_text("hello")
    slack.post_text("hello")

    assert len(webhook.taken) == 1


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((429, "rate_limited", {"Retry-After": "30"}), "Slack answered 429 rate_limited"),
        ((500, "rollup_error", {}), "Slack answered 500 rollup_error"),
        ((404, "channel_not_found", {}), "Slack answered 404 channel_not_found"),
        ((403, f"<html>no /{SECRET} here</html>", {}), "Slack answered 403"),
        ((302, "", {"Location": "/elsewhere"}), "Slack answered 302"),
    ],
)
def test_response_other_than_200_is_an_error_without_the_url(
    webhook: Webhook, answer: tuple[int, str, dict[str, str]], message: str
) -> None:
    webhook.answer = answer

    assert refusal(webhook.address) == message
    assert len(webhook.taken) == 1, "nothing is followed or repeated here"


@pytest.mark.parametrize(
    "address",
    [
        f"http://hooks.slack.example/{SECRET}",
        f"http://127.0.0.1.slack.example/{SECRET}",
        f"file:///{SECRET}",
        f"https:///{SECRET}",
        SECRET,
        "",
    ],
)
def test_only_https_or_this_machine_is_posted_to(address: str) -> None:
    assert refusal(address) == "The secret holds no https address"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        (f"http://127.0.0.1:{{port}}/{SECRET}", "Slack could not be reached: ConnectionRefusedError"),
        (f"http://127.0.0.1/{SECRET} with spaces", "Slack could not be reached: InvalidURL"),
        (f"https://127.0.0.1:{SECRET}/", "Slack could not be reached: ValueError"),
    ],
)
def test_error_about_an_unreachable_url_does_not_contain_it(address: str, message: str) -> None:
    assert refusal(address.format(port=free_port())) == message
