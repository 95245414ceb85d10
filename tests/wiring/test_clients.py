"""How long calls of AWS may take, and how often they are tried."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from domain.model.errors import AccountLookupFailed
from infra import transformed
from tests.examples import ROOT
from wiring import clients, stores

API_GATEWAY_WAITS = 29  # seconds


class BrokenLambda(HTTPServer):
    """Answers each call with a fault of AWS, which botocore tries again where it may."""

    calls = 0

    class Handler(BaseHTTPRequestHandler):
        server: "BrokenLambda"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.server.calls += 1
            self.send_error(500)

        def log_message(self, *_: object) -> None: ...

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), self.Handler)


def _forget_clients() -> None:
    for cached in (clients._session, clients.client, clients.patient_client):
        cached.cache_clear()


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[BrokenLambda]:
    with BrokenLambda() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        monkeypatch.setenv("ACCOUNT_LOOKUP_FUNCTION", "company-lookup")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "testing")
        _forget_clients()
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()
        _forget_clients()


def test_account_is_looked_up_once_and_the_caller_has_time_to_answer(broken: BrokenLambda) -> None:
    with pytest.raises(AccountLookupFailed, match=r"does not answer: .*500"):
        stores.account_lookup().look_up_account("acct-in-order")
    config = clients.synchronous_lambda().meta.config
    functions = transformed.functions().values()
    callers = [one for one in functions if "ACCOUNT_LOOKUP_FUNCTION" in one["Environment"]["Variables"]]

    assert broken.calls == 1
    assert callers
    longest = config.connect_timeout + config.read_timeout
    assert longest < min(API_GATEWAY_WAITS, *(one["Timeout"] for one in callers)) - 5, (
        "to start, and to say what is wrong"
    )
    guide = " ".join((ROOT / "docs/accounts.md").read_text("utf-8").split())
    assert f"answer within {config.read_timeout} seconds" in guide
