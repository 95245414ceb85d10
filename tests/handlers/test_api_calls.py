"""Each call of the API gives each answer that its description promises."""

import importlib
import json
from collections.abc import Callable
from typing import Any

import pytest

import wiring
from adapters.web.responses import LARGEST_BODY_WITH_ICON
from domain.applications.account_holder import look_up
from tests.examples import account, facts
from tests.fakes import FakeKeydesk
from tests.handlers.lambda_context import CONTEXT
from tests.infra.test_openapi import CALLS, DOCUMENT, validator
from tests.infra.test_template import FUNCTIONS

BY_API_GATEWAY = {"403", "404"}  # before a function is asked
PROMISED = [
    (path, method, status)
    for (path, method), call in CALLS.items()
    for status in call["responses"]
    if status not in BY_API_GATEWAY
]
HANDLERS = {
    (event["Properties"]["Path"], event["Properties"]["Method"].lower()): one["Properties"]["Handler"].split(".")[1]
    for one in FUNCTIONS.values()
    for event in one["Properties"].get("Events", {}).values()
    if event["Type"] == "Api"
}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeKeydesk:
    """A desk in memory behind the handlers, with the account of each example."""
    desk = FakeKeydesk()
    desk.accounts.put_account(facts())
    desk.accounts.put_account(facts(account_id="acct-high-value", plan="business"))
    wired: dict[str, Callable[..., Any]] = {
        "application_service": lambda: desk.applications,
        "requested_links": lambda: desk.requested_links,
        "accounts": lambda: desk.accounts,
        "account": lambda account_id: look_up(account_id, desk.lookup, desk.statuses, desk.clock),
        "exception_filing": lambda: desk.exception_filing,
    }
    for name, one in wired.items():
        monkeypatch.setattr(wiring, name, one)
    return desk


def send(path: str, method: str, body: Any, content_type: str = "application/json") -> dict[str, Any]:
    event = {
        "resource": path,
        "pathParameters": {"account_id": account().account_id},
        "headers": {"Content-Type": content_type},
        "body": body if isinstance(body, str) else json.dumps(body),
    }
    handler = importlib.import_module(f"handlers.{HANDLERS[path, method]}").handler
    answer: dict[str, Any] = handler(event, CONTEXT)
    return answer


def provoke(status: str, path: str, method: str, desk: FakeKeydesk, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Make the call in a way, or at a time, that has this answer."""
    example = CALLS[path, method]["requestBody"]["content"]["application/json"]["example"]
    if status == "409":
        send(path, method, example)
    if status == "503":
        desk.lookup.fails = 1
    if status == "500":
        for broken in ("read_application", "accounts", "exception_filing"):
            monkeypatch.delattr(wiring, broken)
    wrong = {"400": "{", "413": " " * (LARGEST_BODY_WITH_ICON + 1), "422": {**example, "unknown": 1}}
    return send(path, method, wrong.get(status, example), "text/plain" if status == "415" else "application/json")


@pytest.mark.parametrize(("path", "method", "status"), PROMISED)
def test_each_promised_answer_is_given_as_it_is_described(
    path: str, method: str, status: str, desk: FakeKeydesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = provoke(status, path, method, desk, monkeypatch)

    assert answer["statusCode"] == int(status), answer["body"]
    promised = CALLS[path, method]["responses"][status]
    content = DOCUMENT["components"]["responses"].get(status, promised)["content"]
    assert list(content) == [answer["headers"]["Content-Type"]]
    schema = content[answer["headers"]["Content-Type"]]["schema"]
    assert [error.message for error in validator(schema).iter_errors(json.loads(answer["body"]))] == []
