"""Which callers the local desk's ports accept, and that a website in a browser is none of them."""

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from infra.local.guard import callers, owner_key
from infra.local.local_settings import free_port
from infra.local.mailbox import smtp_port

SIGNED = {"authorization": "AWS4-HMAC-SHA256 Credential=abc"}
LINK = "/bucket/received/1?X-Amz-Signature=abc"
FRAMED = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
FOLLOWED = {**FRAMED, "sec-fetch-dest": "document"}


async def _echo(request: Request) -> Response:
    path = {"path": request.scope["path"], "raw_path": request.scope["raw_path"].decode()}
    return JSONResponse(path, headers={"Access-Control-Allow-Origin": "*"})


ECHO = Route("/{path:path}", _echo, methods=["GET", "POST", "PUT", "OPTIONS"])


Ask = Callable[[str, str, dict[str, str]], httpx.Response]


def _asks(app: ASGIApp, url: str) -> Ask:
    async def ask(method: str, path: str, headers: dict[str, str]) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=url) as client:
            return await client.request(method, path, headers=headers)

    def in_thread(*call: Any) -> httpx.Response:
        """Of its own: the browser of other tests leaves an event loop in this one."""
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, ask(*call)).result()

    return in_thread


@pytest.fixture
def aws() -> Ask:
    return _asks(callers.guarded(Starlette(routes=[ECHO])), "http://127.0.0.1:4566")


@pytest.fixture
def mailbox() -> Ask:
    guard = Middleware(callers.OnlyOwnPages, beginning="/inbox")
    return _asks(Starlette(routes=[ECHO], middleware=[guard]), "http://localhost:8000")


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("POST", "/", SIGNED),
        ("GET", LINK, {}),
        ("GET", LINK, FOLLOWED),
        ("POST", "/_aws/execute-api/abc/desk/applications", {}),
        ("GET", "/_ministack/health", {}),
        ("POST", "/applications", {callers.STAGE: "/_aws/execute-api/abc/desk", "origin": "http://localhost:8000"}),
    ],
)
def test_embedded_aws_accepts_signed_calls_links_and_the_api(
    aws: Ask, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = aws(method, path, headers)

    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers, "another site could read it"


@pytest.mark.parametrize(
    ("method", "path", "headers", "why"),
    [
        ("POST", "/", {**SIGNED, "origin": "https://evil.example"}, "page in a browser"),
        ("POST", "/", {**SIGNED, "origin": "null"}, "page in a browser"),
        ("OPTIONS", "/", {"origin": "https://evil.example"}, "page in a browser"),
        ("GET", "/bucket", {**SIGNED, "sec-fetch-site": "same-site"}, "page in a browser"),
        ("POST", LINK, FOLLOWED, "page in a browser"),
        ("POST", "/_aws/execute-api/abc/desk/applications", {"origin": "https://evil.example"}, "page in a browser"),
        ("POST", "/_ministack/reset", SIGNED, "for the emulator itself"),
        ("GET", "/_aws/ses", SIGNED, "for the emulator itself"),
        ("GET", "/bucket/received/1", {}, "not signed"),
        ("POST", "/", {"authorization": "Basic dGVzdDp0ZXN0"}, "not signed"),
        ("POST", "/restapis/abc/desk/_user_request_/applications", {}, "not signed"),
        ("POST", "/", {**SIGNED, "host": "evil.example:4566"}, "Invalid host"),
        ("POST", "/", {callers.STAGE: "/_aws/execute-api/abc/desk", "host": "evil.example"}, "Invalid host"),
        ("POST", "/reset", {callers.STAGE: "/_ministack"}, "not signed"),
        ("POST", "/x", {callers.STAGE: "/_aws/execute-api/abc/desk/../../../_ministack/reset?"}, "not signed"),
        ("POST", "/x", {callers.STAGE: "/_ministack", "origin": "https://evil.example"}, "page in a browser"),
    ],
)
def test_embedded_aws_refuses_websites_and_what_nobody_signed(
    aws: Ask, method: str, path: str, headers: dict[str, str], why: str
) -> None:
    answer = aws(method, path, headers)

    assert answer.status_code in (400, 403)
    assert why in answer.text


def test_path_under_the_api_keeps_what_its_caller_has_signed(aws: Ask) -> None:
    answer = aws("PUT", "/accounts/acct%20one", {callers.STAGE: "/_aws/execute-api/abc/desk"})

    assert answer.json() == {"path": "/_aws/execute-api/abc/desk/accounts/acct one", "raw_path": "/accounts/acct%20one"}


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("POST", {}),
        ("POST", {"origin": "http://localhost:8000"}),
        ("POST", {"origin": "http://localhost:8000", "sec-fetch-site": "same-origin"}),
        ("GET", {"sec-fetch-site": "none"}),
        ("GET", FOLLOWED),
    ],
)
def test_mailbox_accepts_scripts_its_own_pages_and_links(mailbox: Ask, method: str, headers: dict[str, str]) -> None:
    assert mailbox(method, "/inbox/1", headers).status_code == 200


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("POST", {"origin": "https://evil.example"}),
        ("POST", {"origin": "null"}),
        ("POST", {"origin": "http://localhost:9000", "sec-fetch-site": "same-site"}),
        ("POST", FOLLOWED),
        ("GET", FRAMED),
        ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}),
    ],
)
def test_mailbox_refuses_what_other_sites_have_a_browser_do(mailbox: Ask, method: str, headers: dict[str, str]) -> None:
    refused = mailbox(method, "/inbox/api/received", headers)

    assert refused.status_code == 403
    assert "this site's own pages" in refused.text
    assert mailbox(method, "/apply", headers).status_code == 200, "as on AWS; the desk decides"


def test_form_that_a_website_posts_to_the_smtp_port_delivers_nothing() -> None:
    delivered: list[bytes] = []
    port = free_port()

    def take(raw: bytes, *_envelope: object) -> str:
        delivered.append(raw)
        return "250 OK"

    server = smtp_port(port, take)
    envelope = b"EHLO evil\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<x@desk.example>\r\n"
    mail = envelope + b"DATA\r\nFrom: a@b.example\r\n\r\nhi\r\n.\r\n"
    names = ("Host", "Origin", "User-Agent", "Accept", "Accept-Language", "Content-Type", "Content-Length")
    form = "".join(f"{line}\r\n" for line in ("POST / HTTP/1.1", *(f"{name}: 1" for name in names), "")).encode()

    server.start()
    try:
        for sent in (form + mail, mail):
            with socket.create_connection(("127.0.0.1", port), timeout=5) as browser:
                browser.sendall(sent + b"QUIT\r\n")
                while browser.recv(4096):
                    pass
    finally:
        server.stop()

    assert len(delivered) == 1, "the same without HTTP is delivered"


def test_key_is_new_with_each_run_and_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "aws-key"
    file.write_text("stale")
    file.chmod(0o644)

    first, second = owner_key.renew(file), owner_key.renew(file)

    assert first.access_key != second.access_key and first.secret_key != second.secret_key
    assert file.stat().st_mode & 0o777 == 0o600
    assert owner_key.read(file).secret_key == second.secret_key
