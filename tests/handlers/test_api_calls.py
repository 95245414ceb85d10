"""Each call of the API gives each answer that its description promises."""

import json
from typing import Any

import pytest

from adapters.web.requests import LARGEST_BODY_WITH_ICON
from domain.applications.account_holder import look_up
from domain.cases.case import Outcome, Status, TaskKey, TaskKind
from domain.cases.exception import exception_id
from domain.model.application import MAX_SUBMISSIONS
from domain.notifications.messages import EmailName, OutboxEntry
from domain.notifications.notifier import UNCONFIRMED_DAILY
from domain.notifications.safety_check import task_id
from tests.examples import account, application, exception_data, facts, request_data
from tests.fakes import FakeKeydesk
from tests.handlers.lambda_context import respond
from tests.infra.test_openapi import CALLS, DOCUMENT, validator
from wiring import applications, console, keys, stores

CHECKED = TaskKey(case_id=exception_id("acct-high-value", "checked"), round=1, kind=TaskKind.EXCEPTION_SAFETY)
"""What the safety check was asked about."""
BY_API_GATEWAY = {"403", "404"}  # before a function is asked
PROMISED = [
    (path, method, status)
    for (path, method), call in CALLS.items()
    for status in call["responses"]
    if status not in BY_API_GATEWAY
]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeKeydesk:
    """A desk in memory behind the handlers, with the account of each example."""
    desk = FakeKeydesk()
    desk.accounts.put_account(facts())
    desk.accounts.put_account(facts(account_id="acct-high-value", plan="business"))
    desk.exception_filing.file(exception_data(), "checked")
    desk.notifier.request_decision(CHECKED, (), check=desk.safety_check)
    approved = application(request_data(account_id=account().account_id))
    desk.cases.add_application(approved, "thread-1@desk.example")
    desk.cases.conclude(desk.cases.get_case(approved.id), Outcome(status=Status.APPROVED, at=desk.clock()))
    monkeypatch.setattr(applications, "application_service", lambda: desk.applications)
    monkeypatch.setattr(applications, "requested_links", lambda: desk.requested_links)
    monkeypatch.setattr(applications, "account", lambda of: look_up(of, desk.lookup, desk.statuses, desk.clock))
    monkeypatch.setattr(stores, "accounts", lambda: desk.accounts)
    monkeypatch.setattr(console, "exception_filing", lambda: desk.exception_filing)
    monkeypatch.setattr(console, "safety_answers", lambda: desk.safety_answers)
    monkeypatch.setattr(keys, "key_changes", lambda: desk.key_changes)
    return desk


def send(path: str, method: str, body: Any, content_type: str = "application/json") -> dict[str, Any]:
    return respond(
        method.upper(),
        path,
        path=path.format(account_id=account().account_id, task_id=task_id(CHECKED)),
        headers={"Content-Type": content_type},
        body=body if isinstance(body, str) else json.dumps(body),
    )


EARLIER = {"/tasks/{task_id}": {"answer": "clear"}}
"""What an earlier call has sent, where it isn't the same."""
BROKEN = (
    *((applications, "read_application"), (stores, "accounts")),
    *((console, "exception_filing"), (console, "safety_answers"), (keys, "key_changes")),
)


def _use_up_emails(desk: FakeKeydesk) -> None:
    """Have it matter whether the applicant's address is on the account's record."""
    for number in range(UNCONFIRMED_DAILY):
        entry = OutboxEntry(name=EmailName.CONFIRM_ADDRESS, case_id=f"k{number}", to="avery@client.example")
        desk.outbox_store.claim_daily_email(entry, desk.clock(), UNCONFIRMED_DAILY)


def provoke(status: str, path: str, method: str, desk: FakeKeydesk, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Make the call in a way, or at a time, that has this answer."""
    example = CALLS[path, method]["requestBody"]["content"]["application/json"]["example"]
    if status == "409":
        send(path, method, EARLIER.get(path, example))
    if status == "429":
        for _ in range(MAX_SUBMISSIONS):
            application_id = json.loads(send(path, method, example)["body"])["application_id"]
            desk.cases.conclude(desk.cases.get_case(application_id), Outcome(status=Status.WITHDRAWN, at=desk.clock()))
    if status == "503":
        desk.lookup.fails = 1
        _use_up_emails(desk)
    if status == "500":
        for module, broken in BROKEN:
            monkeypatch.delattr(module, broken)
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
